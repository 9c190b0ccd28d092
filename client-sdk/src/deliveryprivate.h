// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/outgoing.h"

#include <rainbow/delivery.h>

#include <QPointer>
#include <QPromise>

#include <memory>

namespace Rainbow {

class ClientPrivate;

class DeliveryPrivate {
public:
    [[nodiscard]] bool isOver() const
    {
        return state == Delivery::State::Succeeded || state == Delivery::State::Failed;
    }
    /// Gives the promise, if there is one, what it promises.
    void keepPromise();

    QPointer<ClientPrivate> client;
    SendKey key = 0; ///< 0: not with Outgoing
    quint16 type = 0;
    QoS qos = QoS::AtLeastOnce;
    Delivery::State state = Delivery::State::Queued;
    int attempts = 0;
    QByteArray payload;
    QByteArray answer; ///< when it has succeeded
    Error error; ///< when it has failed
    std::unique_ptr<QPromise<QByteArray>> promise; ///< none until somebody asks for the future
};

} // namespace Rainbow
