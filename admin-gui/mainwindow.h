// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>
#include <QMainWindow>

class QAction;
class QActionGroup;
class QMenu;
class QSettings;
class QStackedWidget;

namespace Rainbow::Admin {

class ConnectDialog;
class ConnectionStatus;
class EmptyState;
class FeedClient;
class Language;
class Navigation;
class Notice;
class Page;
class RelayBook;
class RelayOpener;
class Theme;
class TokenStore;

/// What the window works with; all must outlive it.
struct Services {
    QSettings &settings;
    Language &language;
    Theme &theme;
    RelayBook &book;
    TokenStore &tokens;
    FeedClient &client;
};

/// The dashboard: a relay at a time, a page at a time. Remembers in the settings where it was left.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    explicit MainWindow(const Services &services, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Connects to the relay that the book opens at the start, or welcomes who has none yet.
    void openAtStart();
    [[nodiscard]] RelayOpener &opener() { return *m_opener; }
    [[nodiscard]] const QList<Page *> &pages() const { return m_pages; }
    [[nodiscard]] int currentPage() const;
    void showPage(int page);
    void saveState() const;

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeCentre();
    void makeMenus();
    void makeRelayMenu();
    void makeViewMenu();
    void makeHelpMenu();
    void restoreState();
    void retranslate();
    void updateRelays();
    void updateConnection();
    void addRelay();
    void manageRelays();
    QAction *makeAction(QMenu *menu, const char *name);

    Services m_services;
    RelayOpener *m_opener;
    QList<Page *> m_pages;
    Navigation *m_navigation;
    Notice *m_away;
    Notice *m_remark; ///< e.g. that tokens are not kept
    QStackedWidget *m_stack; ///< the pages, and last the welcome
    EmptyState *m_welcome;
    ConnectionStatus *m_status;
    QMenu *m_relayMenu = nullptr;
    QMenu *m_connectMenu = nullptr; ///< the navigation's too
    QMenu *m_viewMenu = nullptr;
    QMenu *m_languageMenu = nullptr;
    QMenu *m_themeMenu = nullptr;
    QMenu *m_helpMenu = nullptr;
    QAction *m_disconnect = nullptr;
    QAction *m_reconnect = nullptr;
    QAction *m_manage = nullptr;
    QAction *m_quit = nullptr;
    QAction *m_about = nullptr;
    QActionGroup *m_pageActions = nullptr;
    QActionGroup *m_relayActions = nullptr;
    QActionGroup *m_languageActions = nullptr;
    QActionGroup *m_themeActions = nullptr;
};

} // namespace Rainbow::Admin
