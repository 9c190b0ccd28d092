// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/feedevent.h"

#include <QSet>
#include <QSortFilterProxyModel>

namespace Rainbow::Admin {

class EventsModel;

/// Which events are wanted.
struct EventFilter {
    QSet<FeedEvent::Kind> kinds; ///< empty: all
    QString text; ///< empty: all

    [[nodiscard]] bool isEmpty() const { return kinds.isEmpty() && text.isEmpty(); }
    [[nodiscard]] bool matches(const FeedEvent &event) const;
    /// For the question "events".
    [[nodiscard]] QJsonObject toJson() const;

    bool operator==(const EventFilter &) const = default;
};

/// The events that are wanted, and the gaps among them.
class EventFilterModel : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit EventFilterModel(EventsModel &events, QObject *parent = nullptr);

    [[nodiscard]] const EventFilter &filter() const { return m_filter; }
    void setFilter(const EventFilter &filter);
    [[nodiscard]] const FeedEvent &eventAt(int row) const;

protected:
    [[nodiscard]] bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    EventsModel &m_events;
    EventFilter m_filter;
};

} // namespace Rainbow::Admin
