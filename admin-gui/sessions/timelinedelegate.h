// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QStyledItemDelegate>

class QTableView;

namespace Rainbow::Admin {

/// Draws a packet's way between the client's lifeline, on the left, and the relay's, as in a
/// sequence diagram: an arrow, dashed for what came before. A gap has dotted lifelines, no arrow,
/// and its text runs over the columns behind.
class TimelineDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    explicit TimelineDelegate(QTableView *table);

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;

private:
    void paintWay(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const;
    void paintGap(QPainter *painter, const QStyleOptionViewItem &option,
                  const QModelIndex &index) const;

    QTableView *const m_table;
};

} // namespace Rainbow::Admin
