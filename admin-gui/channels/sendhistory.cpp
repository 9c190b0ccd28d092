// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/sendhistory.h"

#include "format.h"
#include "settings/theme.h"

#include <algorithm>

namespace Rainbow::Admin {

namespace {

using State = SentMessage::State;

Qt::Alignment alignment(int column)
{
    return (column == SendHistory::TookColumn ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter;
}

QVariant color(const SentMessage &message)
{
    if (message.state == State::Failed)
        return Theme::color(Theme::Role::Bad);
    if (message.state == State::Done && (message.timedOut || message.matched == 0))
        return Theme::color(Theme::Role::Warning);
    return {};
}

} // namespace

int SendHistory::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int SendHistory::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SendHistory::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SentMessage &sent = message(index.row());
    if (role == Qt::TextAlignmentRole)
        return int(alignment(index.column()));
    if (role == Qt::ForegroundRole && index.column() == ResultColumn)
        return color(sent);
    if (role == Qt::ToolTipRole && index.column() == TimeColumn)
        return Format::fullDateTime(sent.sentAt);
    if (role != Qt::DisplayRole)
        return {};
    switch (index.column()) {
    case TimeColumn:
        return Format::time(sent.sentAt);
    case ChannelColumn:
        return sent.channel.title();
    case QosColumn:
        return sent.qos;
    case ResultColumn:
        return summary(sent);
    case TookColumn:
        return sent.state == State::Done ? Format::latency(sent.tookMs) : QString();
    default:
        return {};
    }
}

QVariant SendHistory::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(alignment(section));
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Sent");
    case ChannelColumn:
        return tr("Channel");
    case QosColumn:
        return tr("QoS");
    case ResultColumn:
        return tr("Result");
    case TookColumn:
        return tr("Took");
    default:
        return {};
    }
}

qint64 SendHistory::add(const SentMessage &message)
{
    if (rowCount() >= MaxRows) {
        beginRemoveRows({}, MaxRows - 1, rowCount() - 1);
        m_rows.resize(MaxRows - 1);
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_rows.push_front({++m_last, message});
    endInsertRows();
    return m_last;
}

void SendHistory::take(qint64 number, const FeedAnswer &answer)
{
    const auto found = std::find_if(m_rows.begin(), m_rows.end(),
                                    [number](const Row &row) { return row.number == number; });
    if (found == m_rows.end())
        return;
    found->message.take(answer);
    const int row = int(found - m_rows.begin());
    Q_EMIT dataChanged(index(row, ResultColumn), index(row, TookColumn));
}

void SendHistory::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_rows.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

QString SendHistory::summary(const SentMessage &message)
{
    switch (message.state) {
    case State::Waiting:
        return tr("waiting…");
    case State::Failed:
        return tr("failed");
    case State::Done:
        break;
    }
    if (message.matched == 0)
        return tr("nobody there");
    //: %1 of %2 clients
    return tr("%1 of %2").arg(Format::count(message.confirmed), Format::count(message.matched));
}

} // namespace Rainbow::Admin
