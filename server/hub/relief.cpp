// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"
#include "journal.h"
#include "logging.h"

#include <algorithm>
#include <vector>

namespace Rainbow {

int Hub::relieve(const Relief &relief)
{
    using Holding = std::pair<qint64, Session *>;
    std::vector<Holding> holdings;
    const auto weigh = [&](Session &session) {
        const qint64 held = session.heldBytes();
        if (held >= relief.atLeast)
            holdings.emplace_back(held, &session);
    };
    for (const auto &[identity, session] : m_sessions) {
        if (isReachable(*session))
            weigh(*session);
    }
    const size_t count = std::min(holdings.size(), size_t(MaxRelieved));
    const auto end = holdings.begin() + std::ptrdiff_t(count);
    std::partial_sort(holdings.begin(), end, holdings.end(), std::greater<>());
    int closed = 0;
    qint64 given = 0;
    // Nobody has to go for what those have left who are gone already.
    for (const auto &[identity, session] : m_departed) {
        if (session->inbound.queuedBytes() < relief.atLeast)
            continue;
        given += session->inbound.queuedBytes();
        (void)dropQueue(*session);
        if (limitReached(Limit::MemoryBudget))
            qCWarning(lcHub, "messages of a client that has gone are lost: memory_budget reached");
    }
    for (auto it = holdings.begin(); it != end && given < relief.bytes; ++it) {
        const auto [held, session] = *it;
        given += held;
        ++closed;
        if (limitReached(Limit::MemoryBudget)) {
            qCWarning(lcHub, "client closed: memory_budget reached, bytes=%lld identity=%s",
                      static_cast<long long>(held), session->identity().bytes().constData());
            journalLimit(Limit::MemoryBudget, "client closed", session->identity().bytes());
        }
        (void)dropQueue(*session);
        cutOff(*session, CloseCode::TooSlow, "short of memory");
    }
    return closed;
}

} // namespace Rainbow
