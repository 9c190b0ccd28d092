// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "mainwindow.h"

#include "aboutdialog.h"
#include "connectionstatus.h"
#include "feed/feedclient.h"
#include "icons/icon.h"
#include "navigation.h"
#include "page.h"
#include "pages.h"
#include "settings/connectdialog.h"
#include "settings/language.h"
#include "settings/relaybook.h"
#include "settings/relaydialog.h"
#include "settings/relayopener.h"
#include "settings/theme.h"
#include "settings/tokenstore.h"
#include "widgets.h"

#include <QActionGroup>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QMenu>
#include <QMenuBar>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

using State = FeedClient::State;

constexpr QSize FirstSize(1280, 800);
constexpr QSize LeastSize(860, 560);
constexpr QMargins NoticeMargins(16, 12, 16, 0);

QString pageGroup(const Page &page)
{
    return u"pages/"_qs + page.objectName();
}

} // namespace

MainWindow::MainWindow(const Services &services, QWidget *parent)
    : QMainWindow(parent), m_services(services),
      m_opener(new RelayOpener(services.book, services.tokens, services.client, this)),
      m_navigation(new Navigation), m_away(new Notice), m_remark(new Notice),
      m_stack(new QStackedWidget), m_welcome(new EmptyState),
      m_status(new ConnectionStatus(services.client))
{
    setObjectName(u"mainWindow"_qs);
    setWindowIcon(applicationIcon());
    setMinimumSize(LeastSize);
    setCentralWidget(makeCentre());
    makeMenus();
    statusBar()->setSizeGripEnabled(false);
    statusBar()->addWidget(m_status, 1);
    connect(&services.client, &FeedClient::stateChanged, this, &MainWindow::updateConnection);
    connect(&services.book, &RelayBook::changed, this, &MainWindow::updateRelays);
    connect(m_opener, &RelayOpener::currentChanged, this, &MainWindow::updateRelays);
    connect(&services.tokens, &TokenStore::problem, this,
            [this](const QString &text) { m_remark->setContent(Notice::Kind::Hint, text); });
    retranslate();
    restoreState();
}

MainWindow::~MainWindow() = default;

QWidget *MainWindow::makeCentre()
{
    m_away->setObjectName(u"away"_qs);
    m_remark->setObjectName(u"remark"_qs);
    m_welcome->setObjectName(u"welcome"_qs);
    m_stack->setObjectName(u"stack"_qs);
    m_pages = makePages(m_services.client, m_stack);
    for (Page *page : std::as_const(m_pages)) {
        m_stack->addWidget(page);
        m_navigation->addPage(page->iconName());
    }
    m_stack->addWidget(m_welcome);
    connect(m_navigation, &Navigation::chosen, this, &MainWindow::showPage);
    connect(m_welcome, &EmptyState::clicked, this, &MainWindow::addRelay);
    connect(m_away, &Notice::clicked, this, [this] {
        if (const auto relay = m_opener->current())
            m_opener->open(relay->url);
    });

    connect(m_remark, &Notice::clicked, m_remark, &QWidget::hide);

    // Margins of a layout would be there without the notices too.
    auto *right = new QVBoxLayout;
    right->setSpacing(0);
    for (Notice *notice : {m_away, m_remark}) {
        notice->setContentsMargins(NoticeMargins);
        right->addWidget(notice);
    }
    right->addWidget(m_stack, 1);
    auto *line = new QFrame;
    line->setFrameShape(QFrame::VLine);
    line->setForegroundRole(QPalette::Mid);
    line->setFrameShadow(QFrame::Plain);
    auto *centre = new QWidget;
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_navigation);
    row->addWidget(line);
    row->addLayout(right, 1);
    return centre;
}

QAction *MainWindow::makeAction(QMenu *menu, const char *name)
{
    auto *action = new QAction(this);
    action->setObjectName(QString::fromLatin1(name));
    menu->addAction(action);
    return action;
}

void MainWindow::makeMenus()
{
    m_relayMenu = menuBar()->addMenu(QString());
    m_viewMenu = menuBar()->addMenu(QString());
    m_helpMenu = menuBar()->addMenu(QString());
    makeRelayMenu();
    makeViewMenu();
    makeHelpMenu();
}

