// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/deafclient.h"
#include "support/stage.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using Opcode = RawClient::Opcode;

namespace {

/// A limit that is hit: on a stage with these settings, hit() does it, and gives the code that it
/// was answered with (HTTP or WebSocket; 0: none, and that is right).
struct Case {
    const char *name;
    const char *key;
    Fields settings;
    int code;
    std::function<int(Stage &stage)> hit;
};

constexpr qsizetype Block = 64 * 1024;

int httpStatus(const Stage &stage, const QByteArray &request)
{
    HttpClient client;
    if (!client.connectTo(stage.relay.httpPort()))
        return -1;
    client.send(request);
    const int status = client.next().status;
    // Nothing else is answered behind a refusal.
    return client.waitForDisconnected() && !client.hasReply() ? status : -1;
}

int helloStatus(const Stage &stage)
{
    return HttpClient::get(stage.relay.httpPort(), "GET", "/hello/").status;
}

/// What a second client is told while the first one is in.
int secondClient(Stage &stage)
{
    const ClientPtr first = stage.client();
    return first ? stage.tryConnect(stage.clientHeaders()).status : -1;
}

int secondHttpCall(Stage &stage)
{
    const ClientPtr first = stage.client();
    return first ? helloStatus(stage) : -1;
}

int clientThatSends(Stage &stage, const QByteArray &bytes)
{
    const ClientPtr client = stage.client();
    if (!client)
        return -1;
    client->raw().send(bytes);
    return client->raw().waitForDisconnected() ? client->raw().closeCode() : -1;
}

/// Clients may send so many; they are not cut off for a little more.
int clientThatSendsMany(Stage &stage, const QByteArray &frame)
{
    const ClientPtr client = stage.client();
    if (!client)
        return -1;
    client->raw().send(frame.repeated(20));
    return waitUntil([&] { return stage.relay.hasLogged("client slowed down"); })
            && client->isOpen()
        ? 0
        : -1;
}

/// A message goes up and fails; the client stays.
int failingForward(Stage &stage, const BusinessReply &reply)
{
    stage.business.onMessage([reply](const BusinessRequest &) { return reply; });
    const ClientPtr client = stage.client();
    if (!client)
        return -1;
    (void)client->sendMessage(1, "hi", QoS::AtLeastOnce);
    return waitUntil([&] { return stage.relay.hasLogged("forward callback of"); })
            && client->isOpen() && client->count(PacketCommand::Ack) == 0
        ? 0
        : -1;
}

/// Publishes to one who reads nothing until the log says so.
int deafTo(Stage &stage, const QByteArray &qos, const char *log)
{
    DeafClient deaf;
    if (!deaf.open(stage, stage.clientHeaders("room"))
        || !waitUntil([&] { return stage.members("room") == 1; }))
        return -1;
    std::vector<PendingCall> calls;
    for (int i = 0; i < 1'000 && !stage.relay.hasLogged(log); ++i) {
        calls.push_back(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", qos}},
                                          QByteArray(Block, 'x')));
        (void)waitUntil([] { return false; }, 1ms);
    }
    return stage.relay.hasLogged(log) ? 0 : -1;
}

int joinRefused(Stage &stage, const QByteArray &channel)
{
    const ClientPtr client = stage.client("one");
    if (!client)
        return -1;
    const QByteArray answer = stage.api().sub(client->identity, channel);
    return answer.contains("\"status\":1") && stage.members(channel) == 0 ? 1 : -1;
}

const QByteArray HalfHead = "GET /hello/ HTTP/1.1\r\nHost: a\r\n";
const QByteArray Hello = HalfHead + "\r\n";
const QByteArray HalfBody = "POST /send/ HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc";

QByteArray framed(const Packet &packet)
{
    return RawClient::frame(Opcode::Binary, serializePacket(packet));
}

QByteArray message(qsizetype size)
{
    return framed(RainbowClient::message(1, QByteArray(size, 'x'), QoS::AtMostOnce, 0));
}

