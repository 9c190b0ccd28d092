// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/rows.h"

#include <algorithm>

namespace Rainbow {

void add(ChannelRow &row, const ChannelRow &other)
{
    row.members += other.members;
    row.delivered += other.delivered;
    row.published = std::max(row.published, other.published);
    row.rate = std::max(row.rate, other.rate);
    if (row.occupant.isEmpty())
        row.occupant = other.occupant;
}

const char *nameOf(SessionProtocol protocol)
{
    return protocol == SessionProtocol::Version2 ? "rainbow.2" : "rainbow";
}

const char *nameOf(Session::State state)
{
    switch (state) {
    case Session::State::Attached:
        return "attached";
    case Session::State::Closing:
        return "closing";
    case Session::State::Lost:
    case Session::State::Departed:
        break;
    }
    return "lost";
}

} // namespace Rainbow
