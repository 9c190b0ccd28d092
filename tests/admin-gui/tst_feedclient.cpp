// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"
#include "feed/feedclient.h"
#include "support/testing.h"

#include <QDateTime>
#include <QSignalSpy>
#include <QTest>
#include <QTimer>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

using State = FeedClient::State;

class TestFeedClient : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void saysWhoItIs();
    void viewersMayNotAct();
    void addressesAreCompleted_data();
    void addressesAreCompleted();
    void addressesThatAreNone_data();
    void addressesThatAreNone();
    void refusedTokens_data();
    void refusedTokens();
    void otherStatusesAreTriedAgain();
    void nobodyThere();
    void noUpgrade();
    void notAFeed();
    void relayGoesAndComesBack();
    void delaysDouble();
    void delaysBeginAnewWithOpen();
    void closedByRelay();
    void closeEndsIt();
    void openGoesElsewhere();
    void questionsAreAnswered();
    void questionsWithoutConnection();
    void questionsWhenItEnds();
    void atMostTwelveUnderWay();
    void goneContextIsNotCalled();
    void actionsOfTheGoneAreDone();
    void watchesOutliveConnections();
    void watchesAreCounted();
    void watchesEnd();
    void unknownSessionsEndAtOnce();
    void clockIsCompared();

private:
    [[nodiscard]] bool connectTo(SyntheticFeed &feed, const char *token = SyntheticFeed::Token)
    {
        m_client->open(feed.url(), QString::fromLatin1(token));
        return waitUntil([this] { return m_client->state() == State::Open; });
    }
    [[nodiscard]] QTimer *retryTimer() const
    {
        return m_client->findChild<QTimer *>(u"retryTimer"_qs);
    }
    /// The next attempt is due now.
    void retryNow() const { retryTimer()->start(0); }

    std::unique_ptr<SyntheticFeed> m_feed;
    std::unique_ptr<FeedClient> m_client;
};

void TestFeedClient::init()
{
    m_client = std::make_unique<FeedClient>();
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_feed->relay.populate(250, 20, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(m_feed->start());
}

void TestFeedClient::saysWhoItIs()
{
    QSignalSpy stats(m_client.get(), &FeedClient::stats);
    QCOMPARE(m_client->state(), State::Closed);
    QVERIFY(connectTo(*m_feed));
    QVERIFY(m_client->problem().isEmpty());
    const RelayInfo info = m_client->info();
    QCOMPARE(info.who, u"admin"_qs);
    QVERIFY(info.mayAct);
    QCOMPARE(info.node, u"relay-1"_qs);
    QCOMPARE(info.version, u"0.1.0"_qs);
    EVENTUALLY_COMPARE(stats.count(), 1);
    m_feed->tick();
    EVENTUALLY_COMPARE(stats.count(), 2);
    const QJsonObject node = stats[1][0].toJsonObject()[u"nodes"][0].toObject();
    QCOMPARE(node[u"total"][u"connections"].toInt(), 250);
}

void TestFeedClient::viewersMayNotAct()
{
    QVERIFY(connectTo(*m_feed, SyntheticFeed::ViewerToken));
    QVERIFY(!m_client->info().mayAct);
    std::optional<FeedAnswer> answer;
    m_client->act(u"reload"_qs, {}, this, [&](const FeedAnswer &came) { answer = came; });
    EVENTUALLY(answer);
    QVERIFY(!answer->ok);
    QCOMPARE(answer->code, 403);
    QVERIFY(!answer->error.isEmpty());
}

void TestFeedClient::addressesAreCompleted_data()
{
    QTest::addColumn<QUrl>("given");
    QTest::addColumn<QUrl>("used");
    const auto row = [](const char *given, const char *used) {
        QTest::addRow("%s", given)
            << QUrl(QString::fromLatin1(given)) << QUrl(QString::fromLatin1(used));
    };
    row("ws://127.0.0.1:1", "ws://127.0.0.1:1/admin/");
    row("ws://127.0.0.1:1/", "ws://127.0.0.1:1/admin/");
    row("http://127.0.0.1:1", "ws://127.0.0.1:1/admin/");
    row("https://127.0.0.1:1", "wss://127.0.0.1:1/admin/");
    row("wss://127.0.0.1:1/behind/a/proxy/", "wss://127.0.0.1:1/behind/a/proxy/");
}

void TestFeedClient::addressesAreCompleted()
{
    QFETCH(QUrl, given);
    m_client->open(given, {});
    QTEST(m_client->relay(), "used");
}

void TestFeedClient::addressesThatAreNone_data()
{
    QTest::addColumn<QString>("given");
    QTest::newRow("empty") << QString();
    QTest::newRow("a host alone") << u"127.0.0.1"_qs;
    QTest::newRow("another scheme") << u"ftp://127.0.0.1"_qs;
    QTest::newRow("no host") << u"ws:///admin/"_qs;
    QTest::newRow("a bad port") << u"ws://127.0.0.1:99999"_qs;
}

void TestFeedClient::addressesThatAreNone()
{
    QFETCH(QString, given);
    m_client->open(QUrl(given), {});
    EVENTUALLY_COMPARE(m_client->state(), State::Refused);
    QVERIFY(!m_client->problem().isEmpty());
}

void TestFeedClient::refusedTokens_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("says");
    QTest::newRow("wrong") << 401 << u"token"_qs;
    QTest::newRow("too often") << 429 << u"Too many"_qs;
}

