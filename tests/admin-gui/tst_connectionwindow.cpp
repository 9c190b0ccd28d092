// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"
#include "feed/feedclient.h"
#include "log/followtable.h"
#include "sessions/connectionfacts.h"
#include "sessions/connectionwindow.h"
#include "sessions/timelinemodel.h"
#include "sessions/timelineview.h"
#include "support/testing.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateTime>
#include <QDialog>
#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPointer>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTemporaryDir>
#include <QTest>
#include <QTreeWidget>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

class TestConnectionWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsFacts();
    void factsAreKeptFresh();
    void showsPackets();
    void dialoguesAreMarked();
    void payloadsAreShown();
    void pausesAndGoesOn();
    void clears();
    void filters();
    void follows();
    void gapsAndInterruptionsShow();
    void exports();
    void kicks();
    void joinsAndLeaves();
    void viewersOnlyLook();
    void endIsSaid();
    void unknownConnection();
    void closesWithTheRelay();
    void stopsWatching();
    void stateIsKept();
    void speaksAnew();

private:
    [[nodiscard]] bool connectAs(const char *token)
    {
        m_client->open(m_feed->url(), QString::fromLatin1(token));
        return waitUntil([this] { return m_client->state() == FeedClient::State::Open; });
    }
    /// Opens the window, and waits until it knows its connection.
    [[nodiscard]] bool openWindow(const char *token = SyntheticFeed::Token)
    {
        if (!connectAs(token))
            return false;
        m_window = new ConnectionWindow(*m_client, m_identity);
        m_window->show();
        return QTest::qWaitForWindowExposed(m_window) && waitUntil([this] {
                   return m_feed->isWatched(m_identity)
                       && find<QLabel>("name")->text() == u"Pixel <8>";
               });
    }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_window->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] QTableView *packets() const { return find<FollowTable>("packets"); }
    [[nodiscard]] QString text(int row, int column) const
    {
        return packets()->model()->index(row, column).data().toString();
    }
    void pass(const QString &direction, const QString &packet, int id, int qos = -1,
              const QByteArray &payload = {}, bool dup = false)
    {
        QJsonObject json{
            {u"direction"_qs, direction}, {u"packet"_qs, packet}, {u"size"_qs, 5 + payload.size()}};
        if (id > 0)
            json[u"messageId"] = id;
        if (qos >= 0) {
            json[u"qos"] = qos;
            json[u"dup"] = dup;
        }
        if (!payload.isEmpty())
            json[u"payload"] = QString::fromUtf8(payload);
        m_feed->emitPacket(m_identity, json);
    }
    [[nodiscard]] int shown() const { return packets()->model()->rowCount(); }
    [[nodiscard]] QString fact(int number) const
    {
        return m_window->findChild<QLineEdit *>(u"fact%1"_qs.arg(number))->text();
    }

    std::unique_ptr<SyntheticFeed> m_feed;
    std::unique_ptr<FeedClient> m_client;
    QPointer<ConnectionWindow> m_window;
    QString m_identity;
};

void TestConnectionWindow::init()
{
    QLocale::setDefault(QLocale::c());
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_feed->relay.populate(50, 20, QDateTime::currentMSecsSinceEpoch());
    SyntheticConnection &connection = m_feed->relay.connections[7];
    connection.device = u"Pixel <8>"_qs;
    connection.state = u"attached"_qs;
    connection.channels = 3;
    connection.app = u"shop"_qs;
    connection.account = u"user_7"_qs;
    // It is in channels of its own application only.
    for (SyntheticChannel &channel : m_feed->relay.channels)
        channel.app = u"shop"_qs;
    m_identity = connection.identity;
    QVERIFY(m_feed->start());
    m_client = std::make_unique<FeedClient>();
}

void TestConnectionWindow::cleanup()
{
    delete m_window;
    m_client.reset();
    m_feed.reset();
}

void TestConnectionWindow::showsFacts()
{
    QVERIFY(openWindow());
    const SyntheticConnection &connection = *m_feed->relay.find(m_identity);
    QCOMPARE(fact(0), m_identity);
    QCOMPARE(fact(1), connection.device);
    QCOMPARE(fact(2), connection.platform);
    QCOMPARE(fact(3), connection.address);
    QCOMPARE(fact(5), u"shop"_qs);
    QCOMPARE(fact(6), u"user_7"_qs);
    QVERIFY(m_window->windowTitle().contains(m_identity));
    QCOMPARE(find<QListWidget>("channelList")->count(),
             find<ConnectionFacts>("facts")->channels().size());
    QVERIFY(find<QListWidget>("channelList")->count() > 0);
    auto *headers = find<QTreeWidget>("headers");
    QVERIFY(headers->topLevelItemCount() > 3);
    const QList<QTreeWidgetItem *> secrets =
        headers->findItems(u"Authorization"_qs, Qt::MatchExactly);
    QCOMPARE(secrets.value(0)->text(1), u"***"_qs);
    QVERIFY(!find<QLabel>("state")->text().isEmpty());
}

