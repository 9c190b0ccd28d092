// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/connectionspage.h"

#include "feed/applications.h"
#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "sessions/connectionactions.h"
#include "sessions/connectionmodel.h"
#include "sessions/connectionwindow.h"
#include "sessions/filterbar.h"
#include "statuslabel.h"
#include "tables/pagedview.h"
#include "widgets.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

QPushButton *makeButton(const char *name, const QString &iconName)
{
    auto *button = new QPushButton(icon(iconName), QString());
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

ConnectionsPage::ConnectionsPage(FeedClient &client, QWidget *parent)
    : Page(client, parent), m_model(new ConnectionModel(client, this)),
      m_actions(new ConnectionActions(client, this)), m_applications(new Applications(client, this))
{
    setObjectName(u"connectionsPage"_qs);
    build();
    connectAll();
    connectKeys();
    ConnectionsPage::retranslate();
}

ConnectionsPage::~ConnectionsPage()
{
    for (ConnectionWindow *window : std::as_const(m_windows)) {
        window->disconnect(this);
        delete window;
    }
}

QString ConnectionsPage::title() const
{
    return tr("Connections");
}

QString ConnectionsPage::iconName() const
{
    return u"connections"_qs;
}

void ConnectionsPage::build()
{
    m_notice = new Notice;
    m_view = new PagedView;
    m_view->setObjectName(u"connections"_qs);
    m_view->setPagedModel(m_model);
    m_view->setColumnWidths(ConnectionModel::columnWidths());
    m_view->sortByColumn(ConnectionModel::ConnectedColumn, Qt::DescendingOrder);
    m_empty = new EmptyState;
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_notice);
    column->addWidget(makeBar());
    column->addWidget(m_stack, 1);
    column->addWidget(makeFoot());
    updateColumns();
}

QWidget *ConnectionsPage::makeBar()
{
    m_filter = new FilterBar;
    m_columns = new QToolButton;
    m_columns->setObjectName(u"columns"_qs);
    m_columns->setIcon(icon(u"columns"_qs));
    m_columns->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setMenu(m_view->columnsMenu());
    m_columns->setFocusPolicy(Qt::StrongFocus);
    auto *bar = new QWidget;
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_filter, 1);
    row->addWidget(m_columns);
    return bar;
}

QWidget *ConnectionsPage::makeFoot()
{
    m_count = makeQuietLabel();
    m_count->setObjectName(u"count"_qs);
    m_outcome = new StatusLabel;
    m_outcome->setObjectName(u"outcome"_qs);
    m_hint = makeQuietLabel();
    m_hint->setObjectName(u"hint"_qs);
    m_open = makeButton("open", u"timeline"_qs);
    m_copy = makeButton("copy", u"copy"_qs);
    m_join = makeButton("join", u"subscribe"_qs);
    m_leave = makeButton("leave", u"unsubscribe"_qs);
    m_kick = makeButton("kick", u"kick"_qs);
    auto *foot = new QWidget;
    auto *row = new QHBoxLayout(foot);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_count);
    row->addSpacing(12);
    row->addWidget(m_outcome, 1);
    row->addStretch();
    row->addWidget(m_hint);
    for (QPushButton *button : {m_open, m_copy, m_join, m_leave, m_kick})
        row->addWidget(button);
    return foot;
}

void ConnectionsPage::connectAll()
{
    connect(&client(), &FeedClient::stateChanged, this, &ConnectionsPage::updateContent);
    connect(m_model, &PagedModel::countsChanged, this, &ConnectionsPage::updateContent);
    connect(m_model, &PagedModel::errorChanged, this, &ConnectionsPage::updateContent);
    connect(m_model, &PagedModel::taken, this, &ConnectionsPage::onTaken);
    connect(m_applications, &Applications::changed, this, &ConnectionsPage::onApplications);
    connect(m_filter, &FilterBar::filterChanged, this, [this] {
        m_model->setFilter(m_filter->filter());
        m_view->scrollToTop();
        updateContent();
    });
    connect(m_empty, &EmptyState::clicked, m_filter, &FilterBar::clear);
    connect(m_view, &PagedView::opened, this, &ConnectionsPage::openConnection);
    connect(m_view, &PagedView::currentKeyChanged, this, &ConnectionsPage::updateButtons);
    connect(m_view, &QWidget::customContextMenuRequested, this, &ConnectionsPage::showMenu);
    connect(m_open, &QPushButton::clicked, this, [this] { openConnection(m_view->currentKey()); });
    connect(m_copy, &QPushButton::clicked, this, &ConnectionsPage::copyCurrent);
    connect(m_join, &QPushButton::clicked, this,
            [this] { m_actions->join(m_view->currentKey(), currentName()); });
    connect(m_leave, &QPushButton::clicked, this,
            [this] { m_actions->leaveOne(m_view->currentKey(), currentName()); });
    connect(m_kick, &QPushButton::clicked, this, &ConnectionsPage::kickCurrent);
    connect(m_actions, &ConnectionActions::done, this, [this](const QString &text) {
        m_outcome->setContent(StatusLabel::Kind::Good, text);
        m_model->refresh();
    });
    connect(m_actions, &ConnectionActions::failed, this,
            [this](const QString &text) { m_outcome->setContent(StatusLabel::Kind::Bad, text); });
}

