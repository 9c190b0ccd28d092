// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/outgoing.h"

#include <rainbow/delivery.h>

#include <QPointer>
#include <QPromise>

#include <vector>

namespace Rainbow {

class ClientPrivate;

class DeliveryPrivate {
public:
    [[nodiscard]] bool isOver() const
    {
        return state == Delivery::State::Succeeded || state == Delivery::State::Failed;
    }
    /// Gives those who asked for a future what was promised.
    void keepPromises();

    QPointer<ClientPrivate> client;
    SendKey key = 0; ///< 0: not with Outgoing
    quint16 type = 0;
    quint16 id = 0; ///< of the packet; 0: none yet
    QoS qos = QoS::AtLeastOnce;
    Delivery::State state = Delivery::State::Queued;
    int attempts = 0;
    QByteArray payload;
    QByteArray answer; ///< when it has succeeded
    Error error; ///< when it has failed
    /// One for each time the future was asked for: a QFuture takes but one continuation.
    std::vector<QPromise<QByteArray>> promises;
};

} // namespace Rainbow
