// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/picking.h"
#include "admin-gui/syntheticfeed.h"
#include "feed/feedclient.h"
#include "sessions/connectionmodel.h"
#include "sessions/connectionspage.h"
#include "sessions/connectionwindow.h"
#include "support/testing.h"
#include "tables/pagedview.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QComboBox>
#include <QDateTime>
#include <QDialog>
#include <QGuiApplication>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSettings>
#include <QStackedWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

class TestConnectionsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsConnections();
    void emptyPageSaysWhy();
    void asksOnlyWhileItIsShown();
    void headerSorts();
    void fiftyThousandFilterAndSort();
    void typingIsDebounced();
    void choicesFilter();
    void nothingMatches();
    void oneApplicationIsNotInTheWay();
    void applicationsFilter();
    void accountsAreFound();
    void columnsAreOfUse();
    void applicationIsRestored();
    void columnsAreChosen();
    void lastColumnStays();
    void chosenRowStaysWithItsConnection();
    void chosenRowComesBack();
    void scrollingFetches();
    void keysFind();
    void enterOpens();
    void doubleClickOpens();
    void copies();
    void deleteAsksAndKicks();
    void strayEnterKicksNobody();
    void reasonIsLimited();
    void joins();
    void leaves();
    void failuresAreSaid();
    void viewersOnlyLook();
    void contextMenuHasIt();
    void stateIsKept();
    void badStateIsIgnored();
    void relayGoes();

private:
    [[nodiscard]] bool connectAs(const char *token)
    {
        m_client->open(m_feed->url(), QString::fromLatin1(token));
        return waitUntil([this] { return m_view->model()->rowCount() > 0 && !key(0).isEmpty(); });
    }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] PagedModel *model() const { return static_cast<PagedModel *>(m_view->model()); }
    [[nodiscard]] QString key(int row) const { return model()->keyAt(row); }
    [[nodiscard]] QString text(int row, int column) const
    {
        return model()->index(row, column).data().toString();
    }
    void choose(int row, int column = 1)
    {
        m_view->scrollTo(model()->index(row, column));
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {},
                          m_view->visualRect(model()->index(row, column)).center());
    }
    void clickHeader(int column)
    {
        QHeaderView *header = m_view->horizontalHeader();
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {},
                          {header->sectionViewportPosition(column) + 20, header->height() / 2});
    }
    /// The relay has these.
    [[nodiscard]] bool connectWithApps(const QStringList &apps)
    {
        m_feed->relay.apps = apps;
        m_feed->relay.populate(500, 40, QDateTime::currentMSecsSinceEpoch());
        return connectAs(SyntheticFeed::Token);
    }
    [[nodiscard]] int connectionsOf(const QString &app) const
    {
        const auto &all = m_feed->relay.connections;
        return int(std::count_if(all.begin(), all.end(),
                                 [&app](const auto &each) { return each.app == app; }));
    }
    /// As in the menu.
    void toggleColumn(int column)
    {
        QMenu *menu = m_view->columnsMenu();
        Q_EMIT menu->aboutToShow();
        menu->actions().at(column)->trigger();
    }
    [[nodiscard]] QJsonObject lastAction(const QString &name) const
    {
        const QList<QJsonObject> actions = m_feed->requests(u"do"_qs, name);
        return actions.isEmpty() ? QJsonObject() : actions.constLast();
    }

    std::unique_ptr<SyntheticFeed> m_feed;
    std::unique_ptr<FeedClient> m_client;
    std::unique_ptr<ConnectionsPage> m_page;
    PagedView *m_view = nullptr;
};

