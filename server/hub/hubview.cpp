// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

namespace Rainbow {

const Session *Hub::find(const Identity &identity) const
{
    const auto it = m_sessions.find(identity);
    return it == m_sessions.end() ? nullptr : it->second.get();
}

const Channel *Hub::findChannel(const ChannelName &name) const
{
    const auto it = m_channels.find(name);
    return it == m_channels.end() ? nullptr : it->second.get();
}

TableWalk::Step Hub::walk(TableWalk &walk, int count,
                          const std::function<void(const Session &)> &visit) const
{
    return walk.go(m_sessions, count, [&visit](const auto &session) { visit(*session); });
}

TableWalk::Step Hub::walk(TableWalk &walk, int count,
                          const std::function<void(const Channel &)> &visit) const
{
    return walk.go(m_channels, count, [&visit](const auto &channel) { visit(*channel); });
}

bool Hub::watch(const Identity &identity, PacketWatcher *watcher)
{
    const auto it = m_sessions.find(identity);
    if (it == m_sessions.end())
        return false;
    it->second->setWatcher(watcher);
    return true;
}

bool Hub::dismiss(const Identity &identity, CloseCode code, const QByteArray &reason)
{
    const auto it = m_sessions.find(identity);
    if (it == m_sessions.end())
        return false;
    cutOff(*it->second, code, reason);
    return true;
}

void Hub::dismissAll(CloseCode code, const QByteArray &reason)
{
    for (const auto &[identity, session] : m_sessions)
        cutOff(*session, code, reason);
}

} // namespace Rainbow
