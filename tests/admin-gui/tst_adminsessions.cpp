// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// The connections page, and a connection's window, with a real relay.

#include "feed/feedclient.h"
#include "integration/feedstage.h"
#include "sessions/connectionmodel.h"
#include "sessions/connectionspage.h"
#include "sessions/connectionwindow.h"
#include "sessions/timelinemodel.h"
#include "sessions/timelineview.h"
#include "tables/pagedview.h"

#include <QAbstractItemModelTester>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Admin;
using namespace Rainbow::Test;

class TestAdminSessions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void showsClients();
    void sortsAndFilters();
    void wrongToken();
    void showsDialogues();
    void kicks();
    void joinsAndLeaves();
    void viewersOnlyLook();
    void relayGoes();

private:
    [[nodiscard]] bool connectAs(const QByteArray &token)
    {
        m_feed->open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(m_stage->relay.httpPort())),
                     QString::fromLatin1(token));
        return waitUntil([this] { return m_feed->state() == FeedClient::State::Open; });
    }
    template <typename T>
    [[nodiscard]] T *find(const char *name) const
    {
        return m_page->findChild<T *>(QString::fromLatin1(name));
    }
    [[nodiscard]] PagedModel *model() const { return static_cast<PagedModel *>(m_view->model()); }
    [[nodiscard]] ConnectionWindow *openWindow(const RainbowClient &client) const
    {
        ConnectionWindow *window = m_page->openConnection(QString::fromLatin1(client.identity));
        const auto *name = window->findChild<QLabel *>(u"state"_qs);
        return waitUntil([name] { return name->text() == u"connected"; }) ? window : nullptr;
    }
    /// Kinds, ids, and what is said of answers.
    [[nodiscard]] static QStringList rows(const TimelineModel &timeline)
    {
        QStringList result;
        for (int row = 0; row < timeline.rowCount(); ++row) {
            const TimelinePacket *packet = timeline.packet(row);
            if (packet && packet->id)
                result.append(u"%1 %2 %3"_qs.arg(
                    packet->direction == PacketDirection::In ? u"in"_qs : u"out"_qs, packet->name,
                    QString::number(*packet->id)));
        }
        return result;
    }

    std::unique_ptr<FeedStage> m_stage;
    std::unique_ptr<FeedClient> m_feed;
    std::unique_ptr<ConnectionsPage> m_page;
    PagedView *m_view = nullptr;
};

void TestAdminSessions::init()
{
    m_stage = std::make_unique<FeedStage>();
    QVERIFY(m_stage->startFeed());
    m_feed = std::make_unique<FeedClient>();
    m_page = std::make_unique<ConnectionsPage>(*m_feed);
    m_view = find<PagedView>("connections");
    m_page->resize(1080, 600);
    m_page->show();
}

void TestAdminSessions::cleanup()
{
    m_page.reset();
    m_feed.reset();
    m_stage.reset();
}

void TestAdminSessions::showsClients()
{
    const QAbstractItemModelTester tester(m_view->model());
    QVERIFY(connectAs(FeedStage::AdminToken));
    EVENTUALLY(model()->isLoaded());
    QCOMPARE(model()->rowCount(), 0);
    const ClientPtr first = m_stage->client("room", "ios");
    const ClientPtr second = m_stage->client2("room", "android");
    QVERIFY(first && second);
    EVENTUALLY_COMPARE(model()->rowCount(), 2);
    const int row = model()->rowOf(QString::fromLatin1(second->identity));
    QVERIFY(row >= 0);
    const auto text = [&](int column) { return model()->index(row, column).data().toString(); };
    QCOMPARE(text(ConnectionModel::PlatformColumn), u"android"_qs);
    QCOMPARE(text(ConnectionModel::ProtocolColumn), u"rainbow.2"_qs);
    QCOMPARE(text(ConnectionModel::ChannelsColumn), u"1"_qs);
    QVERIFY(text(ConnectionModel::AddressColumn).startsWith(u"127.0.0.1"));
    first->raw().sendClose();
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
}

void TestAdminSessions::sortsAndFilters()
{
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(m_stage->client("room", i % 2 == 0 ? "ios" : "web"));
        QVERIFY(clients.back());
    }
    QVERIFY(connectAs(FeedStage::AdminToken));
    EVENTUALLY_COMPARE(model()->rowCount(), 6);
    m_view->sortByColumn(ConnectionModel::PlatformColumn, Qt::DescendingOrder);
    const auto platform = [this](int row) {
        return model()->index(row, ConnectionModel::PlatformColumn).data().toString();
    };
    EVENTUALLY(platform(0) == u"web" && platform(5) == u"ios");
    QTest::keyClicks(find<QLineEdit>("filter"), QString::fromLatin1(clients[3]->identity));
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
    QCOMPARE(model()->keyAt(0), QString::fromLatin1(clients[3]->identity));
}