void ConnectionsPage::connectKeys()
{
    const auto key = [this](const QKeySequence &keys, QWidget *where, auto what) {
        auto *shortcut = new QShortcut(keys, where);
        shortcut->setContext(where == this ? Qt::WidgetWithChildrenShortcut : Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, this, what);
    };
    key(QKeySequence::Find, this, [this] { m_filter->focusText(); });
    key(QKeySequence::Refresh, this, [this] { m_model->refresh(); });
    key(QKeySequence::Delete, m_view, [this] { kickCurrent(); });
    key(QKeySequence::Copy, m_view, [this] { copyCurrent(); });
}

void ConnectionsPage::setActive(bool active)
{
    m_model->setActive(active);
    updateContent();
}

void ConnectionsPage::setMayAct(bool mayAct)
{
    m_mayAct = mayAct;
    for (QPushButton *button : {m_join, m_leave, m_kick})
        button->setVisible(mayAct);
    updateButtons();
}

void ConnectionsPage::onTaken()
{
    for (int row = 0; row < std::min(m_model->rowCount(), PagedModel::PageSize); ++row) {
        const QJsonObject shown = m_model->rowAt(row);
        m_hasAccounts = m_hasAccounts || !shown[u"account"].toString().isEmpty();
        const QString platform = shown[u"platform"].toString();
        if (!m_platforms.contains(platform)) {
            m_platforms.insert(platform);
            m_filter->addPlatform(platform);
        }
    }
    updateColumns();
}

void ConnectionsPage::onApplications()
{
    // Those of another relay come after none.
    if (m_applications->names().isEmpty())
        m_hasAccounts = false;
    m_filter->setApplications(m_applications->names());
    updateColumns();
}

void ConnectionsPage::updateColumns()
{
    // Each takes another's place: more columns have no room in a window of 1280 pixels.
    m_view->setColumnUseful(ConnectionModel::AppColumn, m_applications->areSeveral());
    m_view->setColumnUseful(ConnectionModel::ChannelsColumn, !m_applications->areSeveral());
    m_view->setColumnUseful(ConnectionModel::AccountColumn, m_hasAccounts);
    m_view->setColumnUseful(ConnectionModel::RoundTripColumn, !m_hasAccounts);
}

void ConnectionsPage::updateContent()
{
    const bool isOpen = client().state() == FeedClient::State::Open;
    const bool isFiltered = !m_filter->filter().isUndefined();
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    const QString what = tr("Clients of the relay show here while they are connected.");
    QString button;
    if (m_model->total() > 0 && isFiltered) {
        m_empty->setContent(
            icon(u"filter"_qs), tr("No connection matches"),
            tr("None of the %Ln connection(s) matches the filter.", "", int(m_model->total())));
        button = tr("Show all");
    } else if (!isOpen) {
        m_empty->setContent(icon(u"disconnect"_qs), tr("Not connected"), what);
    } else if (!m_model->error().isEmpty()) {
        m_empty->setContent(icon(u"error"_qs), tr("The relay does not say"), m_model->error());
    } else if (!m_model->isLoaded()) {
        m_empty->setContent({}, tr("Loading…"), {});
    } else {
        m_empty->setContent(icon(u"connections"_qs), tr("Nobody is connected"), what);
    }
    m_empty->setButton(button);

    QString notice;
    if (m_model->rowCount() > 0 && !isOpen)
        notice = tr("Not connected: what is shown is how it was.");
    else if (m_model->rowCount() > 0)
        notice = m_model->error();
    m_notice->setContent(Notice::Kind::Warning, notice);
    updateCount();
    updateButtons();
}

