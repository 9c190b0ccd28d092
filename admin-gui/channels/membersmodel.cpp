// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/membersmodel.h"

#include "format.h"

namespace Rainbow::Admin {

namespace {

QString stateText(const QString &state)
{
    if (state == u"attached")
        return MembersModel::tr("connected");
    if (state == u"closing")
        return MembersModel::tr("closing");
    if (state == u"lost")
        return MembersModel::tr("away");
    return state;
}

} // namespace

MembersModel::MembersModel(FeedClient &client, QObject *parent)
    : PagedModel(client, u"channel"_qs, u"identity"_qs, parent)
{
}

void MembersModel::setChannel(const ChannelId &channel)
{
    m_channel = channel;
    setArguments({{u"app"_qs, channel.app}, {u"name"_qs, channel.name}});
}

int MembersModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString MembersModel::member(int column) const
{
    switch (column) {
    case IdentityColumn:
        return u"identity"_qs;
    case PlatformColumn:
        return u"platform"_qs;
    case AddressColumn:
        return u"address"_qs;
    case StateColumn:
        return u"state"_qs;
    case ConnectedColumn:
        return u"connectedAt"_qs;
    case UnansweredColumn:
        return u"unanswered"_qs;
    default:
        return {};
    }
}

QVariant MembersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == UnansweredColumn ? Qt::AlignRight : Qt::AlignLeft)
                   | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && section == UnansweredColumn)
        return tr("Messages to it that it has not answered yet");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdentityColumn:
        return tr("Connection");
    case PlatformColumn:
        return tr("Platform");
    case AddressColumn:
        return tr("Address");
    case StateColumn:
        return tr("State");
    case ConnectedColumn:
        return tr("Connected");
    case UnansweredColumn:
        return tr("Unanswered");
    default:
        return {};
    }
}

QVariant MembersModel::cell(const QJsonObject &row, int column, int role) const
{
    const QJsonValue value = row[member(column)];
    switch (role) {
    case RawRole:
        return value.toVariant();
    case Qt::TextAlignmentRole:
        return int((column == UnansweredColumn ? Qt::AlignRight : Qt::AlignLeft)
                   | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        if (column == ConnectedColumn)
            return Format::fullDateTime(value.toInteger());
        if (column == IdentityColumn || column == PlatformColumn || column == AddressColumn)
            return u"<span>"_qs + value.toString().toHtmlEscaped() + u"</span>"_qs;
        return {};
    case Qt::DisplayRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case StateColumn:
        return stateText(value.toString());
    case ConnectedColumn:
        return Format::dateTime(value.toInteger());
    case UnansweredColumn:
        return Format::count(value.toInteger());
    default:
        return value.toString();
    }
}

} // namespace Rainbow::Admin
