// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "models/messagemodel.h"

#include <rainbow/error.h>
#include <rainbow/message.h>

#include <QtQml/qqml.h>

// What QML is to know of types that know nothing of QML.
namespace Rainbow {

struct QmlMessage {
    Q_GADGET
    QML_FOREIGN(Rainbow::Message)
    QML_VALUE_TYPE(rainbowMessage)
};

struct QmlError {
    Q_GADGET
    QML_FOREIGN(Rainbow::Error)
    QML_VALUE_TYPE(rainbowError)
};

// The names of its codes: RainbowError.Timeout.
namespace QmlErrorCodes {
Q_NAMESPACE
QML_FOREIGN_NAMESPACE(Rainbow::Error)
QML_NAMED_ELEMENT(RainbowError)
} // namespace QmlErrorCodes

struct QmlMessageModel {
    Q_GADGET
    QML_FOREIGN(Rainbow::MessageModel)
    QML_NAMED_ELEMENT(MessageModel)
};

} // namespace Rainbow