void TestConnectionWindow::factsAreKeptFresh()
{
    QVERIFY(openWindow());
    auto *channels = find<QListWidget>("channelList");
    channels->setCurrentRow(1);
    const QString chosen = channels->currentItem()->text();
    m_feed->relay.find(m_identity)->device = u"renamed"_qs;
    EVENTUALLY_COMPARE(fact(1), u"renamed"_qs); // within the next second or so
    QCOMPARE(channels->currentItem()->text(), chosen);
}

void TestConnectionWindow::showsPackets()
{
    QVERIFY(openWindow());
    QVERIFY(find<QWidget>("emptyState")->isVisible());
    pass(u"in"_qs, u"SEND"_qs, 1, 1, "{}");
    pass(u"out"_qs, u"ACK"_qs, 1, -1, "ok");
    EVENTUALLY_COMPARE(shown(), 2);
    QVERIFY(packets()->isVisible());
    QCOMPARE(text(0, TimelineModel::PacketColumn), u"SEND"_qs);
    QCOMPARE(text(1, TimelineModel::PacketColumn), u"ACK"_qs);
    QVERIFY(text(1, TimelineModel::AnswerColumn).contains(u"ms"));
    QVERIFY(find<QLabel>("packetCount")->text().startsWith(u"2"));
    // Those of others are theirs.
    const QString other = m_feed->relay.connections[8].identity;
    m_client->watch(other);
    EVENTUALLY(m_feed->isWatched(other));
    m_feed->emitPacket(other, {{u"packet"_qs, u"PING"_qs}});
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 3);
}

void TestConnectionWindow::dialoguesAreMarked()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"SEND"_qs, 5, 2, "hello");
    pass(u"out"_qs, u"PING"_qs, 0);
    pass(u"out"_qs, u"SEND"_qs, 5, 2, "hello", true);
    pass(u"in"_qs, u"REC"_qs, 5);
    pass(u"out"_qs, u"REL"_qs, 5);
    pass(u"in"_qs, u"COM"_qs, 5);
    EVENTUALLY_COMPARE(shown(), 6);
    const auto isMarked = [this](int row) {
        return packets()->model()->index(row, 0).data(Qt::BackgroundRole).isValid();
    };
    QTest::mouseClick(packets()->viewport(), Qt::LeftButton, {},
                      packets()->visualRect(packets()->model()->index(3, 0)).center());
    QCOMPARE(packets()->currentIndex().row(), 3);
    for (int row = 0; row < 6; ++row)
        QCOMPARE(isMarked(row), row != 1);
    QVERIFY(find<QLabel>("payloadNote")->text().contains(u"ms"));
    QTest::keyClick(packets(), Qt::Key_Up);
    QTest::keyClick(packets(), Qt::Key_Up); // the ping
    QCOMPARE(isMarked(0), false);
}

void TestConnectionWindow::payloadsAreShown()
{
    QVERIFY(openWindow());
    pass(u"in"_qs, u"SEND"_qs, 1, 1, R"({"a":[1,2.50]})");
    pass(u"in"_qs, u"SEND"_qs, 2, 1, "plain");
    m_feed->emitPacket(m_identity,
                       {{u"direction"_qs, u"in"_qs},
                        {u"packet"_qs, u"SEND"_qs},
                        {u"size"_qs, 4000},
                        {u"payload"_qs, u"AAEC"_qs},
                        {u"encoding"_qs, u"base64"_qs},
                        {u"cut"_qs, true}});
    EVENTUALLY_COMPARE(shown(), 3);
    const auto show = [this](int row) {
        packets()->setCurrentIndex(packets()->model()->index(row, 0));
        return find<QPlainTextEdit>("payload")->toPlainText();
    };
    QCOMPARE(show(0), u"{\n  \"a\": [\n    1,\n    2.50\n  ]\n}"_qs);
    QCOMPARE(show(1), u"plain"_qs);
    QVERIFY(show(2).startsWith(u"0000  00 01 02"));
    QVERIFY(find<QLabel>("payloadNote")->text().contains(u"3 B"));
}