void TestFeedClient::refusedTokens()
{
    QFETCH(int, status);
    QFETCH(QString, says);
    m_feed->refuseWith = status == 401 ? 0 : status;
    m_client->open(m_feed->url(), u"wrong"_qs);
    EVENTUALLY_COMPARE(m_client->state(), State::Refused);
    QVERIFY2(m_client->problem().contains(says), qPrintable(m_client->problem()));
    QVERIFY(!retryTimer()->isActive());
    QCOMPARE(m_feed->attempts(), 1);
    m_feed->refuseWith = 0;
    QVERIFY(connectTo(*m_feed));
}

void TestFeedClient::otherStatusesAreTriedAgain()
{
    m_feed->refuseWith = 503;
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY2(m_client->problem().contains(u"503"), qPrintable(m_client->problem()));
    m_feed->refuseWith = 0;
    retryNow();
    EVENTUALLY_COMPARE(m_client->state(), State::Open);
    QVERIFY(m_client->problem().isEmpty());
}

void TestFeedClient::nobodyThere()
{
    m_feed->stop();
    m_client->open(m_feed->url(), {});
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(!m_client->problem().isEmpty());
    QVERIFY(retryTimer()->isActive());
}

void TestFeedClient::noUpgrade()
{
    QTcpServer deaf;
    QVERIFY(deaf.listen(QHostAddress::LocalHost));
    m_client->open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(deaf.serverPort())), {});
    EVENTUALLY(deaf.hasPendingConnections());
    QCOMPARE(m_client->state(), State::Connecting);
    // The attempt has a limit; here it is over sooner.
    auto *limit = m_client->findChild<QTimer *>(u"handshakeTimer"_qs);
    QVERIFY(limit);
    QVERIFY(limit->isActive());
    QCOMPARE(limit->intervalAsDuration(), 10s);
    limit->start(0);
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(!m_client->problem().isEmpty());
}

void TestFeedClient::notAFeed()
{
    QWebSocketServer other(u"other"_qs, QWebSocketServer::NonSecureMode);
    QVERIFY(other.listen(QHostAddress::LocalHost));
    connect(&other, &QWebSocketServer::newConnection, this, [&other] {
        QWebSocket *socket = other.nextPendingConnection();
        socket->setParent(&other);
        socket->sendTextMessage(u"Welcome to the chat!"_qs);
    });
    m_client->open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(other.serverPort())), {});
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY2(m_client->problem().contains(u"no relay"), qPrintable(m_client->problem()));
}

void TestFeedClient::relayGoesAndComesBack()
{
    QVERIFY(connectTo(*m_feed));
    m_feed->stop();
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(!m_client->problem().isEmpty());
    QCOMPARE(m_client->info().node, u"relay-1"_qs); // what it was last
    QVERIFY(!m_client->delay());
    QVERIFY(m_feed->start());
    // By itself.
    EVENTUALLY_COMPARE(m_client->state(), State::Open);
    QCOMPARE(m_feed->dashboards(), 1);
}

void TestFeedClient::delaysDouble()
{
    m_feed->stop();
    m_client->open(m_feed->url(), {});
    QList<int> delays;
    for (int i = 0; i < 8; ++i) {
        EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
        delays.append(retryTimer()->interval());
        retryNow();
        EVENTUALLY(m_client->state() != State::Waiting);
    }
    QCOMPARE(delays, QList<int>({500, 1000, 2000, 4000, 8000, 15000, 15000, 15000}));
}