void TestConnectionsPage::init()
{
    QLocale::setDefault(QLocale::c());
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_feed->relay.populate(500, 40, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(m_feed->start());
    m_client = std::make_unique<FeedClient>();
    m_page = std::make_unique<ConnectionsPage>(*m_client);
    m_view = find<PagedView>("connections");
    m_page->resize(1080, 700);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
}

void TestConnectionsPage::cleanup()
{
    m_page.reset();
    m_client.reset();
    m_feed.reset();
}

void TestConnectionsPage::showsConnections()
{
    const QAbstractItemModelTester tester(m_view->model());
    QVERIFY(connectAs(SyntheticFeed::Token));
    QCOMPARE(model()->rowCount(), 500);
    EVENTUALLY(find<QLabel>("count")->text().startsWith(u"500"));
    // Newest first.
    const auto since = [this](int row) {
        return model()
            ->index(row, ConnectionModel::ConnectedColumn)
            .data(PagedModel::RawRole)
            .toLongLong();
    };
    QVERIFY(since(0) >= since(1));
    QVERIFY(since(1) >= since(40));
    const SyntheticConnection *first = m_feed->relay.find(key(0));
    QVERIFY(first);
    QCOMPARE(text(0, ConnectionModel::DeviceColumn), first->device);
    QCOMPARE(text(0, ConnectionModel::AddressColumn), first->address);
    for (int column = 0; column < ConnectionModel::ColumnCount; ++column)
        QVERIFY(!model()->headerData(column, Qt::Horizontal).toString().isEmpty());
}

void TestConnectionsPage::emptyPageSaysWhy()
{
    const auto headline = [this] { return find<QLabel>("emptyHeadline")->text(); };
    QVERIFY(find<QWidget>("emptyState")->isVisible());
    const QString unconnected = headline();
    QVERIFY(!unconnected.isEmpty());
    m_feed->relay.connections.clear();
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(model()->isLoaded());
    QVERIFY(headline() != unconnected);
    m_feed->relay.populate(3, 0, QDateTime::currentMSecsSinceEpoch());
    QTest::keyClick(m_page.get(), Qt::Key_F5);
    EVENTUALLY(!find<QWidget>("emptyState")->isVisible());
    QVERIFY(m_view->isVisible());
}

void TestConnectionsPage::asksOnlyWhileItIsShown()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_page->hide();
    EVENTUALLY(m_client->delay());
    bool answered = false;
    m_client->ask(u"time"_qs, {}, this, [&](const FeedAnswer &) { answered = true; });
    EVENTUALLY(answered);
    m_feed->clearRequests();
    QVERIFY(holdsFor(1200ms,
                     [this] { return m_feed->requests(u"ask"_qs, u"connections"_qs).isEmpty(); }));
    m_page->show();
    EVENTUALLY(!m_feed->requests(u"ask"_qs, u"connections"_qs).isEmpty());
}

void TestConnectionsPage::headerSorts()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    clickHeader(ConnectionModel::DeviceColumn);
    EVENTUALLY(text(0, ConnectionModel::DeviceColumn) < text(45, ConnectionModel::DeviceColumn));
    const QString least = text(0, ConnectionModel::DeviceColumn);
    clickHeader(ConnectionModel::DeviceColumn);
    EVENTUALLY(text(0, ConnectionModel::DeviceColumn) > least);
    QCOMPARE(m_feed->requests(u"ask"_qs, u"connections"_qs).constLast()[u"order"].toString(),
             u"desc"_qs);
}

