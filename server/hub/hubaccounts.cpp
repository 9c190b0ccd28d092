// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include "journal.h"
#include "logging.h"

#include <algorithm>
#include <vector>

namespace Rainbow {

namespace {

constexpr char TooMany[] = "too many connections of the account";

} // namespace

std::span<Session *const> Hub::connectionsOf(const AccountName &account) const
{
    const auto it = m_accounts.find(account);
    return it == m_accounts.end() ? std::span<Session *const>() : it->second->members();
}

/// False: its account has enough connections, and it is none of them.
bool Hub::joinAccount(Session &session)
{
    const AccountName &account = session.info().account;
    // A business server's user is no account, even if somebody is called the same.
    if (account.isEmpty() || session.info().protocol == SessionProtocol::Mesh)
        return true;
    if (!makeRoom(account)) {
        cutOff(session, CloseCode::TooManyOfAccount, TooMany);
        return false;
    }
    auto &connections = m_accounts[account];
    if (!connections)
        connections = std::make_unique<Channel>(ChannelName(account.bytes()));
    session.joinAccount(*connections);
    return true;
}

/// For one more connection. What is lost has to go first: a client that could not take up its
/// session must not be shut out by it.
bool Hub::makeRoom(const AccountName &account)
{
    const auto there = connectionsOf(account);
    const int limit = m_settings.maxConnectionsPerAccount;
    if (limit == 0 || int(there.size()) < limit)
        return true;
    int attached = 0;
    std::vector<Session *> lost;
    for (Session *session : there) {
        if (session->isAttached())
            ++attached;
        else if (isReachable(*session))
            lost.push_back(session);
    }
    const int over = attached + int(lost.size()) - limit + 1;
    if (over <= 0)
        return true;
    if (limitReached(Limit::MaxConnectionsPerAccount)) {
        qCInfo(lcHub, "connection of an account closed: max_connections_per_account reached");
        journalLimit(Limit::MaxConnectionsPerAccount, "connection closed", {});
    }
    if (attached >= limit)
        return false;
    std::partial_sort(lost.begin(), lost.begin() + over, lost.end(),
                      [](Session *a, Session *b) { return a->lostAt() < b->lostAt(); });
    for (int i = 0; i < over; ++i)
        cutOff(*lost[size_t(i)], CloseCode::TooManyOfAccount, TooMany);
    return true;
}

void Hub::leaveAccount(Session &session)
{
    Channel *connections = session.account();
    if (!connections)
        return;
    session.leave(*connections);
    if (connections->isEmpty())
        m_accounts.erase(session.info().account);
}

} // namespace Rainbow
