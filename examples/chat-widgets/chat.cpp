// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "chat.h"

#include <QJsonDocument>
#include <QPointer>
#include <QTimer>
#include <QUuid>

#include <chrono>

namespace Rainbow::Chat {

namespace {

constexpr std::chrono::milliseconds JoinAgain(2'000);

/// What the business server says against it; empty: nothing.
QString objection(const QJsonObject &answer)
{
    if (answer.value(u"status").toString() == u"ok")
        return {};
    const QString why = answer.value(u"msg").toString();
    return why.isEmpty() ? Chat::tr("the business server does not know of rooms") : why;
}

QJsonObject toObject(const QByteArray &answer)
{
    return QJsonDocument::fromJson(answer).object();
}

} // namespace

Chat::Chat(const QUrl &url, const QString &deviceId, const QString &name, QObject *parent)
    : QObject(parent), m_name(name), m_client(url)
{
    m_client.setDeviceId(deviceId);
    connect(&m_client, &Client::bloomed, this, [this](bool resumed) {
        // In the session of before she is in her rooms still.
        for (Room *room : resumed ? QList<Room *>() : m_rooms)
            enter(room);
    });
    m_client.onMessage(MessageType::Say, this, [this](const Message &message) {
        if (Room *room = roomOf(message))
            room->onSaid(message);
    });
    m_client.onMessage(MessageType::Presence, this, [this](const Message &message) {
        if (Room *room = roomOf(message))
            room->onPresence(message.json().toObject());
    });
    m_client.onMessage(MessageType::Delivered, this, [this](const Message &message) {
        if (Room *room = roomOf(message))
            room->onDelivered(message.json()[u"key"].toString());
    });
}

void Chat::setName(const QString &name)
{
    if (name == m_name)
        return;
    m_name = name;
    Q_EMIT nameChanged();
    for (Room *room : m_rooms)
        enter(room);
}

Room *Chat::room(const QString &name) const
{
    for (Room *room : m_rooms) {
        if (room->name() == name)
            return room;
    }
    return nullptr;
}

Room *Chat::roomOf(const Message &message) const
{
    return room(message.json()[u"room"].toString());
}

Room *Chat::join(const QString &name)
{
    if (Room *there = room(name))
        return there;
    auto *room = new Room(name, this);
    m_rooms.append(room);
    Q_EMIT roomAdded(room);
    enter(room);
    return room;
}

void Chat::enter(Room *room, bool again)
{
    if (!m_client.isBloomed())
        return; // bloomed() sees to it
    const QJsonObject request{
        {u"room"_qs, room->name()}, {u"name"_qs, m_name}, {u"after"_qs, room->lastId()}};
    m_client.send(
        MessageType::Join, request, QoS::AtLeastOnce, room,
        [this, room, again](const QByteArray &bytes) {
            const QJsonObject answer = toObject(bytes);
            if (const QString why = objection(answer); !why.isEmpty()) {
                Q_EMIT problem(tr("%1: %2").arg(room->name(), why));
                return;
            }
            room->onJoined(answer);
            // For what was said while we were on the way in.
            if (!again)
                enter(room, true);
        },
        [this, room](const Error &error) {
            if (error.isRetryable() && error.code() != Error::Code::Faded)
                QTimer::singleShot(JoinAgain, room, [this, room] { enter(room); });
        });
}

void Chat::leave(Room *room)
{
    m_rooms.removeOne(room);
    m_client.send(MessageType::Leave, QJsonObject{{u"room"_qs, room->name()}});
    Q_EMIT roomRemoved(room);
    room->deleteLater();
}

void Chat::say(Room *room, const QString &text)
{
    send(room, QUuid::createUuid().toString(QUuid::WithoutBraces), text);
}

void Chat::retry(Room *room, const QString &key)
{
    const MessageModel &messages = room->messages();
    const QModelIndex index = messages.index(messages.indexOf(key));
    if (index.isValid() && index.data(MessageModel::StateRole).toInt() == MessageModel::Failed)
        send(room, key, index.data(Room::TextRole).toString());
}

void Chat::send(Room *room, const QString &key, const QString &text)
{
    const QJsonObject said{
        {u"room"_qs, room->name()}, {u"key"_qs, key}, {u"from"_qs, m_name}, {u"text"_qs, text}};
    room->messages().add(MessageType::Say, said, key);
    QJsonObject request = said;
    request.remove(u"from");
    request.insert(u"name"_qs, m_name);
    // At least once does, and needs no answer to "did it get through" when a session is lost: the
    // business server says one key once.
    m_client.send(
        MessageType::Say, request, QoS::AtLeastOnce, room,
        [this, room, key](const QByteArray &bytes) {
            const QJsonObject answer = toObject(bytes);
            const QString why = objection(answer);
            if (!why.isEmpty())
                Q_EMIT problem(why);
            MessageModel &messages = room->messages();
            const QModelIndex index = messages.index(messages.indexOf(key));
            // What says that it was delivered may have overtaken this.
            if (index.data(MessageModel::StateRole).toInt() != MessageModel::Delivered)
                messages.setState(key, why.isEmpty() ? MessageModel::Sent : MessageModel::Failed);
        },
        [room, key](const Error &) { room->messages().setState(key, MessageModel::Failed); });
}

} // namespace Rainbow::Chat