void TestConnectionsPage::fiftyThousandFilterAndSort()
{
    m_feed->relay.populate(50'000, 100, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(connectAs(SyntheticFeed::Token));
    QCOMPARE(model()->rowCount(), 50'000);
    clickHeader(ConnectionModel::MessagesOutColumn);
    clickHeader(ConnectionModel::MessagesOutColumn);
    const auto out = [this](int row) {
        return model()
            ->index(row, ConnectionModel::MessagesOutColumn)
            .data(PagedModel::RawRole)
            .toLongLong();
    };
    EVENTUALLY(out(0) > 10'000 && out(0) >= out(1) && out(1) >= out(20));
    QTest::keyClicks(find<QLineEdit>("filter"), u"mate 60"_qs);
    EVENTUALLY(model()->rowCount() < 50'000);
    QVERIFY(model()->rowCount() > 100);
    EVENTUALLY(out(0) >= out(1));
    for (int row = 0; row < 20; ++row)
        QVERIFY(text(row, ConnectionModel::DeviceColumn).contains(u"Mate 60"));
    EVENTUALLY(find<QLabel>("count")->text().contains(u"50"));
}

void TestConnectionsPage::typingIsDebounced()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_feed->clearRequests();
    QTest::keyClicks(find<QLineEdit>("filter"), u"iPhone"_qs);
    EVENTUALLY(model()->rowCount() < 500);
    QSet<QString> filters;
    for (const QJsonObject &question : m_feed->requests(u"ask"_qs, u"connections"_qs))
        filters.insert(question[u"filter"][u"text"].toString());
    filters.remove({});
    QCOMPARE(filters, QSet<QString>({u"iPhone"_qs}));
}

void TestConnectionsPage::choicesFilter()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    auto *platforms = find<QComboBox>("platform");
    EVENTUALLY(platforms->findData(u"iOS"_qs) > 0);
    platforms->setFocus();
    QTest::keyClicks(platforms, u"iOS"_qs); // choices are found by their beginning
    EVENTUALLY(model()->rowCount() < 500);
    const int ofPlatform = model()->rowCount();
    auto *protocols = find<QComboBox>("protocol");
    protocols->setCurrentIndex(protocols->findData(u"rainbow"_qs));
    EVENTUALLY(model()->rowCount() < ofPlatform);
    int expected = 0;
    for (const SyntheticConnection &each : std::as_const(m_feed->relay.connections))
        expected += each.platform == u"iOS" && each.protocol == u"rainbow";
    QCOMPARE(model()->rowCount(), expected);
    auto *states = find<QComboBox>("state");
    states->setCurrentIndex(states->findData(u"closing"_qs));
    EVENTUALLY(model()->rowCount() < expected);
}

void TestConnectionsPage::nothingMatches()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    QTest::keyClicks(find<QLineEdit>("filter"), u"nobody has this"_qs);
    EVENTUALLY_COMPARE(model()->rowCount(), 0);
    QVERIFY(find<QWidget>("emptyState")->isVisible());
    QTest::mouseClick(find<QPushButton>("emptyButton"), Qt::LeftButton);
    EVENTUALLY_COMPARE(model()->rowCount(), 500);
    QVERIFY(find<QLineEdit>("filter")->text().isEmpty());
}

void TestConnectionsPage::oneApplicationIsNotInTheWay()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    QVERIFY(!find<QComboBox>("app")->isVisible());
    QVERIFY(m_view->isColumnHidden(ConnectionModel::AppColumn));
    QVERIFY(m_view->isColumnHidden(ConnectionModel::AccountColumn));
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::ChannelsColumn));
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::RoundTripColumn));
}

void TestConnectionsPage::applicationsFilter()
{
    QVERIFY(connectWithApps({u"default"_qs, u"shop"_qs, u"prices"_qs}));
    auto *apps = find<QComboBox>("app");
    EVENTUALLY(apps->isVisible());
    QCOMPARE(apps->count(), 4);
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::AppColumn));
    // All that is shown is seen.
    EVENTUALLY(!m_view->isColumnHidden(ConnectionModel::AccountColumn));
    QVERIFY(m_view->horizontalHeader()->length() <= m_view->viewport()->width());
    QVERIFY(pick(apps, u"shop"_qs));
    EVENTUALLY_COMPARE(model()->rowCount(), connectionsOf(u"shop"_qs));
    EVENTUALLY_COMPARE(text(0, ConnectionModel::AppColumn), u"shop"_qs);
    QCOMPARE(m_feed->requests(u"ask"_qs, u"connections"_qs).constLast()[u"filter"][u"app"],
             QJsonValue(u"shop"_qs));
    // What nobody can choose any more does not filter either.
    m_feed->relay.apps = {u"default"_qs};
    m_feed->tick();
    EVENTUALLY(!apps->isVisible());
    EVENTUALLY_COMPARE(model()->rowCount(), 500);
    QVERIFY(m_view->isColumnHidden(ConnectionModel::AppColumn));
}

