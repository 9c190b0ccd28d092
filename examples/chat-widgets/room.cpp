// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "room.h"

#include "chat.h"

#include <QJsonArray>

#include <algorithm>
#include <utility>

namespace Rainbow::Chat {

Room::Room(const QString &name, QObject *parent) : QObject(parent), m_name(name)
{
    m_messages.setIdMember(u"key"_qs);
    m_messages.setMembers({u"from"_qs, u"text"_qs});
}

void Room::markRead()
{
    if (std::exchange(m_unread, 0) != 0)
        Q_EMIT unreadChanged();
}

void Room::onJoined(const QJsonObject &answer)
{
    m_version = 0;
    setMembers(answer);
    for (const auto &said : answer.value(u"history").toArray())
        take(said.toObject());
}

void Room::onSaid(const Message &message)
{
    take(message.json().toObject());
}

void Room::onPresence(const QJsonObject &presence)
{
    setMembers(presence);
}

void Room::onDelivered(const QString &key)
{
    m_messages.setState(key, MessageModel::Delivered);
}

void Room::take(const QJsonObject &said)
{
    const bool isNew = m_messages.indexOf(said.value(u"key").toString()) < 0;
    const QString key = m_messages.receive(MessageType::Say, said);
    m_messages.setTime(
        key, QDateTime::fromMSecsSinceEpoch(qint64(said.value(u"time").toDouble() * 1000)));
    m_lastId = std::max(m_lastId, said.value(u"id").toInteger());
    if (!isNew)
        return;
    ++m_unread;
    Q_EMIT unreadChanged();
}

void Room::setMembers(const QJsonObject &source)
{
    const qint64 version = source.value(u"version").toInteger();
    if (version < m_version)
        return; // older news
    m_version = version;
    m_members.clear();
    for (const auto &member : source.value(u"members").toArray())
        m_members.append(member.toString());
    Q_EMIT membersChanged();
}

} // namespace Rainbow::Chat
