// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <span>
#include <vector>

namespace Rainbow {

class Session;

/// The members of one channel at one hub. It exists as long as it has members.
class Channel {
public:
    explicit Channel(ChannelName name) : m_name(std::move(name)) { }

    [[nodiscard]] const ChannelName &name() const { return m_name; }
    [[nodiscard]] std::span<Session *const> members() const { return m_members; }
    [[nodiscard]] bool isEmpty() const { return m_members.empty(); }

private:
    friend class Session; // joins and leaves, keeping both sides in step

    ChannelName m_name;
    std::vector<Session *> m_members;
};

} // namespace Rainbow