const std::vector<Case> &cases()
{
    static const std::vector<Case> all{
        {"max_connections",
         "max_connections",
         {{"limits/max_connections", "1"}},
         503,
         secondClient},
        {"max_connections, HTTP",
         "max_connections",
         {{"limits/max_connections", "1"}},
         503,
         secondHttpCall},
        {"max_connections_per_ip",
         "max_connections_per_ip",
         {{"limits/max_connections_per_ip", "1"}},
         429,
         secondClient},
        {"max_connections_per_ip, HTTP",
         "max_connections_per_ip",
         {{"limits/max_connections_per_ip", "1"}},
         429,
         secondHttpCall},
        {"handshake_rate",
         "handshake_rate",
         {{"limits/handshake_rate", "1"}},
         429,
         [](Stage &stage) {
             int status = 101;
             for (int i = 0; i < 20 && status == 101; ++i)
                 status = stage.tryConnect(stage.clientHeaders()).status;
             return status;
         }},
        {"head_timeout",
         "head_timeout",
         {{"limits/head_timeout", "300 ms"}},
         408,
         [](Stage &stage) { return httpStatus(stage, HalfHead); }},
        {"head_timeout, nothing",
         "head_timeout",
         {{"limits/head_timeout", "300 ms"}},
         408,
         [](Stage &stage) { return httpStatus(stage, {}); }},
        {"head_timeout, second request",
         "head_timeout",
         {{"limits/head_timeout", "300 ms"}},
         408,
         [](Stage &stage) {
             HttpClient client;
             if (!client.connectTo(stage.relay.httpPort()))
                 return -1;
             client.send(Hello + HalfHead);
             return client.next().status == 200 ? client.next().status : -1;
         }},
        {"max_head",
         "max_head",
         {{"limits/max_head", "1 KiB"}},
         431,
         [](Stage &stage) {
             return httpStatus(stage, HalfHead + "X: " + QByteArray(2'000, 'x') + "\r\n\r\n");
         }},
        {"max_head of an upgrade",
         "max_head",
         {{"limits/max_head", "1 KiB"}},
         431,
         [](Stage &stage) {
             return stage.tryConnect(stage.clientHeaders() + Fields{{"X", QByteArray(2'000, 'x')}})
                 .status;
         }},
        {"body_timeout",
         "body_timeout",
         {{"limits/body_timeout", "300 ms"}},
         408,
         [](Stage &stage) { return httpStatus(stage, HalfBody); }},
        {"idle_timeout",
         "idle_timeout",
         {{"limits/idle_timeout", "300 ms"}},
         0,
         [](Stage &stage) {
             HttpClient client;
             if (!client.connectTo(stage.relay.httpPort()))
                 return -1;
             client.send(Hello);
             return client.next().status == 200 && client.waitForDisconnected()
                     && !client.hasReply()
                 ? 0
                 : -1;
         }},
        {"max_payload, HTTP",
         "max_payload",
         {{"limits/max_payload", "1 KiB"}},
         413,
         [](Stage &stage) {
             return httpStatus(stage,
                               HttpClient::request("POST", "/send/", QByteArray(1'025, 'x')));
         }},
        {"max_payload, chunked",
         "max_payload",
         {{"limits/max_payload", "1 KiB"}},
         413,
         [](Stage &stage) {
             return httpStatus(stage,
                               "POST /send/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n"
                               "\r\n401\r\n"
                                   + QByteArray(1'025, 'x') + "\r\n");
         }},
        {"max_payload, message",
         "max_payload",
         {{"limits/max_payload", "1 KiB"}},
         1009,
         [](Stage &stage) { return clientThatSends(stage, message(1'025)); }},
        {"max_payload, frame",
         "max_payload",
         {{"limits/max_payload", "1 KiB"}},
         1009,
         [](Stage &stage) { return clientThatSends(stage, message(5'000).first(14)); }},
        {"frame_timeout",
         "frame_timeout",
         {{"limits/frame_timeout", "300 ms"}},
         1008,
         [](Stage &stage) { return clientThatSends(stage, message(10).chopped(1)); }},
        {"client_rate",
         "client_rate",
         {{"limits/client_rate", "5"}},
         0,
         [](Stage &stage) { return clientThatSendsMany(stage, message(1)); }},
        {"ping_rate",
         "ping_rate",
         {{"limits/ping_rate", "5"}},
         0,
         [](Stage &stage) {
             return clientThatSendsMany(stage, RawClient::frame(Opcode::Ping, "hi"));
         }},
        {"max_backlog, QoS 0",
         "max_backlog",
         {{"limits/max_backlog", "64 KiB"}},
         0,
         [](Stage &stage) { return deafTo(stage, "0", "dropped: max_backlog reached"); }},
        {"max_backlog, QoS 1",
         "max_backlog",
         {{"limits/max_backlog", "64 KiB"}},
         0,
         [](Stage &stage) { return deafTo(stage, "1", "more than twice max_backlog"); }},
        {"max_channels_per_client",
         "max_channels_per_client",
         {{"limits/max_channels_per_client", "1"}},
         1,
         [](Stage &stage) { return joinRefused(stage, "two"); }},
        {"max_channel_name",
         "max_channel_name",
         {{"limits/max_channel_name", "5"}},
         1,
         [](Stage &stage) { return joinRefused(stage, "123456"); }},
        {"max_inflight, up",
         "max_inflight",
         {{"limits/max_inflight", "1"}},
         0,
         [](Stage &stage) {
             stage.business.onMessage([](const BusinessRequest &) {
                 BusinessReply reply;
                 reply.delay = 200ms;
                 return reply;
             });
             const ClientPtr client = stage.client();
             if (!client)
                 return -1;
             for (int i = 0; i < 3; ++i)
                 (void)client->sendMessage(1, "hi", QoS::AtLeastOnce);
             return client->waitFor(PacketCommand::Ack, 3)
                     && stage.relay.hasLogged("reading pauses: max_inflight")
                 ? 0
                 : -1;
         }},
        {"max_inflight, down",
         "max_inflight",
         {{"limits/max_inflight", "1"}},
         0,
         [](Stage &stage) {
             const ClientPtr client = stage.client("room");
             if (!client)
                 return -1;
             client->setAnswersMessages(false);
             std::vector<PendingCall> calls;
             for (int i = 0; i < 2; ++i) {
                 calls.push_back(stage.api().begin("POST", "/send/",
                                                   {{"channel", "room"}, {"qos", "1"}}, "hi"));
             }
             return waitUntil([&] { return stage.relay.hasLogged("message queued: max_inflight"); })
                     && client->isOpen()
                 ? 0
                 : -1;
         }},
        {"max_answer",
         "max_answer",
         {{"limits/max_answer", "1 KiB"}},
         0,
         [](Stage &stage) {
             BusinessReply reply;
             reply.body = QByteArray(1'025, 'x');
             return failingForward(stage, reply);
         }},
        {"forward_timeout",
         "forward_timeout",
         {{"forward_timeout", "300 ms"}},
         0,
         [](Stage &stage) {
             BusinessReply reply;
             reply.behaviour = BusinessReply::Behaviour::Hang;
             return failingForward(stage, reply);
         }},
        {"memory_budget",
         "memory_budget",
         {{"limits/memory_budget", "1 MiB"}},
         503,
         [](Stage &stage) {
             // Each worker is told a little later.
             return waitUntil([&] { return stage.tryConnect(stage.clientHeaders()).status == 503; })
                 ? 503
                 : -1;
         }},
        {"memory_budget, HTTP",
         "memory_budget",
         {{"limits/memory_budget", "1 MiB"}},
         503,
         [](Stage &stage) {
             return waitUntil([&] { return helloStatus(stage) == 503; }) ? 503 : -1;
         }},
    };
    return all;
}

/// What the relay has counted of that limit, by what it says at its end.
int countIn(const QByteArray &log, const QByteArray &key)
{
    const qsizetype line = log.indexOf("reached limits: ");
    const qsizetype at = line < 0 ? -1 : log.indexOf(' ' + key + '=', line);
    if (at < 0)
        return 0;
    qsizetype end = at + key.size() + 2;
    const qsizetype begin = end;
    while (end < log.size() && log[end] >= '0' && log[end] <= '9')
        ++end;
    return log.mid(begin, end - begin).toInt();
}

} // namespace

/// Each limit of the section [limits] is hit once: it gives its code, the log names it, it is
/// counted, and the relay goes on.
class TestRefusals : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void hit_data();
    void hit();
    void acceptingGoesOn_data();
    void acceptingGoesOn();
    void floodDoesNotFillTheLog();
    void comeAgain();
    void switchedOnAndOff();
};

void TestRefusals::hit_data()
{
    QTest::addColumn<int>("number");
    for (size_t i = 0; i < cases().size(); ++i)
        QTest::newRow(cases()[i].name) << int(i);
}

void TestRefusals::hit()
{
    QFETCH(int, number);
    const Case &one = cases()[size_t(number)];
    Stage stage;
    QVERIFY(stage.start(one.settings + Fields{{"log/level", "debug"}}));
    const qsizetype said = stage.relay.err().count(one.key); // warnings about the settings
    QCOMPARE(one.hit(stage), one.code);
    EVENTUALLY(stage.relay.err().count(one.key) > said);
    QVERIFY(stage.relay.isRunning());
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY2(countIn(stage.relay.err(), one.key) >= 1, stage.relay.err().right(500).constData());
}

void TestRefusals::acceptingGoesOn_data()
{
    QTest::addColumn<QByteArray>("key");
    QTest::addColumn<int>("status");
    QTest::newRow("of everybody") << QByteArray("limits/max_connections") << 503;
    QTest::newRow("of one address") << QByteArray("limits/max_connections_per_ip") << 429;
}

void TestRefusals::acceptingGoesOn()
{
    QFETCH(QByteArray, key);
    QFETCH(int, status);
    Stage stage;
    QVERIFY(stage.start({{key, "3"}}, 2));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(stage.client());
        QVERIFY(clients.back());
    }
    for (int i = 0; i < 30; ++i)
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, status);
    for (int round = 0; round < 5; ++round) {
        clients.front()->raw().abort();
        clients.erase(clients.begin());
        EVENTUALLY((clients.resize(2), clients.push_back(stage.client()), clients.back()));
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, status);
        for (const ClientPtr &client : clients)
            QVERIFY(client->isOpen());
    }
}

void TestRefusals::floodDoesNotFillTheLog()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_head", "1 KiB"}}));
    const QByteArray request = HalfHead + "X: " + QByteArray(2'000, 'x') + "\r\n\r\n";
    QElapsedTimer timer;
    timer.start();
    constexpr int Requests = 300;
    for (int i = 0; i < Requests; ++i)
        QCOMPARE(httpStatus(stage, request), 431);
    const qint64 seconds = timer.elapsed() / 1'000 + 2;
    QCOMPARE(stage.relay.stop(), 0);
    const QByteArray log = stage.relay.err();
    QVERIFY(log.count("max_head reached") <= 5 * seconds);
    QCOMPARE(countIn(log, "max_head"), Requests);
}

void TestRefusals::comeAgain()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/handshake_rate", "1"}}));
    RawClient::Answer answer;
    for (int i = 0; i < 20 && answer.status != 429; ++i)
        answer = stage.tryConnect(stage.clientHeaders());
    QCOMPARE(answer.status, 429);
    QCOMPARE(fieldValue(answer.headers, "Retry-After"), QByteArray("1"));
    QVERIFY(answer.body.contains("handshake_rate"));
    // The API is not concerned, and a second later the client is let in.
    QCOMPARE(helloStatus(stage), 200);
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 101);
}

void TestRefusals::switchedOnAndOff()
{
    Stage stage;
    QVERIFY(stage.start({}, 2));
    QVERIFY(stage.reload({{"limits/memory_budget", "1 MiB"}}));
    EVENTUALLY(helloStatus(stage) == 503);
    QVERIFY(stage.reload({}));
    EVENTUALLY(helloStatus(stage) == 200);
    QVERIFY(stage.relay.hasLogged("memory_budget: nothing is shed any more"));

    QVERIFY(stage.reload({{"limits/max_connections_per_ip", "1"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 429);
    QVERIFY(stage.reload({{"limits/handshake_rate", "1"}}));
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 429);
    QVERIFY(stage.reload({}));
    for (int i = 0; i < 10; ++i)
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 101);
}

QTEST_GUILESS_MAIN(TestRefusals)
#include "tst_refusals.moc"
