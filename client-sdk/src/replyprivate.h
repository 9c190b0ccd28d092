// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/incoming.h"

#include <rainbow/reply.h>

#include <memory>

namespace Rainbow {

class ClientPrivate;

class ReplyPrivate {
public:
    ReplyPrivate(std::weak_ptr<ClientPrivate *> client, Incoming::Ticket ticket)
        : m_client(std::move(client)), m_ticket(ticket)
    {
    }
    /// Dropped by the last who had it.
    ~ReplyPrivate() { answer({}); }
    Q_DISABLE_COPY_MOVE(ReplyPrivate)

    void answer(const QByteArray &payload);
    [[nodiscard]] bool isAnswered() const { return m_answered; }

private:
    std::weak_ptr<ClientPrivate *> m_client;
    Incoming::Ticket m_ticket;
    bool m_answered = false;
};

} // namespace Rainbow
