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
    switch (protocol) {
    case SessionProtocol::Original:
        break;
    case SessionProtocol::Version2:
        return "rainbow.2";
    case SessionProtocol::Im:
        return "im";
    case SessionProtocol::Topic:
        return "topic";
    case SessionProtocol::Mesh:
        return "mesh";
    }
    return "rainbow";
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
