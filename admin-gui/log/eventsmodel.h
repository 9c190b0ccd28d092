// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/feedevent.h"

#include <QAbstractTableModel>

#include <array>
#include <deque>

namespace Rainbow::Admin {

/// The latest events, the oldest first, at most MaxRows.
class EventsModel : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int MaxRows = 10'000;

    enum Column { TimeColumn, KindColumn, ConnectionColumn, AddressColumn, CodeColumn, TextColumn };
    static constexpr int ColumnCount = TextColumn + 1;

    explicit EventsModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

    [[nodiscard]] const FeedEvent &eventAt(int row) const { return m_events.at(size_t(row)); }
    /// How many of a kind there are.
    [[nodiscard]] int count(FeedEvent::Kind kind) const { return m_counts[size_t(kind)]; }

    /// Those that come after all that are there.
    void append(QList<FeedEvent> events);
    void clear();
    /// Texts of this program are made anew.
    void retranslate();

Q_SIGNALS:
    void countsChanged();

private:
    void dropOldest(int count);

    std::deque<FeedEvent> m_events;
    std::array<int, size_t(FeedEvent::Kind::Gap) + 1> m_counts{};
};

} // namespace Rainbow::Admin