void TestConnectionWindow::pausesAndGoesOn()
{
    QVERIFY(openWindow());
    QTest::mouseClick(find<QPushButton>("pause"), Qt::LeftButton);
    pass(u"out"_qs, u"PING"_qs, 0);
    pass(u"in"_qs, u"PONG"_qs, 0);
    EVENTUALLY(find<QLabel>("packetCount")->text().contains(u"2"));
    QCOMPARE(shown(), 0);
    QTest::mouseClick(find<QPushButton>("pause"), Qt::LeftButton);
    EVENTUALLY_COMPARE(shown(), 2);
}

void TestConnectionWindow::clears()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 1);
    QTest::mouseClick(find<QPushButton>("clear"), Qt::LeftButton);
    QCOMPARE(shown(), 0);
    QVERIFY(!find<QPushButton>("export")->isEnabled());
    pass(u"in"_qs, u"PONG"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 1);
}

void TestConnectionWindow::filters()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"PING"_qs, 0);
    pass(u"in"_qs, u"PONG"_qs, 0);
    pass(u"in"_qs, u"SEND"_qs, 1, 1, "needle");
    pass(u"out"_qs, u"ACK"_qs, 1);
    EVENTUALLY_COMPARE(shown(), 4);
    QTest::mouseClick(find<QCheckBox>("pings"), Qt::LeftButton, {}, {8, 8});
    QCOMPARE(shown(), 2);
    find<QComboBox>("direction")->setCurrentIndex(2);
    QCOMPARE(shown(), 1);
    find<QComboBox>("direction")->setCurrentIndex(0);
    packets()->setFocus();
    QTest::keyClick(packets(), Qt::Key_F, Qt::ControlModifier);
    QVERIFY(find<QLineEdit>("timelineFilter")->hasFocus());
    QTest::keyClicks(find<QLineEdit>("timelineFilter"), u"needle"_qs);
    QCOMPARE(shown(), 1);
    QTest::keyClicks(find<QLineEdit>("timelineFilter"), u"zzz"_qs);
    QCOMPARE(shown(), 0);
    QVERIFY(find<QWidget>("emptyState")->isVisible());
}

void TestConnectionWindow::follows()
{
    QVERIFY(openWindow());
    for (int i = 0; i < 100; ++i)
        pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 100);
    const auto sees = [this](int row) {
        return packets()->viewport()->rect().intersects(
            packets()->visualRect(packets()->model()->index(row, 0)));
    };
    EVENTUALLY(sees(99));
    packets()->setCurrentIndex(packets()->model()->index(3, 0));
    QVERIFY(!find<QPushButton>("follow")->isChecked());
    for (int i = 0; i < 100; ++i)
        pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 200);
    QVERIFY(sees(3));
    QTest::mouseClick(find<QPushButton>("follow"), Qt::LeftButton);
    EVENTUALLY(sees(199));
}

void TestConnectionWindow::gapsAndInterruptionsShow()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 1);
    m_feed->skipPackets(m_identity, 4);
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 3);
    QVERIFY(text(1, TimelineModel::PacketColumn).contains(u"4"));
    m_feed->stop();
    EVENTUALLY_COMPARE(shown(), 4);
    QVERIFY(!find<QLabel>("noticeText")->text().isEmpty());
    QVERIFY(m_feed->start());
    EVENTUALLY(m_feed->isWatched(m_identity));
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 5);
    EVENTUALLY(find<QLabel>("noticeText")->text().isEmpty());
}

void TestConnectionWindow::exports()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"p.csv"_qs);
    QVERIFY(openWindow());
    pass(u"out"_qs, u"PING"_qs, 0);
    pass(u"in"_qs, u"SEND"_qs, 1, 1, "hello");
    EVENTUALLY_COMPARE(shown(), 2);
    m_window->timeline().exportTo(file);
    QFile read(file);
    QVERIFY(read.open(QIODevice::ReadOnly));
    QVERIFY(read.readAll().contains("hello"));
    QVERIFY(!find<QLabel>("exportNote")->text().isEmpty());
    m_window->timeline().exportTo(u"/nonexistent/p.csv"_qs);
    QVERIFY(find<QLabel>("exportNote")->text().contains(u"nonexistent"));
}

void TestConnectionWindow::kicks()
{
    QVERIFY(openWindow());
    QTest::mouseClick(find<QPushButton>("kick"), Qt::LeftButton);
    auto *dialog = find<QDialog>("kickDialog");
    QVERIFY(dialog);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"dialogAction"_qs), Qt::LeftButton);
    EVENTUALLY(!m_feed->relay.find(m_identity));
    EVENTUALLY(find<QLabel>("noticeText")->text().contains(u"kicked"));
    QVERIFY(!find<QPushButton>("kick")->isEnabled());
}

