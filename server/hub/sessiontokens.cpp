// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/sessiontokens.h"

#include "hub/session.h"

namespace Rainbow {

SessionToken SessionTokens::issue(Session &session)
{
    SessionToken token = SessionToken::generate(m_hub);
    m_sessions.insert(token.secret, &session);
    session.m_latestSecret = token.secret;
    return token;
}

void SessionTokens::forget(QByteArray &secret)
{
    if (!secret.isEmpty())
        m_sessions.remove(secret);
    secret.clear();
}

SessionToken SessionTokens::add(Session &session)
{
    return issue(session);
}

SessionToken SessionTokens::renew(Session &session, const SessionToken &used)
{
    // The latest may never have reached the client, who came with the one before it then.
    if (used.secret == session.m_latestSecret) {
        forget(session.m_usedSecret);
        session.m_usedSecret = session.m_latestSecret;
    } else {
        forget(session.m_latestSecret);
    }
    return issue(session);
}

void SessionTokens::remove(Session &session)
{
    forget(session.m_latestSecret);
    forget(session.m_usedSecret);
}

Session *SessionTokens::find(const SessionToken &token) const
{
    return token.hub == m_hub ? m_sessions.value(token.secret) : nullptr;
}

} // namespace Rainbow
