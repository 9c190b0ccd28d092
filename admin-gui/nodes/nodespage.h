// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "page.h"

#include <QUrl>

#include <functional>

class QLabel;
class QMenu;
class QPushButton;
class QSortFilterProxyModel;
class QSplitter;
class QStackedWidget;
class QTreeView;

namespace Rainbow::Admin {

class ConfigView;
class EmptyState;
class NodesModel;
class Notice;
class StatusLabel;

/// Nodes with their workers and what they have to do, what can be done to them, and the
/// configuration they work by.
class NodesPage : public Page {
    Q_OBJECT

public:
    explicit NodesPage(FeedClient &client, QWidget *parent = nullptr);
    ~NodesPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    void saveState(QSettings &settings) const override;
    void restoreState(QSettings &settings) override;

protected:
    void retranslate() override;
    void setMayAct(bool mayAct) override;
    void setActive(bool active) override;
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeTable();
    QWidget *makeActions();
    void fitColumns();
    void onStats(const QJsonObject &stats);
    void onStateChanged();
    void updateActions();
    void askConfig();
    void drain();
    void reload();
    void setLogLevel(const QString &level);
    void act(const QString &what, const QJsonObject &arguments,
             std::function<QString(const QJsonObject &answer)> done);
    [[nodiscard]] QString currentNode() const;

    NodesModel *m_model;
    QSortFilterProxyModel *m_sorted;
    QTreeView *m_view;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    QSplitter *m_splitter;
    ConfigView *m_config;
    Notice *m_hint;
    QWidget *m_actions = nullptr;
    QPushButton *m_drain = nullptr;
    QPushButton *m_reload = nullptr;
    QPushButton *m_logLevel = nullptr;
    QMenu *m_levels = nullptr;
    StatusLabel *m_outcome = nullptr;
    QUrl m_relay;
    bool m_active = false;
    bool m_configAsked = false;
    bool m_columnsRestored = false;
};

} // namespace Rainbow::Admin
