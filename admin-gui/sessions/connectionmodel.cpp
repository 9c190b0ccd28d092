// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/connectionmodel.h"

#include "format.h"
#include "settings/theme.h"

#include <QColor>

#include <array>

namespace Rainbow::Admin {

namespace {

struct Description {
    const char16_t *member;
    int width; ///< characters; 0: hidden at first
    bool isNumber;
};

constexpr std::array<Description, ConnectionModel::ColumnCount> Columns{{
    {u"identity", 9, false},
    {u"platform", 9, false},
    {u"device", 12, false},
    {u"account", 10, false},
    {u"app", 9, false},
    {u"address", 17, false},
    {u"state", 9, false},
    {u"connectedAt", 14, false},
    {u"channels", 8, true},
    {u"messagesIn", 5, true},
    {u"messagesOut", 6, true},
    {u"bytesIn", 0, true},
    {u"bytesOut", 0, true},
    {u"unanswered", 10, true},
    {u"backlog", 0, true},
    {u"roundTripMs", 8, true},
    {u"protocol", 0, false},
    {u"worker", 0, true},
}};

} // namespace

ConnectionModel::ConnectionModel(FeedClient &client, QObject *parent, const QString &what)
    : PagedModel(client, what, u"identity"_qs, parent)
{
}

QList<int> ConnectionModel::columnWidths()
{
    QList<int> widths;
    for (const Description &column : Columns)
        widths.append(column.width);
    return widths;
}

QString ConnectionModel::stateText(const QString &state)
{
    if (state == u"attached")
        //: State of a session: its client is connected
        return tr("connected");
    if (state == u"closing")
        return tr("closing");
    if (state == u"lost")
        //: State of a session: its client is gone, and may come back
        return tr("lost");
    return state;
}

int ConnectionModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QString ConnectionModel::member(int column) const
{
    return QString::fromUtf16(Columns[size_t(column)].member);
}

QVariant ConnectionModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    if (role == Qt::TextAlignmentRole)
        return QVariant((Columns[size_t(section)].isNumber ? Qt::AlignRight : Qt::AlignLeft)
                        | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case IdentityColumn:
        return tr("Identity");
    case PlatformColumn:
        return tr("Platform");
    case DeviceColumn:
        return tr("Device");
    case AccountColumn:
        return tr("Account");
    case AppColumn:
        return tr("Application");
    case AddressColumn:
        return tr("Address");
    case StateColumn:
        return tr("State");
    case ConnectedColumn:
        return tr("Connected since");
    case ChannelsColumn:
        return tr("Channels");
    case MessagesInColumn:
        //: Messages from the client, in a narrow column
        return tr("In");
    case MessagesOutColumn:
        //: Messages to the client, in a narrow column
        return tr("Out");
    case BytesInColumn:
        return tr("Bytes in");
    case BytesOutColumn:
        return tr("Bytes out");
    case UnansweredColumn:
        return tr("Unanswered");
    case BacklogColumn:
        return tr("Backlog");
    case RoundTripColumn:
        return tr("Round trip");
    case ProtocolColumn:
        return tr("Protocol");
    case WorkerColumn:
        return tr("Worker");
    default:
        return {};
    }
}

void ConnectionModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString ConnectionModel::text(const QJsonValue &value, int column)
{
    switch (column) {
    case StateColumn:
        return stateText(value.toString());
    case ConnectedColumn:
        return Format::dateTime(value.toInteger());
    case BytesInColumn:
    case BytesOutColumn:
    case BacklogColumn:
        return Format::bytes(value.toDouble());
    case RoundTripColumn:
        return value.isDouble() ? Format::latency(value.toDouble()) : Format::none();
    case WorkerColumn:
        return QString::number(value.toInt());
    default:
        return value.isDouble() ? Format::count(value.toInteger()) : value.toString();
    }
}

QString ConnectionModel::toolTip(const QJsonObject &row, int column) const
{
    switch (column) {
    case ConnectedColumn: {
        const qint64 since = row[u"connectedAt"].toInteger();
        //: %1: a point in time; %2: how long ago that is
        return tr("%1 (%2 ago)")
            .arg(Format::fullDateTime(since), Format::duration(double(at() - since)));
    }
    case UnansweredColumn:
        return tr("Messages to the client that it has not answered yet.");
    case BacklogColumn:
        return tr("Bytes kept for the client because it reads slowly or is away.");
    case StateColumn:
        return row[u"state"].toString() == u"lost"
            ? tr("The client is gone; it may come back and take up its session.")
            : QString();
    case MessagesInColumn:
        return tr("Messages from the client");
    case MessagesOutColumn:
        return tr("Messages to the client");
    default: // it may be wider than its column
        return text(row[member(column)], column);
    }
}

QVariant ConnectionModel::cell(const QJsonObject &row, int column, int role) const
{
    const QJsonValue value = row[QStringView(Columns[size_t(column)].member)];
    switch (role) {
    case Qt::DisplayRole:
        return text(value, column);
    case RawRole:
        return value.isNull() ? QVariant() : value.toVariant();
    case Qt::TextAlignmentRole:
        return Columns[size_t(column)].isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter)
                                                : QVariant();
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::ForegroundRole:
        if (column == StateColumn && value.toString() != u"attached")
            return Theme::color(Theme::Role::Warning);
        if (column == UnansweredColumn && value.toInt() == 0)
            return Theme::color(Theme::Role::Muted);
        return {};
    default:
        return {};
    }
}

} // namespace Rainbow::Admin
