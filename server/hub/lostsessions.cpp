// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/lostsessions.h"

#include "hub/session.h"

namespace Rainbow {

void LostSessions::add(Session &session, TimePoint now)
{
    session.m_lostAt = now;
    m_sessions.emplace(now, &session);
}

void LostSessions::remove(Session &session)
{
    m_sessions.erase({session.m_lostAt, &session});
}

} // namespace Rainbow
