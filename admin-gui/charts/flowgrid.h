// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace Rainbow::Admin {

/// Widgets of equal width in as many columns as there is room for.
class FlowGrid : public QWidget {
    Q_OBJECT

public:
    /// columns: how many may stand beside each other, falling, e.g. {8, 4, 2}; the last is taken
    /// when nothing else fits. cellWidth: pixels that each needs.
    FlowGrid(const QList<int> &columns, int cellWidth, QWidget *parent = nullptr);

    void add(QWidget *widget);
    [[nodiscard]] int columns() const { return m_now; }

    [[nodiscard]] QSize minimumSizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange(int columns);

    QGridLayout *m_grid;
    QList<int> m_columns;
    int m_cellWidth;
    QList<QWidget *> m_widgets;
    int m_now;
};

} // namespace Rainbow::Admin
