// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QSet>
#include <QTableView>

#include <memory>

class QMenu;

namespace Rainbow::Admin {

class PagedModel;

/// Shows a PagedModel: tells it what is looked at, keeps the current row with its thing when rows
/// move, and lets people choose columns (the header's context menu, or columnsMenu()) and sort.
class PagedView : public QTableView {
    Q_OBJECT

public:
    explicit PagedView(QWidget *parent = nullptr);
    ~PagedView() override;

    /// Once. model must outlive it.
    void setPagedModel(PagedModel *model);

    /// Of the current row, while it is in view of the model; empty: none.
    [[nodiscard]] QString currentKey() const;
    /// Makes that row the current one as soon as it is known; empty: none.
    void setCurrentKey(const QString &key);

    /// Columns to show at first, and their widths in characters, by column; 0: hidden at first.
    void setColumnWidths(const QList<int> &characters);
    /// Shows or hides a column that is of use only sometimes, unless somebody has chosen otherwise
    /// in the menu.
    void setColumnUseful(int column, bool useful);
    /// For a button. Its actions are made anew when it opens.
    [[nodiscard]] QMenu *columnsMenu() const { return m_columnsMenu.get(); }
    /// Columns, which of them were chosen, order, widths and sorting.
    [[nodiscard]] QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &state);

Q_SIGNALS:
    /// currentKey() may be another one.
    void currentKeyChanged();
    /// Enter, or a double click.
    void opened(const QString &key);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void reportVisible();
    void onTaken();
    void moveCurrent(int row);
    void fillColumnsMenu();
    void chooseColumn(int column, bool shown);
    void openRow(const QModelIndex &index);

    PagedModel *m_model = nullptr;
    const std::unique_ptr<QMenu> m_columnsMenu;
    QString m_key; ///< of what was chosen last
    QSet<int> m_chosenColumns; ///< shown or hidden in the menu
    bool m_moving = false;
};

} // namespace Rainbow::Admin