void TestConnectionsPage::accountsAreFound()
{
    QVERIFY(connectWithApps({u"default"_qs, u"shop"_qs}));
    EVENTUALLY(!m_view->isColumnHidden(ConnectionModel::AccountColumn));
    SyntheticConnection &who = m_feed->relay.connections[3];
    who.account = u"Zhang.Wei@example"_qs;
    QTest::keyClicks(find<QLineEdit>("filter"), u"zhang.wei"_qs);
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
    EVENTUALLY_COMPARE(text(0, ConnectionModel::AccountColumn), who.account);
    QCOMPARE(key(0), who.identity);
}

/// They come and go with the applications, until somebody has chosen.
void TestConnectionsPage::columnsAreOfUse()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    toggleColumn(ConnectionModel::AccountColumn); // shown, though nobody has one
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::AccountColumn));
    m_feed->relay.apps = {u"default"_qs, u"shop"_qs};
    m_feed->tick();
    EVENTUALLY(!m_view->isColumnHidden(ConnectionModel::AppColumn));
    toggleColumn(ConnectionModel::AppColumn); // hidden, though there are several
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    m_page->saveState(settings);

    m_page = std::make_unique<ConnectionsPage>(*m_client);
    m_view = find<PagedView>("connections");
    m_page->restoreState(settings);
    m_page->show();
    m_feed->tick();
    EVENTUALLY(find<QComboBox>("app")->isVisible());
    EVENTUALLY(model()->rowCount() == 500);
    QVERIFY(m_view->isColumnHidden(ConnectionModel::AppColumn));
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::AccountColumn));
}

void TestConnectionsPage::applicationIsRestored()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    QVERIFY(connectWithApps({u"default"_qs, u"shop"_qs}));
    EVENTUALLY(find<QComboBox>("app")->isVisible());
    QVERIFY(pick(find<QComboBox>("app"), u"shop"_qs));
    m_page->saveState(settings);

    m_page = std::make_unique<ConnectionsPage>(*m_client);
    m_view = find<PagedView>("connections");
    m_page->restoreState(settings);
    // It is not lost by a page that has not heard of the applications yet.
    m_page->saveState(settings);
    m_page->restoreState(settings);
    m_page->show();
    m_feed->tick();
    EVENTUALLY(find<QComboBox>("app")->isVisible());
    QCOMPARE(find<QComboBox>("app")->currentText(), u"shop"_qs);
    EVENTUALLY_COMPARE(model()->rowCount(), connectionsOf(u"shop"_qs));
}

void TestConnectionsPage::columnsAreChosen()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    QVERIFY(m_view->isColumnHidden(ConnectionModel::WorkerColumn));
    QMenu *menu = m_view->columnsMenu();
    QCOMPARE(find<QToolButton>("columns")->menu(), menu);
    Q_EMIT menu->aboutToShow();
    QCOMPARE(menu->actions().size(), int(ConnectionModel::ColumnCount));
    QAction *worker = menu->actions().at(ConnectionModel::WorkerColumn);
    QVERIFY(!worker->isChecked());
    worker->trigger();
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::WorkerColumn));
    Q_EMIT menu->aboutToShow();
    menu->actions().at(ConnectionModel::DeviceColumn)->trigger();
    QVERIFY(m_view->isColumnHidden(ConnectionModel::DeviceColumn));
}

