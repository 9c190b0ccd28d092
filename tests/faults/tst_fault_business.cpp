// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "measures.h"
#include "neighbour.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using namespace Rainbow::Faults;
using Behaviour = BusinessReply::Behaviour;

/// A business server that fails in every way, for the connect, message and close callbacks of one
/// client, while others go on.
class TestFaultBusiness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void fails_data();
    void fails();
    void cutAtEveryByte();
    void hangsForMany();

private:
    static constexpr auto Deadline = 1s;
    static constexpr double Tolerance = 0.1;
};

namespace {

constexpr char Neighbourhood[] = "neighbourhood";
constexpr qint64 MostGrowth = 64 * 1024 * 1024; ///< a sanitizer alone adds some 40 MiB

bool startStage(Stage &stage, const QByteArray &deadline)
{
    // What the address sanitizer keeps of freed memory is not what is measured.
    const QByteArray options = qgetenv("ASAN_OPTIONS");
    qputenv("ASAN_OPTIONS", options + ":quarantine_size_mb=1");
    const bool started = stage.start({{"connect_timeout", deadline},
                                      {"forward_timeout", deadline},
                                      {"limits/max_answer", "256 KiB"},
                                      {"ping_interval", "1 min"},
                                      {"pong_timeout", "1 min"}});
    qputenv("ASAN_OPTIONS", options);
    return started;
}

std::unique_ptr<Neighbour> neighbour(Stage &stage)
{
    ClientPtr client = stage.client(Neighbourhood);
    return client ? std::make_unique<Neighbour>(stage, std::move(client), Neighbourhood) : nullptr;
}

/// How far apart requests came, in seconds.
double apart(const QList<BusinessRequest> &requests, qsizetype a, qsizetype b)
{
    if (requests.size() <= b)
        return -1;
    return std::chrono::duration<double>(requests[b].time - requests[a].time).count();
}

/// What the relay said of failed callbacks of that kind, of one client or all.
qsizetype failures(const Stage &stage, const char *kind, const QByteArray &identity = {})
{
    const QList<QByteArray> lines = stage.relay.errLines();
    return std::count_if(lines.begin(), lines.end(), [&](const QByteArray &line) {
        return line.contains(kind + (" callback of " + identity)) && line.contains("failed");
    });
}

} // namespace

void TestFaultBusiness::fails_data()
{
    QTest::addColumn<int>("behaviour");
    QTest::addColumn<int>("status");
    QTest::addColumn<int>("dripAfter");
    QTest::addColumn<bool>("takesTheDeadline");
    QTest::newRow("500") << int(Behaviour::Answer) << 500 << 0 << false;
    QTest::newRow("closed at once") << int(Behaviour::CloseAtOnce) << 200 << 0 << false;
    QTest::newRow("garbage") << int(Behaviour::Garbage) << 200 << 0 << false;
    QTest::newRow("endless body") << int(Behaviour::Endless) << 200 << 0 << false;
    QTest::newRow("hang") << int(Behaviour::Hang) << 200 << 0 << true;
    QTest::newRow("drip, headers") << int(Behaviour::Drip) << 200 << 0 << true;
    QTest::newRow("drip, body") << int(Behaviour::Drip) << 200 << 45 << true;
    QTest::newRow("down") << -1 << 0 << 0 << false;
}

