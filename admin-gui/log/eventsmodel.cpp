// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventsmodel.h"

#include "format.h"
#include "settings/theme.h"

#include <QColor>
#include <QFont>

namespace Rainbow::Admin {

namespace {

QColor colorOf(FeedEvent::Kind kind)
{
    using Kind = FeedEvent::Kind;
    switch (kind) {
    case Kind::Connect:
    case Kind::Resume:
        return Theme::color(Theme::Role::Good);
    case Kind::Refusal:
    case Kind::Limit:
        return Theme::color(Theme::Role::Warning);
    case Kind::Callback:
    case Kind::Error:
        return Theme::color(Theme::Role::Bad);
    case Kind::Action:
        return Theme::color(Theme::Role::Accent);
    case Kind::Close:
    case Kind::Other:
    case Kind::Gap:
        break;
    }
    return Theme::color(Theme::Role::Muted);
}

QString shown(const FeedEvent &event, int column)
{
    switch (column) {
    case EventsModel::TimeColumn:
        return event.at > 0 ? Format::dateTime(event.at) : QString();
    case EventsModel::KindColumn:
        return event.title();
    case EventsModel::ConnectionColumn:
        return event.identity;
    case EventsModel::AddressColumn:
        return event.address;
    case EventsModel::CodeColumn:
        return event.codeText();
    case EventsModel::TextColumn:
        return event.text.simplified(); // a table's row is one line
    default:
        return {};
    }
}

QString toolTip(const FeedEvent &event, int column)
{
    if (column == EventsModel::TimeColumn)
        return event.at > 0 ? Format::fullDateTime(event.at) : QString();
    // A tool tip guesses whether a text is rich; this one never is.
    const QString text = column == EventsModel::TextColumn ? event.text : shown(event, column);
    return text.isEmpty() ? QString() : u"<span>"_qs + text.toHtmlEscaped() + u"</span>"_qs;
}

} // namespace

EventsModel::EventsModel(QObject *parent) : QAbstractTableModel(parent)
{
}

int EventsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_events.size());
}

int EventsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const FeedEvent &row = eventAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return shown(row, index.column());
    case Qt::ToolTipRole:
        return toolTip(row, index.column());
    case Qt::DecorationRole:
        return index.column() == KindColumn ? QVariant(colorOf(row.kind)) : QVariant();
    case Qt::ForegroundRole:
        return row.kind == FeedEvent::Kind::Gap ? QVariant(Theme::color(Theme::Role::Muted))
                                                : QVariant();
    case Qt::FontRole:
        if (row.kind == FeedEvent::Kind::Gap) {
            QFont italic;
            italic.setItalic(true);
            return italic;
        }
        return {};
    default:
        return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case TimeColumn:
        return tr("Time");
    case KindColumn:
        return tr("Event");
    case ConnectionColumn:
        return tr("Connection");
    case AddressColumn:
        return tr("Address");
    case CodeColumn:
        return tr("Code");
    case TextColumn:
        return tr("What happened");
    default:
        return {};
    }
}

void EventsModel::append(QList<FeedEvent> events)
{
    if (events.size() > MaxRows)
        events.remove(0, events.size() - MaxRows);
    if (events.isEmpty())
        return;
    dropOldest(rowCount() + int(events.size()) - MaxRows);
    beginInsertRows({}, rowCount(), rowCount() + int(events.size()) - 1);
    for (FeedEvent &event : events) {
        ++m_counts[size_t(event.kind)];
        m_events.push_back(std::move(event));
    }
    endInsertRows();
    Q_EMIT countsChanged();
}

void EventsModel::dropOldest(int count)
{
    if (count <= 0)
        return;
    beginRemoveRows({}, 0, count - 1);
    for (int i = 0; i < count; ++i) {
        --m_counts[size_t(m_events.front().kind)];
        m_events.pop_front();
    }
    endRemoveRows();
}

void EventsModel::clear()
{
    beginResetModel();
    m_events.clear();
    m_counts.fill(0);
    endResetModel();
    Q_EMIT countsChanged();
}

void EventsModel::retranslate()
{
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
    if (!m_events.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

} // namespace Rainbow::Admin