void TestConnectionWindow::joinsAndLeaves()
{
    QVERIFY(openWindow());
    find<QTabWidget>("facts")->setCurrentIndex(1);
    QVERIFY(!find<QPushButton>("leave")->isEnabled());
    QTest::mouseClick(find<QPushButton>("join"), Qt::LeftButton);
    auto *dialog = find<QDialog>("joinDialog");
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"channel"_qs), u"vip"_qs);
    QTest::mouseClick(dialog->findChild<QCheckBox *>(u"occupy"_qs), Qt::LeftButton, {}, {8, 8});
    QTest::keyClick(dialog, Qt::Key_Return);
    EVENTUALLY(!m_feed->requests(u"do"_qs, u"subscribe"_qs).isEmpty());
    QVERIFY(m_feed->requests(u"do"_qs, u"subscribe"_qs)[0][u"occupy"].toBool());
    EVENTUALLY(!find<QDialog>("joinDialog"));

    auto *channels = find<QListWidget>("channelList");
    channels->setCurrentRow(0);
    const QString channel = channels->currentItem()->text();
    QTest::mouseClick(find<QPushButton>("leave"), Qt::LeftButton);
    auto *box = find<QMessageBox>("confirm");
    QVERIFY(box);
    QTest::mouseClick(box->findChild<QPushButton *>(u"confirmAction"_qs), Qt::LeftButton);
    EVENTUALLY(!m_feed->requests(u"do"_qs, u"unsubscribe"_qs).isEmpty());
    QCOMPARE(m_feed->requests(u"do"_qs, u"unsubscribe"_qs)[0][u"channel"].toString(), channel);
}

void TestConnectionWindow::viewersOnlyLook()
{
    QVERIFY(openWindow(SyntheticFeed::ViewerToken));
    find<QTabWidget>("facts")->setCurrentIndex(1);
    for (const char *name : {"kick", "join", "leave"})
        QVERIFY(!find<QPushButton>(name)->isVisible());
    QVERIFY(find<QLabel>("hint")->isVisible());
}

void TestConnectionWindow::endIsSaid()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"SEND"_qs, 1, 1);
    EVENTUALLY_COMPARE(shown(), 1);
    m_feed->endSession(m_identity, u"the client left"_qs);
    EVENTUALLY(find<QLabel>("noticeText")->text().contains(u"the client left"));
    QCOMPARE(text(0, TimelineModel::AnswerColumn), u"no answer"_qs);
    // What it was can still be looked at.
    QCOMPARE(fact(0), m_identity);
}

void TestConnectionWindow::unknownConnection()
{
    QVERIFY(connectAs(SyntheticFeed::Token));
    m_window = new ConnectionWindow(*m_client, u"nobody"_qs);
    m_window->show();
    EVENTUALLY(!find<QLabel>("noticeText")->text().isEmpty());
    QVERIFY(!find<QPushButton>("kick")->isEnabled());
}

void TestConnectionWindow::closesWithTheRelay()
{
    QVERIFY(openWindow());
    SyntheticFeed other;
    QVERIFY(other.start());
    m_client->open(other.url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(!m_window);
}

void TestConnectionWindow::stopsWatching()
{
    QVERIFY(openWindow());
    m_window->close();
    EVENTUALLY(!m_window);
    EVENTUALLY(!m_feed->isWatched(m_identity));
}

void TestConnectionWindow::stateIsKept()
{
    QVERIFY(openWindow());
    find<QCheckBox>("pings")->setChecked(false);
    packets()->setColumnWidth(TimelineModel::ChannelColumn, 234);
    const QVariantMap state = m_window->state();
    ConnectionWindow other(*m_client, m_identity);
    other.setAttribute(Qt::WA_DeleteOnClose, false);
    other.setState(state);
    QVERIFY(!other.findChild<QCheckBox *>(u"pings"_qs)->isChecked());
    QCOMPARE(
        other.findChild<QTableView *>(u"packets"_qs)->columnWidth(TimelineModel::ChannelColumn),
        234);
    other.setState({{u"timeline"_qs, 3}, {u"geometry"_qs, u"nonsense"_qs}});
}

void TestConnectionWindow::speaksAnew()
{
    QVERIFY(openWindow());
    pass(u"out"_qs, u"PING"_qs, 0);
    EVENTUALLY_COMPARE(shown(), 1);
    find<QPushButton>("kick")->setText(u"old"_qs);
    find<QPushButton>("export")->setText(u"old"_qs);
    QEvent change(QEvent::LanguageChange);
    QCoreApplication::sendEvent(m_window, &change);
    QVERIFY(find<QPushButton>("kick")->text() != u"old"_qs);
    QCoreApplication::sendEvent(&m_window->timeline(), &change);
    QVERIFY(find<QPushButton>("export")->text() != u"old"_qs);
}

QTEST_MAIN(TestConnectionWindow)
#include "tst_connectionwindow.moc"
