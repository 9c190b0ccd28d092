// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QActionGroup;
class QListWidget;
class QMenu;
class QPushButton;

namespace Rainbow::Admin {

/// The left side of the window: the relay on top, below it the pages.
class Navigation : public QWidget {
    Q_OBJECT

public:
    explicit Navigation(QWidget *parent = nullptr);

    void addPage(const QString &iconName);
    void setTitle(int page, const QString &title, const QString &shortcut);
    void setCurrent(int page);
    /// Empty: none is chosen.
    void setRelay(const QString &name, const QString &address);
    /// What the button with the relay's name opens.
    void setRelayMenu(QMenu *menu);
    /// As wide as the longest title; after all titles are set.
    void fitWidth();

Q_SIGNALS:
    void chosen(int page);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColors();

    QPushButton *m_relay;
    QListWidget *m_pages;
};

} // namespace Rainbow::Admin
