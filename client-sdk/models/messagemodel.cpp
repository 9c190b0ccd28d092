// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "messagemodel.h"

#include <rainbow/reply.h>

#include <QVariantMap>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

const QHash<int, QByteArray> &fixedRoles()
{
    static const QHash<int, QByteArray> roles{
        {MessageModel::IdRole, "messageId"},    {MessageModel::TypeRole, "type"},
        {MessageModel::ChannelRole, "channel"}, {MessageModel::StateRole, "deliveryState"},
        {MessageModel::TimeRole, "time"},       {MessageModel::JsonRole, "json"},
        {MessageModel::PayloadRole, "payload"}};
    return roles;
}

quint16 toType(int type)
{
    return quint16(std::clamp(type, 0, 0xffff));
}

} // namespace

MessageModel::MessageModel(QObject *parent) : QAbstractListModel(parent)
{
}

MessageModel::~MessageModel() = default;

int MessageModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant MessageModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Row &row = m_rows[size_t(index.row())];
    switch (role) {
    case IdRole:
        return row.id;
    case TypeRole:
        return row.message.type();
    case ChannelRole:
        return row.message.channel();
    case StateRole:
        return row.state;
    case TimeRole:
        return row.time;
    case JsonRole:
        return row.json.toVariant();
    case PayloadRole:
    case Qt::DisplayRole:
        return row.message.text();
    default:
        break;
    }
    const int member = role - FirstMemberRole;
    if (member < 0 || member >= m_members.size())
        return {};
    return row.json.toObject().value(m_members.at(member)).toVariant();
}

QHash<int, QByteArray> MessageModel::roleNames() const
{
    QHash<int, QByteArray> roles = fixedRoles();
    for (int i = 0; i < m_members.size(); ++i)
        roles.insert(FirstMemberRole + i, m_members.at(i).toUtf8());
    return roles;
}

void MessageModel::setLimit(int limit)
{
    limit = std::max(limit, 1);
    if (limit == m_limit)
        return;
    m_limit = limit;
    Q_EMIT limitChanged();
    if (dropOldest())
        Q_EMIT countChanged();
}

void MessageModel::setMembers(const QStringList &members)
{
    QStringList wanted;
    for (const QString &member : members) {
        const bool taken =
            std::any_of(fixedRoles().cbegin(), fixedRoles().cend(),
                        [&](const QByteArray &name) { return name == member.toUtf8(); });
        if (!taken && !wanted.contains(member))
            wanted.append(member);
    }
    if (wanted == m_members)
        return;
    // Views ask for the roles when a model is reset.
    beginResetModel();
    m_members = wanted;
    endResetModel();
    Q_EMIT membersChanged();
}

void MessageModel::setIdMember(const QString &member)
{
    if (member == m_idMember)
        return;
    m_idMember = member;
    Q_EMIT idMemberChanged();
}

QString MessageModel::append(const Message &message)
{
    const QJsonValue json = message.json();
    return put({.id = idOf(json),
                .message = message,
                .json = json,
                .state = Received,
                .time = QDateTime::currentDateTime()});
}

QString MessageModel::receive(int type, const QJsonValue &json)
{
    return append(Message(toType(type), toPayload(json)));
}

QString MessageModel::add(int type, const QJsonValue &json, const QString &id)
{
    return put({.id = id.isEmpty() ? idOf(json) : id,
                .message = Message(toType(type), toPayload(json)),
                .json = json,
                .state = Queued,
                .time = QDateTime::currentDateTime()});
}

bool MessageModel::setState(const QString &id, DeliveryState state)
{
    const int row = indexOf(id);
    if (row < 0)
        return false;
    if (std::exchange(m_rows[size_t(row)].state, state) == state)
        return true;
    return changed(row, StateRole);
}

bool MessageModel::setTime(const QString &id, const QDateTime &time)
{
    const int row = indexOf(id);
    if (row < 0)
        return false;
    m_rows[size_t(row)].time = time;
    return changed(row, TimeRole);
}

bool MessageModel::changed(int row, int role)
{
    const QModelIndex at = index(row);
    Q_EMIT dataChanged(at, at, {role});
    return true;
}

bool MessageModel::remove(const QString &id)
{
    const int row = indexOf(id);
    if (row < 0)
        return false;
    beginRemoveRows({}, row, row);
    m_numbers.remove(id);
    m_rows.erase(m_rows.begin() + row);
    for (size_t i = size_t(row); i < m_rows.size(); ++i)
        --m_numbers[m_rows[i].id];
    endRemoveRows();
    Q_EMIT countChanged();
    return true;
}

void MessageModel::clear()
{
    if (m_rows.empty())
        return;
    beginResetModel();
    m_rows.clear();
    m_numbers.clear();
    endResetModel();
    Q_EMIT countChanged();
}

int MessageModel::indexOf(const QString &id) const
{
    const auto found = m_numbers.constFind(id);
    return found == m_numbers.constEnd() ? -1 : int(*found - m_first);
}

QVariant MessageModel::value(const QString &id, const QString &role) const
{
    const int row = indexOf(id);
    return row < 0 ? QVariant() : data(index(row), roleNames().key(role.toUtf8(), -1));
}

QVariantMap MessageModel::get(int row) const
{
    QVariantMap map;
    if (row < 0 || row >= count())
        return map;
    const QHash<int, QByteArray> roles = roleNames();
    for (auto role = roles.cbegin(); role != roles.cend(); ++role)
        map.insert(QString::fromUtf8(role.value()), data(index(row), role.key()));
    return map;
}

QString MessageModel::put(Row row)
{
    QString id = row.id;
    if (const int at = indexOf(id); at >= 0) {
        Row &there = m_rows[size_t(at)];
        row.state = row.state == Queued ? Queued : there.state;
        row.time = there.time;
        there = std::move(row);
        Q_EMIT dataChanged(index(at), index(at));
        return id;
    }
    beginInsertRows({}, count(), count());
    m_numbers.insert(id, m_first + count());
    m_rows.push_back(std::move(row));
    endInsertRows();
    dropOldest();
    Q_EMIT countChanged();
    return id;
}

QString MessageModel::idOf(const QJsonValue &json)
{
    if (!m_idMember.isEmpty()) {
        const QVariant id = json.toObject().value(m_idMember).toVariant();
        if (QString text = id.toString(); !text.isEmpty())
            return text;
    }
    QString madeUp;
    do
        madeUp = u'#' + QString::number(++m_lastMadeUp);
    while (m_numbers.contains(madeUp));
    return madeUp;
}

bool MessageModel::dropOldest()
{
    const int over = count() - m_limit;
    if (over <= 0)
        return false;
    beginRemoveRows({}, 0, over - 1);
    for (int i = 0; i < over; ++i) {
        m_numbers.remove(m_rows.front().id);
        m_rows.pop_front();
        ++m_first;
    }
    endRemoveRows();
    return true;
}

} // namespace Rainbow
