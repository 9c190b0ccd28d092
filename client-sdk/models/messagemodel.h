// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/message.h>

#include <QAbstractListModel>
#include <QDateTime>
#include <QHash>
#include <QJsonObject>
#include <QStringList>

#include <deque>

namespace Rainbow {

/// Messages in a list, the oldest first, for chats and the like: those that came, and own ones with
/// what became of them.
///
/// Each has an id: what the JSON member idMember says, or one that is made up. A message with the
/// id of one that is in the list takes its place there; so that an own message and its echo are
/// one. The list is bounded: beyond limit the oldest goes.
///
/// Thread: the one of this object.
class MessageModel : public QAbstractListModel {
    Q_OBJECT
    /// How many there are.
    Q_PROPERTY(int count READ count NOTIFY countChanged FINAL)
    /// How many there may be, 1 or more. 1 000.
    Q_PROPERTY(int limit READ limit WRITE setLimit NOTIFY limitChanged FINAL)
    /// Members of the messages' JSON that are roles of the same name. Those that are called as a
    /// role that is there anyway are none.
    Q_PROPERTY(QStringList members READ members WRITE setMembers NOTIFY membersChanged FINAL)
    /// The JSON member, a text or a number, that is the id. Empty: none is.
    Q_PROPERTY(QString idMember READ idMember WRITE setIdMember NOTIFY idMemberChanged FINAL)

public:
    enum DeliveryState {
        Received, ///< came from the relay
        Queued, ///< an own one, not sent yet
        Sent, ///< an own one, answered by the business server
        Delivered, ///< an own one that has reached somebody
        Failed, ///< an own one that has not got through
    };
    Q_ENUM(DeliveryState)

    enum Role {
        IdRole = Qt::UserRole, ///< messageId: text
        TypeRole, ///< type: 0 to 65535
        ChannelRole, ///< channel: text
        StateRole, ///< deliveryState: a DeliveryState
        TimeRole, ///< time: QDateTime, when it came into the list
        JsonRole, ///< json: the payload; undefined when it is none
        PayloadRole, ///< payload: as text
        FirstMemberRole, ///< members, in their order
    };
    Q_ENUM(Role)

    explicit MessageModel(QObject *parent = nullptr);
    ~MessageModel() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = QModelIndex()) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QHash<int, QByteArray> roleNames() const override;

    [[nodiscard]] int count() const { return int(m_rows.size()); }
    [[nodiscard]] int limit() const { return m_limit; }
    void setLimit(int limit);
    [[nodiscard]] QStringList members() const { return m_members; }
    void setMembers(const QStringList &members);
    [[nodiscard]] QString idMember() const { return m_idMember; }
    void setIdMember(const QString &member);

    /// Adds a message that came, or puts it in the place of the one with its id, which keeps its
    /// delivery state and time. Its id.
    Q_INVOKABLE QString append(const Rainbow::Message &message);
    /// The same with a message whose payload is this JSON.
    Q_INVOKABLE QString receive(int type, const QJsonValue &json);
    /// Adds an own message, or puts it in the place of the one with its id: it is Queued. id: none
    /// given, the idMember's or one that is made up.
    Q_INVOKABLE QString add(int type, const QJsonValue &json, const QString &id = QString());
    /// False: there is none with that id.
    Q_INVOKABLE bool setState(const QString &id, Rainbow::MessageModel::DeliveryState state);
    /// When it was written, where that is known better than by when it came.
    Q_INVOKABLE bool setTime(const QString &id, const QDateTime &time);
    Q_INVOKABLE bool remove(const QString &id);
    Q_INVOKABLE void clear();
    /// The row of an id; -1: none.
    Q_INVOKABLE [[nodiscard]] int indexOf(const QString &id) const;
    /// What a message has by the name of a role; undefined: there is none with that id, or no such
    /// role.
    Q_INVOKABLE [[nodiscard]] QVariant value(const QString &id, const QString &role) const;
    /// Everything about a row, by the names of the roles; empty: there is no such row.
    Q_INVOKABLE [[nodiscard]] QVariantMap get(int row) const;

Q_SIGNALS:
    void countChanged();
    void limitChanged();
    void membersChanged();
    void idMemberChanged();

private:
    struct Row {
        QString id;
        Message message;
        QJsonValue json;
        DeliveryState state = Received;
        QDateTime time;
    };

    QString put(Row row);
    [[nodiscard]] QString idOf(const QJsonValue &json);
    bool dropOldest();
    bool changed(int row, int role);

    // A deque, as it loses at its front what it gains at its end; m_first is what its first row
    // would have in m_numbers.
    std::deque<Row> m_rows;
    QHash<QString, qint64> m_numbers; ///< id -> number of the row, counted from the beginning
    qint64 m_first = 0;
    qint64 m_lastMadeUp = 0;
    int m_limit = 1000;
    QStringList m_members;
    QString m_idMember;
};

} // namespace Rainbow