void TestFaultBusiness::fails()
{
    QFETCH(int, behaviour);
    QFETCH(int, status);
    QFETCH(int, dripAfter);
    QFETCH(bool, takesTheDeadline);
    const bool isDown = behaviour < 0;
    Stage stage;
    QVERIFY(startStage(stage, "1 s"));
    const auto good = neighbour(stage);
    const ClientPtr sender = stage.client();
    QVERIFY(good && sender);
    const auto restore = qScopeGuard([&stage] { stage.business.reset(); });
    const double expected = takesTheDeadline ? std::chrono::duration<double>(Deadline).count() : 0;

    double ratio = 0;
    for (int attempt = 0; attempt < Attempts; ++attempt) {
        stage.business.reset();
        const ClientPtr leaver = stage.client();
        QVERIFY(leaver);
        good->begin();
        QVERIFY(holdsFor(1s, [&] { return good->isOpen(); }));
        good->end();
        const double idle = std::max(good->up().p99(), good->down().p99());

        stage.business.clear();
        const auto fault = [&](const BusinessRequest &request) {
            BusinessReply reply = BusinessReply::success();
            reply.body = QByteArray(1'000, 'x');
            if (request.identity() == good->identity())
                return reply;
            reply.behaviour = Behaviour(behaviour);
            reply.status = status;
            reply.dripAfter = dripAfter;
            return reply;
        };
        stage.business.onConnect(fault);
        stage.business.onMessage(fault);
        stage.business.onClose(fault);
        if (isDown)
            stage.business.stop();
        const qsizetype messagesBefore = failures(stage, "forward", sender->identity);
        const qsizetype connectsBefore = failures(stage, "connect");
        const qint64 resident = residentBytes(stage.relay.pid());
        good->begin(!isDown);
        const int acks = sender->count(PacketCommand::Ack);
        // One after the other: when the second one comes the first one has failed.
        (void)sender->sendMessage(1, "first", QoS::AtLeastOnce);
        (void)sender->sendMessage(1, "second", QoS::AtLeastOnce);
        leaver->raw().sendClose();
        QElapsedTimer timer;
        timer.start();
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);
        const double connectTook = double(timer.elapsed()) / 1'000;
        const QByteArray givenUp = "close callback of " + leaver->identity + " given up";
        EVENTUALLY(stage.relay.hasLogged(givenUp));
        EVENTUALLY_COMPARE(failures(stage, "forward", sender->identity), messagesBefore + 2);
        QVERIFY(holdsFor(300ms, [&] { return good->isOpen(); }));
        good->end();

        QList<BusinessRequest> messages = stage.business.messages();
        messages.removeIf([&](const auto &r) { return r.identity() == good->identity(); });
        const QList<BusinessRequest> closes = stage.business.closesOf(leaver->identity);
        // One that finds its connection closed already never gets there.
        QVERIFY(messages.size() <= (isDown ? 0 : 2));
        QCOMPARE(failures(stage, "forward", sender->identity), messagesBefore + 2);
        QCOMPARE(failures(stage, "connect"), connectsBefore + 1);
        QCOMPARE(failures(stage, "close", leaver->identity), 2); // and given up
        const qsizetype connects = stage.business.connects().size();
        QVERIFY(connects <= 1 && closes.size() <= 3);
        QCOMPARE(sender->count(PacketCommand::Ack), acks);
        const double messageTook = isDown ? 0 : apart(messages, 0, 1);
        // The attempts are a second apart.
        const double closeTook = isDown ? 0 : (apart(closes, 0, closes.size() - 1) - 2) / 2;
        const double p99 = std::max(isDown ? 0.0 : good->up().p99(), good->down().p99());
        const qint64 grown = residentBytes(stage.relay.pid()) - resident;
        qInfo("business server: %s | expected: deadline %.1f s +-10 %%, one failure per attempt, "
              "others' p99 <= 2 x idle, resident growth bounded | connect %.3f s, message %.3f s, "
              "close %.3f s; %lld POSTs for 2 messages, %lld and %lld GETs for 1 connect and 3 "
              "closes; others' "
              "p99 %.1f ms, idle %.1f ms; %+lld KiB",
              QTest::currentDataTag(), expected, connectTook, messageTook, closeTook,
              qint64(messages.size()), qint64(connects), qint64(closes.size()), p99, idle,
              grown / 1'024);
        QVERIFY(grown < MostGrowth);
        ratio = p99 / allowed(idle);
        double off = 0;
        for (const double took : {connectTook, messageTook, closeTook})
            off = std::max(off, std::abs(took - expected));
        if (isDown)
            QVERIFY(stage.business.start());
        if (ratio <= 1 && off <= Tolerance * std::chrono::duration<double>(Deadline).count())
            return;
    }
    QFAIL("the deadline is missed, or others wait too long");
}

void TestFaultBusiness::cutAtEveryByte()
{
    Stage stage;
    QVERIFY(startStage(stage, "10 s"));
    const BusinessReply whole = BusinessReply::success({{"RAINBOWCLIENTCHANNEL", "never"}});
    // Its head, as FakeBusiness writes it, and its body.
    const qsizetype size =
        qsizetype(qstrlen("HTTP/1.1 200 Whatever\r\nRAINBOWCLIENTCHANNEL: never\r\n"
                          "Content-Length: 20\r\n\r\n"))
        + whole.body.size();
    const ClientPtr sender = stage.client();
    QVERIFY(sender);
    std::vector<ClientPtr> leavers;
    QHash<QByteArray, qsizetype> cutOf;
    const auto restore = qScopeGuard([&stage] { stage.business.reset(); });
    for (qsizetype i = 0; i < size; ++i) {
        leavers.push_back(stage.client());
        QVERIFY(leavers.back());
        cutOf[leavers.back()->identity] = i;
    }
    stage.business.clear();
    const auto cut = [&](qsizetype after) {
        BusinessReply reply = whole;
        reply.behaviour = Behaviour::Cut;
        reply.cutAfter = after;
        return reply;
    };
    stage.business.onMessage([&](const BusinessRequest &r) {
        return r.body == "last" ? BusinessReply() : cut(r.body.toInt());
    });
    stage.business.onConnect(
        [&](const BusinessRequest &r) { return cut(r.header("X-Cut").toInt()); });
    stage.business.onClose([&](const BusinessRequest &r) { return cut(cutOf[r.identity()]); });

    for (qsizetype i = 0; i < size; ++i) {
        (void)sender->sendMessage(1, QByteArray::number(i), QoS::AtLeastOnce);
        leavers[size_t(i)]->raw().sendClose();
        const RawClient::Answer answer =
            stage.tryConnect(stage.clientHeaders() + Fields{{"X-Cut", QByteArray::number(i)}});
        QVERIFY2(answer.status == 503, QByteArray::number(i).constData());
    }
    // Messages go one after the other: once the last one is through, all have had their attempt.
    (void)sender->sendMessage(1, "last", QoS::AtLeastOnce);
    QVERIFY(sender->waitFor(PacketCommand::Ack));
    const auto closes = [&] { return stage.business.closes().size(); };
    for (qsizetype before = -1; before != closes();) {
        before = closes();
        (void)holdsFor(1500ms, [&] { return closes() == before; }); // the attempts are 1 s apart
    }
    QHash<QByteArray, int> posts;
    for (const BusinessRequest &request : stage.business.messages())
        QCOMPARE(++posts[request.body], 1);
    qInfo("business server: cut at every byte | expected: one failure per attempt | %lld places: "
          "%lld POSTs for as many messages, %lld and %lld GETs for as many connects and closes (3 "
          "attempts each); no ACK, nobody let in",
          qint64(size), qint64(posts.size() - 1), qint64(stage.business.connects().size()),
          qint64(stage.business.closes().size()));
    QVERIFY(stage.business.connects().size() <= size);
    QVERIFY(stage.business.closes().size() <= 3 * size);
    QCOMPARE(sender->count(PacketCommand::Ack), 1);
    QCOMPARE(stage.members("never"), 0);
}

void TestFaultBusiness::hangsForMany()
{
    constexpr int Stuck = 20;
    Stage stage;
    QVERIFY(startStage(stage, "1 s"));
    const auto good = neighbour(stage);
    QVERIFY(good);
    const auto restore = qScopeGuard([&stage] { stage.business.reset(); });
    std::vector<ClientPtr> stuck;
    for (int i = 0; i < Stuck; ++i) {
        stuck.push_back(stage.client());
        QVERIFY(stuck.back());
    }
    good->begin();
    QVERIFY(holdsFor(1s, [&] { return good->isOpen(); }));
    good->end();
    const double idleUp = good->up().p99();
    const double idleDown = good->down().p99();

    stage.business.onMessage([&](const BusinessRequest &request) {
        BusinessReply reply;
        if (request.identity() != good->identity())
            reply.behaviour = Behaviour::Hang;
        return reply;
    });
    double down = 0;
    double up = 0;
    for (int attempt = 0; attempt < Attempts; ++attempt) {
        for (const ClientPtr &client : stuck) {
            for (int i = 0; i < 3; ++i)
                (void)client->sendMessage(1, "x", QoS::AtMostOnce);
        }
        good->begin();
        QVERIFY(holdsFor(2500ms, [&] { return good->isOpen(); }));
        good->end();
        down = good->down().p99();
        up = good->up().percentile(1);
        if (down <= allowed(idleDown))
            break;
    }
    qInfo(
        "business server hangs for %d clients at a time | expected: what needs no business server "
        "is not held up, p99 <= 2 x idle; what does waits for forward_timeout at most | API to "
        "client p99 %.1f ms, idle %.1f ms; messages %.0f ms at most, idle %.1f ms",
        Stuck, down, idleDown, up, idleUp);
    QVERIFY(down <= allowed(idleDown));
}

QTEST_GUILESS_MAIN(TestFaultBusiness)
#include "tst_fault_business.moc"
