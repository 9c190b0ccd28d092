// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QSaveFile>
#include <QTest>

#include <algorithm>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

/// The wall clock that a program sees: true time and an offset (libfaketime).
class FakeClock {
public:
    /// Has a program, which has not been started, go by this clock; false: there is no libfaketime.
    [[nodiscard]] bool drive(RelayProcess &relay)
    {
        QProcessEnvironment environment;
        if (!addTo(environment))
            return false;
        const QStringList names = environment.keys();
        for (const QString &name : names)
            relay.setEnvironment(name, environment.value(name));
        return true;
    }
    [[nodiscard]] bool drive(QProcess &program)
    {
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!addTo(environment))
            return false;
        program.setProcessEnvironment(environment);
        return true;
    }
    [[nodiscard]] bool turnTo(std::chrono::seconds offset)
    {
        QSaveFile file(fileName()); // no half of it is ever read
        const QByteArray number = QByteArray::number(qint64(offset.count()));
        return file.open(QIODevice::WriteOnly)
            && file.write((offset < 0s ? number : '+' + number) + '\n') > 0 && file.commit();
    }

private:
    [[nodiscard]] bool addTo(QProcessEnvironment &environment)
    {
        const QString library = find();
        if (library.isEmpty() || !turnTo(0s))
            return false;
        environment.insert(u"LD_PRELOAD"_qs, library);
        environment.insert(u"FAKETIME_TIMESTAMP_FILE"_qs, fileName());
        environment.insert(u"FAKETIME_NO_CACHE"_qs, u"1"_qs);
        // The steady clock of a machine does not jump when somebody sets the time. Either name.
        environment.insert(u"FAKETIME_DONT_FAKE_MONOTONIC"_qs, u"1"_qs);
        environment.insert(u"DONT_FAKE_MONOTONIC"_qs, u"1"_qs);
        // A sanitizer wants to be the first library otherwise. How threads end with this library
        // about confuses its search for leaks, which other tests have it do.
        environment.insert(u"ASAN_OPTIONS"_qs,
                           qEnvironmentVariable("ASAN_OPTIONS")
                               + u":verify_asan_link_order=0:detect_leaks=0"_qs);
        return true;
    }
    [[nodiscard]] QString fileName() const { return m_directory.filePath(u"clock"_qs); }
    [[nodiscard]] static QString find()
    {
        const QStringList folders =
            QDir(u"/usr/lib"_qs).entryList({u"*-linux-gnu*"_qs}, QDir::Dirs);
        for (const QString &folder : folders) {
            const QString path = u"/usr/lib/%1/faketime/libfaketimeMT.so.1"_qs.arg(folder);
            if (QFile::exists(path))
                return path;
        }
        return {};
    }

    QTemporaryDir m_directory;
};

/// How far apart things are, by the steady clock.
struct Intervals {
    qint64 shortest = std::numeric_limits<qint64>::max(); ///< ms
    qint64 longest = 0; ///< ms

    void add(qint64 interval)
    {
        shortest = std::min(shortest, interval);
        longest = std::max(longest, interval);
    }
};

} // namespace

/// Somebody sets the clock of the relay's machine: signatures go by it, nothing else does.
class TestClock : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void signaturesFollowAndTimersDoNot_data();
    void signaturesFollowAndTimersDoNot();
    void timeoutsDoNotFollow_data();
    void timeoutsDoNotFollow();
    void clientsDoNotNotice();

private:
    static void addSteps();
    /// A call signed with a clock that is so much off true time; true: it was accepted.
    [[nodiscard]] static bool accepts(const Stage &stage, std::chrono::seconds offset)
    {
        const Fields query = signatureFields(Stage::Token, qint64(offset.count()));
        const HttpReply reply =
            HttpClient::get(stage.relay.port(), "GET", HttpClient::target("/send/", query));
        return reply.body == "ok";
    }
};

using Steps = QList<std::chrono::seconds>;

void TestClock::addSteps()
{
    QTest::addColumn<Steps>("steps");
    QTest::newRow("+15 s") << Steps{15s};
    QTest::newRow("-1 h") << Steps{-3600s};
    QTest::newRow("steps") << Steps{15s, -3600s, 7200s, -20s, 0s};
}

void TestClock::signaturesFollowAndTimersDoNot_data()
{
    addSteps();
}