void TestAdminSessions::wrongToken()
{
    m_feed->open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(m_stage->relay.httpPort())), u"wrong"_qs);
    EVENTUALLY_COMPARE(m_feed->state(), FeedClient::State::Refused);
    QVERIFY(m_feed->problem().contains(u"token"));
    QVERIFY(connectAs(FeedStage::AdminToken));
}

void TestAdminSessions::showsDialogues()
{
    const ClientPtr client = m_stage->client("room");
    QVERIFY(client);
    QVERIFY(connectAs(FeedStage::AdminToken));
    ConnectionWindow *window = openWindow(*client);
    QVERIFY(window);
    const TimelineModel &timeline = window->timeline().model();
    EVENTUALLY([&] { // it is watched from when a packet shows
        client->sendMessage(9, "knock", QoS::AtMostOnce);
        return holdsFor(50ms, [&] { return timeline.rowCount() == 0; }) ? false : true;
    }());

    client->sendMessage(3, "{\"one\": 1}", QoS::AtLeastOnce);
    client->sendMessage(4, "two", QoS::ExactlyOnce);
    EVENTUALLY_COMPARE(client->count(PacketCommand::Com), 1);
    EVENTUALLY_COMPARE(rows(timeline).size(), 6);
    const QStringList seen = rows(timeline);
    for (const QString &row : {u"in SEND 1"_qs, u"out ACK 1"_qs, u"in SEND 2"_qs, u"out REC 2"_qs,
                               u"in REL 2"_qs, u"out COM 2"_qs})
        QVERIFY2(seen.contains(row), qPrintable(row));
    int found = 0;
    for (int row = 0; row < timeline.rowCount(); ++row) {
        const TimelinePacket *packet = timeline.packet(row);
        const Dialogues::Dialogue *dialogue = timeline.dialogue(row);
        if (!packet || packet->name != u"SEND" || !packet->id)
            continue;
        QVERIFY(dialogue);
        ++found;
        QCOMPARE(dialogue->state, Dialogues::State::Done);
        QVERIFY(dialogue->took());
        QCOMPARE(dialogue->packets.size(), *packet->id == 1 ? 2 : 4);
        QCOMPARE(packet->payload, *packet->id == 1 ? QByteArray("{\"one\": 1}") : "two");
    }
    QCOMPARE(found, 2);
}

void TestAdminSessions::kicks()
{
    const ClientPtr client = m_stage->client();
    QVERIFY(client);
    QVERIFY(connectAs(FeedStage::AdminToken));
    ConnectionWindow *window = openWindow(*client);
    QVERIFY(window);
    QTest::mouseClick(window->findChild<QPushButton *>(u"kick"_qs), Qt::LeftButton);
    auto *dialog = window->findChild<QDialog *>(u"kickDialog"_qs);
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"reason"_qs), u"spam"_qs);
    QTest::keyClick(dialog, Qt::Key_Return);
    EVENTUALLY_COMPARE(client->raw().closeCode(), 4500);
    QCOMPARE(client->raw().closeReason(), "spam");
    EVENTUALLY(!window->findChild<QLabel *>(u"noticeText"_qs)->text().isEmpty());
    EVENTUALLY_COMPARE(model()->rowCount(), 0);
}

void TestAdminSessions::joinsAndLeaves()
{
    const ClientPtr client = m_stage->client("room");
    QVERIFY(client);
    QVERIFY(connectAs(FeedStage::AdminToken));
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
    m_view->setCurrentKey(QString::fromLatin1(client->identity));
    QTest::mouseClick(find<QPushButton>("join"), Qt::LeftButton);
    auto *dialog = find<QDialog>("joinDialog");
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"channel"_qs), u"vip"_qs);
    QTest::keyClick(dialog, Qt::Key_Return);
    EVENTUALLY_COMPARE(m_stage->members("vip"), 1);
}

void TestAdminSessions::viewersOnlyLook()
{
    const ClientPtr client = m_stage->client();
    QVERIFY(client);
    QVERIFY(connectAs(FeedStage::ViewerToken));
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
    QVERIFY(!find<QPushButton>("kick")->isVisible());
    QVERIFY(find<QLabel>("hint")->isVisible());
}

void TestAdminSessions::relayGoes()
{
    const ClientPtr client = m_stage->client();
    QVERIFY(client);
    QVERIFY(connectAs(FeedStage::AdminToken));
    EVENTUALLY_COMPARE(model()->rowCount(), 1);
    (void)m_stage->relay.stop();
    EVENTUALLY(m_feed->state() != FeedClient::State::Open);
    EVENTUALLY(!find<QLabel>("noticeText")->text().isEmpty());
    QCOMPARE(model()->rowCount(), 1); // how it was
}

QTEST_MAIN(TestAdminSessions)
#include "tst_adminsessions.moc"