void ConnectionsPage::updateCount()
{
    const auto total = int(m_model->total());
    if (!m_model->isLoaded())
        m_count->clear();
    else if (m_model->rowCount() == total)
        m_count->setText(tr("%Ln connection(s)", "", total));
    else
        //: %1: how many match the filter; %Ln: how many there are
        m_count->setText(
            tr("%1 of %Ln connection(s)", "", total).arg(Format::count(m_model->rowCount())));
}

void ConnectionsPage::updateButtons()
{
    const bool isChosen = !m_view->currentKey().isEmpty();
    const bool isOpen = client().state() == FeedClient::State::Open;
    for (QPushButton *button : {m_open, m_copy})
        button->setEnabled(isChosen);
    for (QPushButton *button : {m_join, m_leave, m_kick})
        button->setEnabled(isChosen && isOpen);
    m_hint->setVisible(!m_mayAct && m_model->isLoaded());
}

QString ConnectionsPage::currentName() const
{
    const QString device = m_model->rowAt(m_view->currentIndex().row())[u"device"].toString();
    return device.isEmpty() ? m_view->currentKey() : device;
}

void ConnectionsPage::kickCurrent()
{
    if (m_mayAct && !m_view->currentKey().isEmpty())
        m_actions->kick(m_view->currentKey(), currentName());
}

void ConnectionsPage::copyCurrent()
{
    if (!m_view->currentKey().isEmpty())
        QGuiApplication::clipboard()->setText(m_view->currentKey());
}

ConnectionWindow *ConnectionsPage::openConnection(const QString &identity)
{
    if (identity.isEmpty())
        return nullptr;
    ConnectionWindow *window = m_windows.value(identity);
    if (!window) {
        window = new ConnectionWindow(client(), identity);
        m_windows.insert(identity, window);
        window->setState(m_windowState);
        connect(window, &ConnectionWindow::closing, this,
                [this, window] { m_windowState = window->state(); });
        connect(window, &QObject::destroyed, this,
                [this, identity] { m_windows.remove(identity); });
        window->show();
    }
    window->raise();
    window->activateWindow();
    return window;
}

void ConnectionsPage::showMenu(const QPoint &position)
{
    if (!m_view->indexAt(position).isValid() || m_view->currentKey().isEmpty())
        return;
    auto *menu = new QMenu(m_view);
    menu->setObjectName(u"contextMenu"_qs);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto add = [menu](const QPushButton *button, const QString &text) {
        QAction *action = menu->addAction(button->icon(), text);
        action->setEnabled(button->isEnabled());
        QObject::connect(action, &QAction::triggered, button, &QPushButton::click);
        return action;
    };
    menu->setDefaultAction(add(m_open, tr("&Open")));
    add(m_copy, tr("&Copy identity"));
    if (m_mayAct) {
        menu->addSeparator();
        add(m_join, tr("&Join a channel…"));
        add(m_leave, tr("&Leave a channel…"));
        menu->addSeparator();
        add(m_kick, tr("&Kick…"));
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void ConnectionsPage::saveState(QSettings &settings) const
{
    settings.setValue(u"columns"_qs, m_view->saveColumns());
    settings.setValue(u"window"_qs, m_windowState);
    m_filter->saveState(settings);
}

void ConnectionsPage::restoreState(QSettings &settings)
{
    m_view->restoreColumns(settings.value(u"columns"_qs).toByteArray());
    updateColumns();
    m_windowState = settings.value(u"window"_qs).toMap();
    m_filter->restoreState(settings);
}

void ConnectionsPage::retranslate()
{
    m_model->retranslate();
    m_filter->retranslate();
    m_view->setAccessibleName(tr("Connections"));
    m_columns->setText(tr("Col&umns"));
    m_columns->setToolTip(tr("Which columns there are; the header's context menu has the same."));
    m_open->setText(tr("&Open"));
    m_open->setToolTip(tr("Facts and packets of this connection (Enter)"));
    m_copy->setText(tr("&Copy identity"));
    m_join->setText(tr("&Join…"));
    m_join->setToolTip(tr("Puts the client into a channel."));
    m_leave->setText(tr("&Leave…"));
    m_leave->setToolTip(tr("Takes the client out of a channel."));
    m_kick->setText(tr("&Kick…"));
    m_kick->setToolTip(tr("Closes the connection; the client does not come back by itself (Del)"));
    m_hint->setText(tr("Your token may look, not act."));
    updateContent();
}

} // namespace Rainbow::Admin