void MainWindow::makeRelayMenu()
{
    m_connectMenu = m_relayMenu->addMenu(QString());
    m_connectMenu->setObjectName(u"connectMenu"_qs);
    m_relayActions = new QActionGroup(this);
    m_reconnect = makeAction(m_relayMenu, "reconnect");
    m_reconnect->setShortcut(Qt::CTRL | Qt::Key_R);
    m_disconnect = makeAction(m_relayMenu, "disconnect");
    m_relayMenu->addSeparator();
    m_manage = makeAction(m_relayMenu, "manage");
    m_manage->setShortcut(Qt::CTRL | Qt::Key_L);
    m_relayMenu->addSeparator();
    m_quit = makeAction(m_relayMenu, "quit");
    m_quit->setShortcut(QKeySequence::Quit);
    m_navigation->setRelayMenu(m_connectMenu);
    connect(m_reconnect, &QAction::triggered, m_away, &Notice::clicked);
    connect(m_disconnect, &QAction::triggered, m_opener, &RelayOpener::close);
    connect(m_manage, &QAction::triggered, this, &MainWindow::manageRelays);
    connect(m_quit, &QAction::triggered, this, &QWidget::close);
}

void MainWindow::makeViewMenu()
{
    m_pageActions = new QActionGroup(this);
    for (int i = 0; i < m_pages.size(); ++i) {
        QAction *action = makeAction(m_viewMenu, "page");
        action->setCheckable(true);
        action->setShortcut(QKeySequence(Qt::CTRL | (Qt::Key_1 + i)));
        m_pageActions->addAction(action);
        connect(action, &QAction::triggered, this, [this, i] { showPage(i); });
    }
    m_viewMenu->addSeparator();
    m_languageMenu = m_viewMenu->addMenu(QString());
    m_languageActions = new QActionGroup(this);
    for (const QString &language : QStringList(QString()) + Language::available()) {
        QAction *action = makeAction(m_languageMenu, "language");
        action->setData(language);
        action->setCheckable(true);
        action->setChecked(language == m_services.language.choice());
        m_languageActions->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, language] { m_services.language.choose(language); });
    }
    m_themeMenu = m_viewMenu->addMenu(QString());
    m_themeActions = new QActionGroup(this);
    for (const auto choice : {Theme::Choice::System, Theme::Choice::Light, Theme::Choice::Dark}) {
        QAction *action = makeAction(m_themeMenu, "theme");
        action->setCheckable(true);
        action->setChecked(choice == m_services.theme.choice());
        m_themeActions->addAction(action);
        connect(action, &QAction::triggered, this,
                [this, choice] { m_services.theme.choose(choice); });
    }
}

void MainWindow::makeHelpMenu()
{
    m_about = makeAction(m_helpMenu, "about");
    connect(m_about, &QAction::triggered, this, [this] { showAbout(this); });
}

void MainWindow::openAtStart()
{
    const QString relay = m_services.book.defaultRelay();
    if (!relay.isEmpty())
        m_opener->open(relay);
}

int MainWindow::currentPage() const
{
    return static_cast<int>(m_pageActions->actions().indexOf(m_pageActions->checkedAction()));
}

void MainWindow::showPage(int page)
{
    if (page < 0 || page >= m_pages.size())
        return;
    m_pageActions->actions().at(page)->setChecked(true);
    m_navigation->setCurrent(page);
    // Nothing is known, nor will be: say what to do.
    const bool lost = m_services.book.relays().isEmpty() && !m_opener->current();
    m_stack->setCurrentIndex(lost ? static_cast<int>(m_pages.size()) : page);
}

void MainWindow::saveState() const
{
    QSettings &settings = m_services.settings;
    settings.setValue(u"window/geometry"_qs, saveGeometry());
    settings.setValue(u"window/page"_qs, m_pages.at(currentPage())->objectName());
    for (const Page *page : m_pages) {
        settings.beginGroup(pageGroup(*page));
        page->saveState(settings);
        settings.endGroup();
    }
}

void MainWindow::restoreState()
{
    QSettings &settings = m_services.settings;
    if (!restoreGeometry(settings.value(u"window/geometry"_qs).toByteArray()))
        resize(FirstSize);
    const QString last = settings.value(u"window/page"_qs).toString();
    int current = 0;
    for (int i = 0; i < m_pages.size(); ++i) {
        Page *page = m_pages.at(i);
        if (page->objectName() == last)
            current = i;
        settings.beginGroup(pageGroup(*page));
        page->restoreState(settings);
        settings.endGroup();
    }
    showPage(current);
}

void MainWindow::changeEvent(QEvent *event)
{
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    saveState();
    QMainWindow::closeEvent(event);
}

