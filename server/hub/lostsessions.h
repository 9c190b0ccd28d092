// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <set>
#include <utility>

namespace Rainbow {

class Session;

/// The sessions whose connection is lost, by when that happened.
class LostSessions {
public:
    void add(Session &session, TimePoint now);
    /// Does nothing when it is not there.
    void remove(Session &session);

    [[nodiscard]] bool isEmpty() const { return m_sessions.empty(); }
    [[nodiscard]] int count() const { return int(m_sessions.size()); }
    /// The one that was lost first; there must be one.
    [[nodiscard]] Session &oldest() const { return *m_sessions.begin()->second; }
    /// When the oldest was lost.
    [[nodiscard]] TimePoint oldestSince() const { return m_sessions.begin()->first; }

private:
    std::set<std::pair<TimePoint, Session *>> m_sessions;
};

} // namespace Rainbow