void TestFeedClient::delaysBeginAnewWithOpen()
{
    m_feed->stop();
    m_client->open(m_feed->url(), {});
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    retryNow();
    EVENTUALLY(m_client->state() == State::Waiting && retryTimer()->interval() == 1000);
    m_client->open(m_feed->url(), {});
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(retryTimer()->interval(), 500);
}

void TestFeedClient::closedByRelay()
{
    QVERIFY(connectTo(*m_feed));
    m_feed->stop(1001);
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY2(m_client->problem().contains(u"1001"), qPrintable(m_client->problem()));
}

void TestFeedClient::closeEndsIt()
{
    QVERIFY(connectTo(*m_feed));
    m_client->close();
    QCOMPARE(m_client->state(), State::Closed);
    QVERIFY(m_client->problem().isEmpty());
    EVENTUALLY_COMPARE(m_feed->dashboards(), 0);
    QVERIFY(!retryTimer()->isActive());
}

void TestFeedClient::openGoesElsewhere()
{
    SyntheticFeed other;
    other.node = u"relay-2"_qs;
    QVERIFY(other.start());
    QVERIFY(connectTo(*m_feed));
    QVERIFY(connectTo(other));
    QCOMPARE(m_client->info().node, u"relay-2"_qs);
    EVENTUALLY_COMPARE(m_feed->dashboards(), 0);
}

void TestFeedClient::questionsAreAnswered()
{
    QVERIFY(connectTo(*m_feed));
    std::optional<FeedAnswer> answer;
    m_client->ask(u"connections"_qs, {{u"limit"_qs, 7}}, this,
                  [&](const FeedAnswer &came) { answer = came; });
    QVERIFY(!answer);
    EVENTUALLY(answer);
    QVERIFY(answer->ok);
    QCOMPARE(answer->object[u"total"].toInt(), 250);
    QCOMPARE(answer->object[u"rows"].toArray().size(), 7);
    answer.reset();
    m_client->ask(u"connection"_qs, {{u"identity"_qs, u"nobody"_qs}}, this,
                  [&](const FeedAnswer &came) { answer = came; });
    EVENTUALLY(answer);
    QVERIFY(!answer->ok);
    QCOMPARE(answer->code, 404);
    QVERIFY(answer->error.contains(u"nobody"));
}

void TestFeedClient::questionsWithoutConnection()
{
    int calls = 0;
    m_client->ask(u"nodes"_qs, {}, this, [&](const FeedAnswer &answer) {
        ++calls;
        QVERIFY(!answer.ok);
        QCOMPARE(answer.code, 0);
        QVERIFY(!answer.error.isEmpty());
    });
    QCOMPARE(calls, 0);
    EVENTUALLY_COMPARE(calls, 1);
}

void TestFeedClient::questionsWhenItEnds()
{
    QVERIFY(connectTo(*m_feed));
    m_feed->setMute(true);
    int failed = 0;
    for (int i = 0; i < 40; ++i) {
        m_client->ask(u"nodes"_qs, {}, this,
                      [&](const FeedAnswer &answer) { failed += !answer.ok && answer.code == 0; });
    }
    EVENTUALLY(m_feed->unanswered() >= 12);
    m_feed->stop();
    EVENTUALLY_COMPARE(failed, 40);
    QVERIFY(holdsFor(50ms, [&] { return failed == 40; }));
}

void TestFeedClient::atMostTwelveUnderWay()
{
    QVERIFY(connectTo(*m_feed));
    EVENTUALLY(m_client->delay());
    m_feed->clearRequests();
    m_feed->setMute(true);
    QList<int> order;
    for (int i = 0; i < 30; ++i) {
        m_client->ask(u"connections"_qs, {{u"offset"_qs, i}}, this,
                      [&order, i](const FeedAnswer &) { order.append(i); });
    }
    EVENTUALLY_COMPARE(m_feed->unanswered(), 12);
    QVERIFY(holdsFor(50ms, [&] { return m_feed->unanswered() == 12; }));
    m_feed->setMute(false);
    EVENTUALLY_COMPARE(order.size(), 30);
    QVERIFY(std::is_sorted(order.begin(), order.end()));
}

void TestFeedClient::goneContextIsNotCalled()
{
    QVERIFY(connectTo(*m_feed));
    EVENTUALLY(m_client->delay());
    m_feed->setMute(true);
    auto context = std::make_unique<QObject>();
    bool called = false;
    for (int i = 0; i < 14; ++i)
        m_client->ask(u"nodes"_qs, {}, context.get(), [&](const FeedAnswer &) { called = true; });
    context.reset();
    m_feed->setMute(false);
    bool answered = false;
    m_client->ask(u"nodes"_qs, {}, this, [&](const FeedAnswer &) { answered = true; });
    EVENTUALLY(answered);
    QVERIFY(!called);
    // Those that waited were not asked in vain.
    QCOMPARE(m_feed->requests(u"ask"_qs, u"nodes"_qs).size(), 13);
}