void TestConnectionsPage::lastColumnStays()
{
    QMenu *menu = m_view->columnsMenu();
    for (int column = 0; column < ConnectionModel::ColumnCount; ++column) {
        Q_EMIT menu->aboutToShow();
        QAction *action = menu->actions().at(column);
        if (action->isChecked() && action->isEnabled())
            action->trigger();
    }
    QCOMPARE(m_view->horizontalHeader()->hiddenSectionCount(), ConnectionModel::ColumnCount - 1);
}

void TestConnectionsPage::chosenRowStaysWithItsConnection()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(5);
    const QString chosen = m_view->currentKey();
    QCOMPARE(chosen, key(5));
    for (int i = 0; i < 3; ++i)
        m_feed->relay.addConnection(u"new%1"_qs.arg(i), QDateTime::currentMSecsSinceEpoch());
    QTest::keyClick(m_page.get(), Qt::Key_F5);
    EVENTUALLY_COMPARE(m_view->currentIndex().row(), 8);
    QCOMPARE(m_view->currentKey(), chosen);
    QVERIFY(m_view->selectionModel()->isRowSelected(8));
    QCOMPARE(m_view->selectionModel()->selectedRows().size(), 1);
}

void TestConnectionsPage::chosenRowComesBack()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(2);
    const QString chosen = m_view->currentKey();
    auto *filter = find<QLineEdit>("filter");
    QTest::keyClicks(filter, u"nobody has this"_qs);
    EVENTUALLY_COMPARE(model()->rowCount(), 0);
    QVERIFY(m_view->currentKey().isEmpty());
    QVERIFY(!find<QPushButton>("kick")->isEnabled());
    filter->clear();
    EVENTUALLY_COMPARE(m_view->currentKey(), chosen);
    QVERIFY(find<QPushButton>("kick")->isEnabled());
}

void TestConnectionsPage::scrollingFetches()
{
    m_feed->relay.populate(20'000, 10, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_view->setFocus();
    m_feed->clearRequests();
    QTest::keyClick(m_view, Qt::Key_End, Qt::ControlModifier);
    EVENTUALLY(!key(19'999).isEmpty());
    // What lies between was not asked for.
    QVERIFY(m_feed->requests(u"ask"_qs, u"connections"_qs).size() < 12);
    // The chosen row was not known when it was chosen.
    EVENTUALLY_COMPARE(m_view->currentKey(), key(19'999));
}

void TestConnectionsPage::keysFind()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_view->setFocus();
    QTest::keyClick(m_view, Qt::Key_F, Qt::ControlModifier);
    QVERIFY(find<QLineEdit>("filter")->hasFocus());
}

void TestConnectionsPage::enterOpens()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(3);
    const QString chosen = m_view->currentKey();
    QTest::keyClick(m_view, Qt::Key_Return);
    EVENTUALLY(m_feed->isWatched(chosen));
    const QWidgetList windows = QApplication::topLevelWidgets();
    int open = 0;
    for (QWidget *window : windows)
        open += qobject_cast<ConnectionWindow *>(window) != nullptr;
    QCOMPARE(open, 1);
    QCOMPARE(m_page->openConnection(chosen), m_page->openConnection(chosen));
}

void TestConnectionsPage::doubleClickOpens()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(4);
    const QString chosen = m_view->currentKey();
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {},
                       m_view->visualRect(model()->index(4, 1)).center());
    EVENTUALLY(m_feed->isWatched(chosen));
    m_page->openConnection(chosen)->close();
    EVENTUALLY(!m_feed->isWatched(chosen));
}

void TestConnectionsPage::copies()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(1);
    QTest::mouseClick(find<QPushButton>("copy"), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), key(1));
    choose(2);
    QTest::keyClick(m_view, Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), key(2));
}