void TestClock::signaturesFollowAndTimersDoNot()
{
    QFETCH(Steps, steps);
    constexpr qint64 Retry = 1'000; // ms
    FakeClock clock;
    Stage stage;
    QVERIFY(clock.drive(stage.relay));
    QVERIFY(stage.start(
        {{"retry_interval", "1 s"}, {"ping_interval", "200 ms"}, {"pong_timeout", "1500 ms"}}, 2));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(stage.client());
        QVERIFY(clients.back());
    }
    const ClientPtr mute = stage.client("mute");
    QVERIFY(mute);
    mute->setAnswersMessages(false);
    QVERIFY(accepts(stage, 0s));
    const PendingCall call = stage.api().begin(
        "POST", "/send/", {{"channel", "mute"}, {"qos", "1"}, {"timeout", "60"}}, "x");
    QVERIFY(mute->waitFor(PacketCommand::Send));

    Intervals retries;
    int pings = 0;
    auto before = 0s;
    for (const auto offset : steps) {
        QVERIFY(clock.turnTo(offset));
        QVERIFY(!accepts(stage, before));
        QVERIFY(accepts(stage, offset));
        clients.front()->sendMessage(7, "x", QoS::AtLeastOnce);
        clients.front()->clear();
        QVERIFY(clients.front()->waitFor(PacketCommand::Ack));
        const QByteArray signedAt =
            fieldValue(stage.business.messages().constLast().query, "timestamp").value_or("");
        const qint64 expected = QDateTime::currentSecsSinceEpoch() + offset.count();
        QVERIFY(qAbs(signedAt.toLongLong() - expected) <= 5);

        (void)mute->waitFor(PacketCommand::Send, mute->count(PacketCommand::Send) + 1);
        for (int i = 0; i < 2; ++i) {
            QElapsedTimer timer;
            timer.start();
            QVERIFY(mute->waitFor(PacketCommand::Send, mute->count(PacketCommand::Send) + 1));
            retries.add(timer.elapsed());
        }
        const int pingsBefore = clients.back()->raw().pingCount();
        EVENTUALLY(clients.back()->raw().pingCount() >= pingsBefore + 1);
        pings += clients.back()->raw().pingCount() - pingsBefore;
        before = offset;
    }
    QVERIFY(mute->isOpen());
    for (const ClientPtr &client : clients)
        QVERIFY(client->isOpen());
    QVERIFY(stage.business.closes().isEmpty());
    // When this process was late for one, the next seems to come early.
    QVERIFY2(retries.shortest > Retry / 4, qPrintable(QString::number(retries.shortest)));
    QVERIFY2(retries.longest < Retry + 3'000, qPrintable(QString::number(retries.longest)));
    qInfo("clock %s: signatures follow, repeats of %lld ms came after %lld to %lld ms, pings go "
          "on (%d), 0 of %d clients lost",
          QTest::currentDataTag(), Retry, retries.shortest, retries.longest, pings,
          int(clients.size()) + 1);
}

void TestClock::timeoutsDoNotFollow_data()
{
    addSteps();
}

void TestClock::timeoutsDoNotFollow()
{
    QFETCH(Steps, steps);
    FakeClock clock;
    Stage stage;
    QVERIFY(clock.drive(stage.relay));
    QVERIFY(stage.start({{"forward_timeout", "1500 ms"}, {"limits/idle_timeout", "1500 ms"}}));
    stage.business.onMessage([](const BusinessRequest &) {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    client->setAnswersMessages(false);

    // Three things that are to take 1.5 s each.
    HttpClient idle;
    QVERIFY(idle.connectTo(stage.relay.port()));
    idle.send(HttpClient::request("GET", "/hello/"));
    QCOMPARE(idle.next().status, 200);
    QElapsedTimer timer;
    timer.start();
    const PendingCall call = stage.api().begin(
        "POST", "/send/", {{"channel", "room"}, {"qos", "1"}, {"timeout", "1.5"}}, "x");
    client->sendMessage(7, "x", QoS::AtMostOnce);
    client->sendMessage(7, "y", QoS::AtMostOnce); // is forwarded when the first has failed
    EVENTUALLY(stage.business.messages().size() == 1);
    for (const auto offset : steps) {
        QVERIFY(clock.turnTo(offset));
        QVERIFY(accepts(stage, offset)); // it has seen it
    }
    qint64 answered = 0;
    qint64 forwarded = 0;
    qint64 closed = 0;
    const auto note = [&timer](qint64 &time, bool done) {
        if (done && time == 0)
            time = timer.elapsed();
    };
    EVENTUALLY((note(answered, call->hasReply()),
                note(forwarded, stage.business.messages().size() >= 2),
                note(closed, idle.isDisconnected()), answered * forwarded * closed != 0));
    for (const qint64 time : {answered, forwarded, closed})
        QVERIFY2(1'400 < time && time < 1'500 + 3'000, qPrintable(QString::number(time)));
    QVERIFY(client->isOpen());
    qInfo("clock %s: of 1500 ms, send timeout took %lld, forward_timeout %lld, idle_timeout "
          "%lld ms",
          QTest::currentDataTag(), answered, forwarded, closed);
}

/// The clock of the client's machine is set: the client library goes by the steady one.
void TestClock::clientsDoNotNotice()
{
    FakeClock clock;
    Stage stage;
    QVERIFY(stage.start({{"ping_interval", "300 ms"}, {"pong_timeout", "2 s"}}));
    QProcess client;
    QVERIFY(clock.drive(client));
    client.start(QStringLiteral(RAINBOW_CLI_PATH),
                 {u"-d"_qs, u"clock"_qs, u"ws://127.0.0.1:%1/connect/"_qs.arg(stage.relay.port())});
    EVENTUALLY(!stage.identityOf("clock").isEmpty());
    const QByteArray identity = stage.identityOf("clock");
    for (const auto offset : Steps{15s, -3600s, 90'000s, -20s, 0s}) {
        QVERIFY(clock.turnTo(offset));
        // Silence, so that both sides ping each other by the new time.
        QVERIFY(holdsFor(700ms, [&] { return stage.business.closes().isEmpty(); }));
        EVENTUALLY_COMPARE(stage.api().sub(identity, "c"), canonical(R"({"status":0})"));
        for (const QByteArray qos : {"1", "2"}) {
            const QByteArray reply = stage.api().send({{"channel", "c"}, {"qos", qos}}, "x");
            QVERIFY2(reply.contains(R"("connections":1)"), reply.constData());
        }
    }
    QCOMPARE(client.state(), QProcess::Running);
    // It never had to come again.
    QCOMPARE(stage.business.connects().size(), 1);
    QVERIFY(!stage.relay.hasLogged("client lost"));
    client.kill();
    client.waitForFinished();
}

QTEST_GUILESS_MAIN(TestClock)
#include "tst_clock.moc"