void TestFeedClient::actionsOfTheGoneAreDone()
{
    QVERIFY(connectTo(*m_feed));
    EVENTUALLY(m_client->delay());
    m_feed->setMute(true);
    auto context = std::make_unique<QObject>();
    for (int i = 0; i < 12; ++i)
        m_client->ask(u"nodes"_qs, {}, context.get(), [](const FeedAnswer &) {});
    m_client->act(u"reload"_qs, {}, context.get(), [](const FeedAnswer &) {});
    context.reset();
    m_feed->setMute(false);
    EVENTUALLY_COMPARE(m_feed->requests(u"do"_qs, u"reload"_qs).size(), 1);
}

void TestFeedClient::watchesOutliveConnections()
{
    QSignalSpy packets(m_client.get(), &FeedClient::packet);
    const QString identity = m_feed->relay.connections[3].identity;
    m_client->watch(identity); // before there is a connection
    QVERIFY(connectTo(*m_feed));
    EVENTUALLY(m_feed->isWatched(identity));
    m_feed->emitPacket(identity, {{u"packet"_qs, u"PING"_qs}});
    EVENTUALLY_COMPARE(packets.count(), 1);
    QCOMPARE(packets[0][0].toJsonObject()[u"identity"].toString(), identity);

    m_feed->stop();
    EVENTUALLY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(m_feed->start());
    retryNow();
    EVENTUALLY(m_feed->isWatched(identity));
    m_feed->emitPacket(identity, {{u"packet"_qs, u"PONG"_qs}});
    EVENTUALLY_COMPARE(packets.count(), 2);
}

void TestFeedClient::watchesAreCounted()
{
    const QString identity = m_feed->relay.connections[3].identity;
    QVERIFY(connectTo(*m_feed));
    m_client->watch(identity);
    m_client->watch(identity);
    EVENTUALLY(m_feed->isWatched(identity));
    m_client->unwatch(identity);
    QVERIFY(holdsFor(50ms, [&] { return m_feed->isWatched(identity); }));
    QCOMPARE(m_feed->requests(u"watch"_qs, u"connection"_qs).size(), 1);
    m_client->unwatch(identity);
    EVENTUALLY(!m_feed->isWatched(identity));
    m_client->unwatch(identity); // of nobody: nothing
}

void TestFeedClient::watchesEnd()
{
    QSignalSpy ended(m_client.get(), &FeedClient::watchEnded);
    const QString identity = m_feed->relay.connections[3].identity;
    QVERIFY(connectTo(*m_feed));
    m_client->watch(identity);
    EVENTUALLY(m_feed->isWatched(identity));
    m_feed->endSession(identity, u"the client left"_qs);
    EVENTUALLY_COMPARE(ended.count(), 1);
    QCOMPARE(ended[0], QVariantList({identity, u"the client left"_qs}));
    // It may be watched anew.
    m_client->watch(identity);
    EVENTUALLY(m_feed->isWatched(identity));
}

void TestFeedClient::unknownSessionsEndAtOnce()
{
    QSignalSpy ended(m_client.get(), &FeedClient::watchEnded);
    QVERIFY(connectTo(*m_feed));
    m_client->watch(u"nobody"_qs);
    EVENTUALLY_COMPARE(ended.count(), 1);
    QCOMPARE(ended[0][0].toString(), u"nobody"_qs);
}

void TestFeedClient::clockIsCompared()
{
    m_feed->clockAhead = 90s;
    QSignalSpy changed(m_client.get(), &FeedClient::clockChanged);
    QVERIFY(connectTo(*m_feed));
    EVENTUALLY_COMPARE(changed.count(), 1);
    QVERIFY(m_client->delay());
    QVERIFY(*m_client->delay() >= 0ms && *m_client->delay() < Patience);
    QVERIFY(m_client->clockDifference());
    const auto off = *m_client->clockDifference() - std::chrono::milliseconds(90s);
    QVERIFY2(std::chrono::abs(off) <= *m_client->delay() + 5ms,
             qPrintable(QString::number(off.count())));
}

QTEST_GUILESS_MAIN(TestFeedClient)
#include "tst_feedclient.moc"