void TestConnectionsPage::deleteAsksAndKicks()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(6);
    const QString chosen = m_view->currentKey();
    QTest::keyClick(m_view, Qt::Key_Delete);
    auto *dialog = find<QDialog>("kickDialog");
    QVERIFY(dialog);
    QVERIFY(dialog->isVisible());
    QVERIFY(m_feed->requests(u"do"_qs, u"kick"_qs).isEmpty());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_qs), u"spam"_qs);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"dialogAction"_qs), Qt::LeftButton);
    EVENTUALLY_COMPARE(lastAction(u"kick"_qs)[u"identity"].toString(), chosen);
    QCOMPARE(lastAction(u"kick"_qs)[u"reason"].toString(), u"spam"_qs);
    EVENTUALLY_COMPARE(model()->rowCount(), 499);
    EVENTUALLY(!find<QLabel>("outcome")->text().isEmpty());
    QVERIFY(m_view->currentKey() != chosen);
}

void TestConnectionsPage::strayEnterKicksNobody()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(6);
    QTest::keyClick(m_view, Qt::Key_Delete);
    auto *dialog = find<QDialog>("kickDialog");
    QVERIFY(dialog);
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"reason"_qs), Qt::Key_Return);
    QVERIFY(holdsFor(100ms, [this] { return m_feed->requests(u"do"_qs, u"kick"_qs).isEmpty(); }));
    QTest::keyClick(dialog, Qt::Key_Escape);
    EVENTUALLY(!find<QDialog>("kickDialog"));
    QVERIFY(m_feed->requests(u"do"_qs, u"kick"_qs).isEmpty());
}

void TestConnectionsPage::reasonIsLimited()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(6);
    QTest::keyClick(m_view, Qt::Key_Delete);
    auto *reason = find<QDialog>("kickDialog")->findChild<QLineEdit *>(u"reason"_qs);
    reason->setText(QString(50, u'违')); // three bytes each
    QCOMPARE(reason->text().toUtf8().size(), 120);
}

void TestConnectionsPage::joins()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(0);
    const QString chosen = m_view->currentKey();
    QTest::mouseClick(find<QPushButton>("join"), Qt::LeftButton);
    auto *dialog = find<QDialog>("joinDialog");
    QVERIFY(dialog);
    auto *action = dialog->findChild<QPushButton *>(u"dialogAction"_qs);
    QVERIFY(!action->isEnabled());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"channel"_qs), u" news "_qs);
    QVERIFY(action->isEnabled());
    QTest::keyClick(dialog, Qt::Key_Return);
    EVENTUALLY_COMPARE(lastAction(u"subscribe"_qs)[u"channel"].toString(), u"news"_qs);
    QCOMPARE(lastAction(u"subscribe"_qs)[u"identity"].toString(), chosen);
    QCOMPARE(lastAction(u"subscribe"_qs)[u"occupy"].toBool(true), false);
}

void TestConnectionsPage::leaves()
{
    m_feed->relay.connections[0].channels = 2;
    m_feed->relay.connections[0].connectedAt = QDateTime::currentMSecsSinceEpoch();
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(0);
    QTest::mouseClick(find<QPushButton>("leave"), Qt::LeftButton);
    auto *dialog = find<QDialog>("leaveDialog");
    QVERIFY(dialog);
    auto *channels = dialog->findChild<QComboBox *>(u"channel"_qs);
    EVENTUALLY_COMPARE(channels->count(), 2);
    const QString channel = channels->currentText();
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"dialogAction"_qs), Qt::LeftButton);
    EVENTUALLY_COMPARE(lastAction(u"unsubscribe"_qs)[u"channel"].toString(), channel);
}

void TestConnectionsPage::failuresAreSaid()
{
    m_feed->actions[u"kick"_qs] = [](const QJsonObject &) {
        return SyntheticRelay::refusal(503, u"worker 2 did not answer"_qs);
    };
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(0);
    QTest::keyClick(m_view, Qt::Key_Delete);
    QTest::mouseClick(find<QDialog>("kickDialog")->findChild<QPushButton *>(u"dialogAction"_qs),
                      Qt::LeftButton);
    EVENTUALLY(find<QLabel>("outcome")->text().contains(u"worker 2"));
}