void MainWindow::retranslate()
{
    m_relayMenu->setTitle(tr("&Relay"));
    m_connectMenu->setTitle(tr("&Connect to"));
    m_reconnect->setText(tr("&Try again now"));
    m_disconnect->setText(tr("&Disconnect"));
    m_manage->setText(tr("&Manage relays…"));
    m_quit->setText(tr("&Quit"));
    m_viewMenu->setTitle(tr("&View"));
    m_languageMenu->setTitle(tr("&Language"));
    for (QAction *action : m_languageActions->actions()) {
        const QString language = action->data().toString();
        //: The language of the system
        action->setText(language.isEmpty() ? tr("&System") : Language::nameOf(language));
    }
    m_themeMenu->setTitle(tr("&Appearance"));
    //: As the desktop is
    m_themeActions->actions().at(0)->setText(tr("As the &system"));
    m_themeActions->actions().at(1)->setText(tr("&Light"));
    m_themeActions->actions().at(2)->setText(tr("&Dark"));
    m_helpMenu->setTitle(tr("&Help"));
    m_about->setText(tr("&About Rainbow"));
    for (int i = 0; i < m_pages.size(); ++i) {
        QAction *action = m_pageActions->actions().at(i);
        action->setText(m_pages.at(i)->title());
        m_navigation->setTitle(i, m_pages.at(i)->title(),
                               action->shortcut().toString(QKeySequence::NativeText));
    }
    m_welcome->setContent(applicationIcon(), tr("Welcome to Rainbow"),
                          tr("Watch and steer your relays from here. To begin, add a relay: its "
                             "address and a token of its configuration, from [admin]."));
    m_welcome->setButton(tr("&Add a relay…"));
    m_away->setButton(tr("&Try now"));
    //: It has been read
    m_remark->setButton(tr("&OK"));
    updateRelays();
    m_navigation->fitWidth();
}

void MainWindow::updateRelays()
{
    m_connectMenu->clear(); // deletes the actions
    const auto current = m_opener->current();
    for (const Relay &relay : m_services.book.relays()) {
        QString name = relay.name;
        QAction *action = m_connectMenu->addAction(name.replace(u'&', u"&&"_qs));
        action->setObjectName(u"relay"_qs);
        action->setCheckable(true);
        action->setChecked(current && current->id == relay.id);
        action->setToolTip(relay.url.toDisplayString());
        m_relayActions->addAction(action);
        connect(action, &QAction::triggered, this, [this, id = relay.id] { m_opener->open(id); });
    }
    if (!m_connectMenu->isEmpty())
        m_connectMenu->addSeparator();
    m_connectMenu->addAction(m_manage);
    m_navigation->setRelay(current ? current->name : QString(),
                           current ? current->url.toDisplayString() : QString());
    m_status->setRelayName(current ? current->name : QString());
    setWindowTitle(current ? tr("%1 – Rainbow").arg(current->name) : tr("Rainbow"));
    updateConnection();
    showPage(currentPage());
}

void MainWindow::updateConnection()
{
    const State state = m_services.client.state();
    const bool wanted = m_opener->current().has_value();
    m_disconnect->setEnabled(wanted);
    m_reconnect->setEnabled(wanted && state != State::Open);
    // A page that was never filled says itself that there is nothing.
    const bool filled = !m_services.client.info().node.isEmpty();
    const bool away = wanted && (state == State::Waiting || state == State::Refused);
    if (!away && state != State::Open && !m_away->text().isEmpty() && wanted)
        return; // between two attempts: no flicker
    const QString text = filled ? tr("The relay is away. What you see is from before.")
                                : tr("The relay cannot be reached.");
    const QString problem = m_services.client.problem();
    m_away->setContent(Notice::Kind::Warning,
                       !away                   ? QString()
                           : problem.isEmpty() ? text
                                               : tr("%1 %2", "two sentences").arg(text, problem));
}

void MainWindow::addRelay()
{
    auto *dialog = new RelayDialog(m_services.book, m_services.tokens, {}, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { m_opener->open(dialog->relay()); });
    dialog->open();
}

void MainWindow::manageRelays()
{
    auto *dialog = new ConnectDialog(m_services.book, m_services.tokens, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    if (const auto current = m_opener->current())
        dialog->choose(current->id);
    connect(dialog, &ConnectDialog::chosen, this,
            [this](const QString &relay) { m_opener->open(relay); });
    dialog->open();
}

} // namespace Rainbow::Admin
