// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "models/messagemodel.h"

#include <QObject>
#include <QStringList>

namespace Rainbow::Chat {

/// A room that the user is in: what was said, and who is there.
class Room : public QObject {
    Q_OBJECT

public:
    /// Roles of messages(), beside those of MessageModel.
    enum Role {
        FromRole = MessageModel::FirstMemberRole,
        TextRole,
    };

    explicit Room(const QString &name, QObject *parent = nullptr);

    [[nodiscard]] QString name() const { return m_name; }
    [[nodiscard]] MessageModel &messages() { return m_messages; }
    [[nodiscard]] QStringList members() const { return m_members; }
    /// Messages of others since it was looked at.
    [[nodiscard]] int unread() const { return m_unread; }
    void markRead();

    /// The id of the newest message, as the business server counts them; 0: none.
    [[nodiscard]] qint64 lastId() const { return m_lastId; }

    // What the business server says (examples/rooms.py).
    void onJoined(const QJsonObject &answer);
    void onSaid(const Message &message);
    void onPresence(const QJsonObject &presence);
    void onDelivered(const QString &key);

Q_SIGNALS:
    void membersChanged();
    void unreadChanged();

private:
    void take(const QJsonObject &said);
    void setMembers(const QJsonObject &source);

    const QString m_name;
    MessageModel m_messages;
    QStringList m_members;
    qint64 m_version = 0;
    qint64 m_lastId = 0;
    int m_unread = 0;
};

} // namespace Rainbow::Chat
