// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "page.h"

#include <QHash>
#include <QSet>
#include <QVariantMap>

class QLabel;
class QMenu;
class QPushButton;
class QStackedWidget;
class QToolButton;

namespace Rainbow::Admin {

class Applications;
class ConnectionActions;
class ConnectionModel;
class ConnectionWindow;
class EmptyState;
class FilterBar;
class Notice;
class PagedView;
class StatusLabel;

/// The relay's connections: filter, sort, look at one, act on one.
class ConnectionsPage : public Page {
    Q_OBJECT

public:
    explicit ConnectionsPage(FeedClient &client, QWidget *parent = nullptr);
    ~ConnectionsPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    void saveState(QSettings &settings) const override;
    void restoreState(QSettings &settings) override;

    /// Shows the window of that connection, which need not be in the table. There is one for each.
    ConnectionWindow *openConnection(const QString &identity);

protected:
    void retranslate() override;
    void setMayAct(bool mayAct) override;
    void setActive(bool active) override;

private:
    void build();
    [[nodiscard]] QWidget *makeBar();
    [[nodiscard]] QWidget *makeFoot();
    void connectAll();
    void connectKeys();
    void onTaken();
    void onApplications();
    void updateColumns();
    void updateContent();
    void updateCount();
    void updateButtons();
    [[nodiscard]] QString currentName() const;
    void kickCurrent();
    void copyCurrent();
    void showMenu(const QPoint &position);

    ConnectionModel *m_model;
    ConnectionActions *m_actions;
    Applications *m_applications;
    QHash<QString, ConnectionWindow *> m_windows; ///< by identity
    QVariantMap m_windowState;
    QSet<QString> m_platforms;
    bool m_hasAccounts = false; ///< somebody has one
    bool m_mayAct = false;

    Notice *m_notice = nullptr;
    FilterBar *m_filter = nullptr;
    QToolButton *m_columns = nullptr;
    QStackedWidget *m_stack = nullptr;
    PagedView *m_view = nullptr;
    EmptyState *m_empty = nullptr;
    QLabel *m_count = nullptr;
    StatusLabel *m_outcome = nullptr;
    QLabel *m_hint = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_join = nullptr;
    QPushButton *m_leave = nullptr;
    QPushButton *m_kick = nullptr;
};

} // namespace Rainbow::Admin
