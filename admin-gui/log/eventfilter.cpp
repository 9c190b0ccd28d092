// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventfilter.h"

#include "log/eventsmodel.h"

#include <QJsonArray>

namespace Rainbow::Admin {

bool EventFilter::matches(const FeedEvent &event) const
{
    if (event.kind == FeedEvent::Kind::Gap)
        return true; // what is missing may have matched
    return (kinds.isEmpty() || kinds.contains(event.kind))
        && (text.isEmpty() || event.contains(text));
}

QJsonObject EventFilter::toJson() const
{
    QJsonObject filter;
    if (!text.isEmpty())
        filter[u"text"] = text;
    QJsonArray names;
    for (const FeedEvent::Kind kind : FeedEvent::Kinds) {
        if (kinds.contains(kind))
            names.append(FeedEvent::nameOf(kind));
    }
    if (!names.isEmpty())
        filter[u"kinds"] = names;
    return filter;
}

EventFilterModel::EventFilterModel(EventsModel &events, QObject *parent)
    : QSortFilterProxyModel(parent), m_events(events)
{
    setSourceModel(&m_events);
}

void EventFilterModel::setFilter(const EventFilter &filter)
{
    if (m_filter == filter)
        return;
    m_filter = filter;
    invalidateFilter();
}

const FeedEvent &EventFilterModel::eventAt(int row) const
{
    return m_events.eventAt(mapToSource(index(row, 0)).row());
}

bool EventFilterModel::filterAcceptsRow(int row, const QModelIndex &) const
{
    return m_filter.matches(m_events.eventAt(row));
}

} // namespace Rainbow::Admin
