// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "room.h"

#include <rainbow/client.h>

#include <QList>

namespace Rainbow::Chat {

/// The types of examples/rooms.py.
namespace MessageType {
inline constexpr quint16 Join = 10;
inline constexpr quint16 Leave = 11;
inline constexpr quint16 Say = 12;
inline constexpr quint16 Presence = 13;
inline constexpr quint16 Delivered = 14;
} // namespace MessageType

/// A user of the chat: one connection, and the rooms she is in. Knows nothing of widgets.
class Chat : public QObject {
    Q_OBJECT

public:
    /// deviceId: always the same for one installation.
    Chat(const QUrl &url, const QString &deviceId, const QString &name, QObject *parent = nullptr);

    [[nodiscard]] Client &client() { return m_client; }
    [[nodiscard]] QString name() const { return m_name; }
    void setName(const QString &name);

    [[nodiscard]] QList<Room *> rooms() const { return m_rooms; }
    [[nodiscard]] Room *room(const QString &name) const;
    /// Joins, now or as soon as there is a connection. The room that is there if she is in it.
    Room *join(const QString &name);
    void leave(Room *room);

    /// Says something, now or as soon as there is a connection; the row in the room's messages
    /// tells what became of it.
    void say(Room *room, const QString &text);
    /// Says again what has failed.
    void retry(Room *room, const QString &key);

Q_SIGNALS:
    void nameChanged();
    void roomAdded(Rainbow::Chat::Room *room);
    /// It is deleted later.
    void roomRemoved(Rainbow::Chat::Room *room);
    /// Something that the user should know.
    void problem(const QString &text);

private:
    void enter(Room *room, bool again = false);
    void send(Room *room, const QString &key, const QString &text);
    Room *roomOf(const Message &message) const;

    QString m_name;
    QList<Room *> m_rooms;
    // Last: what it ends by its destruction tells the above.
    Client m_client;
};

} // namespace Rainbow::Chat