void TestConnectionsPage::viewersOnlyLook()
{
    QVERIFY(connectAs(SyntheticFeed::ViewerToken));
    choose(0);
    for (const char *name : {"kick", "join", "leave"})
        QVERIFY(!find<QPushButton>(name)->isVisible());
    QVERIFY(find<QLabel>("hint")->isVisible());
    QTest::keyClick(m_view, Qt::Key_Delete);
    QVERIFY(!find<QDialog>("kickDialog"));
    // The next token may do more.
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(find<QPushButton>("kick")->isVisible());
    QVERIFY(!find<QLabel>("hint")->isVisible());
}

void TestConnectionsPage::contextMenuHasIt()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(2);
    const QPoint place = m_view->visualRect(model()->index(2, 1)).center();
    Q_EMIT m_view->customContextMenuRequested(place);
    auto *menu = find<QMenu>("contextMenu");
    QVERIFY(menu);
    QStringList texts;
    for (const QAction *action : menu->actions()) {
        if (!action->isSeparator())
            texts.append(action->text());
    }
    QCOMPARE(texts.size(), 5);
    menu->actions().constLast()->trigger();
    QVERIFY(find<QDialog>("kickDialog"));
    menu->close();
}

void TestConnectionsPage::stateIsKept()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_view->setColumnHidden(ConnectionModel::WorkerColumn, false);
    clickHeader(ConnectionModel::PlatformColumn);
    find<QLineEdit>("filter")->setText(u"1"_qs);
    find<QComboBox>("platform")->setCurrentIndex(find<QComboBox>("platform")->findData(u"iOS"_qs));
    m_page->saveState(settings);

    ConnectionsPage other(*m_client);
    other.restoreState(settings);
    auto *view = other.findChild<PagedView *>(u"connections"_qs);
    QVERIFY(!view->isColumnHidden(ConnectionModel::WorkerColumn));
    QCOMPARE(view->horizontalHeader()->sortIndicatorSection(),
             int(ConnectionModel::PlatformColumn));
    QCOMPARE(other.findChild<QLineEdit *>(u"filter"_qs)->text(), u"1"_qs);
    QCOMPARE(other.findChild<QComboBox *>(u"platform"_qs)->currentData().toString(), u"iOS"_qs);
    m_feed->clearRequests();
    m_page->hide();
    other.show();
    const auto asked = [this] { return m_feed->requests(u"ask"_qs, u"connections"_qs); };
    EVENTUALLY(!asked().isEmpty() && asked().constLast()[u"sort"].toString() == u"platform");
    QCOMPARE(asked().constLast()[u"filter"][u"platform"].toString(), u"iOS"_qs);
}

void TestConnectionsPage::badStateIsIgnored()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    settings.setValue(u"columns"_qs, QByteArray("nonsense"));
    settings.setValue(u"window"_qs, 7);
    settings.setValue(u"state"_qs, u"no such state"_qs);
    m_page->restoreState(settings);
    QVERIFY(connectAs(SyntheticFeed::Token));
    QVERIFY(!m_view->isColumnHidden(ConnectionModel::IdentityColumn));
    QCOMPARE(model()->rowCount(), 500);
}

void TestConnectionsPage::relayGoes()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    choose(0);
    m_feed->stop();
    EVENTUALLY(!find<QLabel>("noticeText")->text().isEmpty());
    QVERIFY(m_view->isVisible()); // how it was
    QVERIFY(!find<QPushButton>("kick")->isEnabled());
    QVERIFY(m_feed->start());
    EVENTUALLY(find<QLabel>("noticeText")->text().isEmpty());
    EVENTUALLY(find<QPushButton>("kick")->isEnabled());
}

QTEST_MAIN(TestConnectionsPage)
#include "tst_connectionspage.moc"
