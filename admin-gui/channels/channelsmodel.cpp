// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/channelsmodel.h"

#include "channels/channelid.h"
#include "format.h"

namespace Rainbow::Admin {

ChannelsModel::ChannelsModel(FeedClient &client, QObject *parent)
    : PagedModel(client, u"channels"_qs, u"name"_qs, parent)
{
}

int ChannelsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ChannelsModel::member(int column) const
{
    switch (column) {
    case NameColumn:
        return u"name"_qs;
    case AppColumn:
        return u"app"_qs;
    case MembersColumn:
        return u"members"_qs;
    case RateColumn:
        return u"rate"_qs;
    case PublishedColumn:
        return u"published"_qs;
    case DeliveredColumn:
        return u"delivered"_qs;
    case OccupantColumn:
        return u"occupant"_qs;
    default:
        return {};
    }
}

QString ChannelsModel::keyOf(const QJsonObject &row) const
{
    return ChannelId::of(row).key();
}

QVariant ChannelsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole) {
        const bool number = section >= MembersColumn && section <= DeliveredColumn;
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole)
        return {};
    const bool tip = role == Qt::ToolTipRole;
    switch (section) {
    case NameColumn:
        return tr("Channel");
    case AppColumn:
        return tip ? tr("Channels of one application are nothing to another") : tr("Application");
    case MembersColumn:
        return tr("Members");
    case RateColumn:
        return tip ? tr("Messages put into the channel per second") : tr("Rate");
    case PublishedColumn:
        return tip ? tr("Messages put into the channel since there is the channel")
                   : tr("Published");
    case DeliveredColumn:
        return tip ? tr("What members got of them, each counted") : tr("Delivered");
    case OccupantColumn:
        return tip ? tr("The connection that has the channel for itself") : tr("Occupant");
    default:
        return {};
    }
}

QVariant ChannelsModel::cell(const QJsonObject &row, int column, int role) const
{
    const QJsonValue value = row[member(column)];
    if (role == RawRole)
        return value.toVariant();
    const bool number = column >= MembersColumn && column <= DeliveredColumn;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && number && column != RateColumn)
        return Format::count(value.toInteger());
    if (role == Qt::ToolTipRole && !number && !value.toString().isEmpty())
        return u"<span>"_qs + value.toString().toHtmlEscaped() + u"</span>"_qs;
    if (role != Qt::DisplayRole)
        return {};
    if (column == RateColumn)
        return Format::rate(value.toDouble());
    if (column == PublishedColumn || column == DeliveredColumn)
        return Format::shortCount(value.toDouble());
    if (number)
        return Format::count(value.toInteger());
    return value.toString().isEmpty() && column == OccupantColumn ? Format::none()
                                                                  : value.toString();
}

} // namespace Rainbow::Admin
