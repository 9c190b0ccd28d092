// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <QHash>

namespace Rainbow {

class Session;

/// By which tokens the sessions of one hub can be found. Each has one or two: its latest, and the
/// one its client came with, in case the client has not heard of the latest.
class SessionTokens {
public:
    explicit SessionTokens(HubId hub) : m_hub(hub) { }

    /// A session's first token.
    SessionToken add(Session &session);
    /// The session has been taken up with token, which must find it: makes its next one. Any
    /// other than these two is forgotten.
    SessionToken renew(Session &session, const SessionToken &used);
    void remove(Session &session);
    /// nullptr: nobody's.
    [[nodiscard]] Session *find(const SessionToken &token) const;
    [[nodiscard]] bool isEmpty() const { return m_sessions.isEmpty(); }

private:
    SessionToken issue(Session &session);
    void forget(QByteArray &secret);

    HubId m_hub;
    QHash<QByteArray, Session *> m_sessions; ///< by secret
};

} // namespace Rainbow
