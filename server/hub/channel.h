// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/eventrate.h"
#include "hub/ids.h"

#include <span>
#include <vector>

namespace Rainbow {

class Session;

/// The members of one channel at one hub, or likewise the connections of an account. It exists as
/// long as it has members.
class Channel {
public:
    explicit Channel(ChannelName name) : m_name(std::move(name)) { }

    [[nodiscard]] const ChannelName &name() const { return m_name; }
    [[nodiscard]] std::span<Session *const> members() const { return m_members; }
    /// Members whose dialect is topic.
    [[nodiscard]] int listeners() const { return m_listeners; }
    [[nodiscard]] bool isEmpty() const { return m_members.empty(); }

    /// A publication has come, and goes out to, or is kept for, that many members.
    void count(int members, TimePoint now)
    {
        ++published;
        delivered += quint64(members);
        m_rate.count(now);
    }
    /// Publications of the last whole second.
    [[nodiscard]] quint32 rate(TimePoint now) const { return m_rate.perSecond(now); }

    quint64 published = 0; ///< publications
    quint64 delivered = 0; ///< of them, per member
    Identity occupant; ///< for whom all others had to leave; empty: nobody is there that way

private:
    friend class Session; // joins and leaves, keeping both sides in step

    ChannelName m_name;
    std::vector<Session *> m_members;
    int m_listeners = 0;
    EventRate m_rate;
};

} // namespace Rainbow
