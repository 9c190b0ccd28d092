// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/deafclient.h"
#include "support/processstat.h"
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// What one client, or too many of them, may take of the relay.
class TestLimits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void connectionsAreCounted();
    void slowClientLosesQos0();
    void slowClientIsCutOff();
    void burstIsSlowedDown();
    void channelsOfAClient();
    void payload();
    void sentBeforeTheCloseGoesThrough();
};

namespace {

constexpr qsizetype Block = 64 * 1024;

} // namespace

void TestLimits::connectionsAreCounted()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_connections", "3"}}));
    // One after the other, by each way of ending: every place is given back.
    for (int i = 0; i < 12; ++i) {
        const ClientPtr client = stage.client();
        QVERIFY2(client, qPrintable(u"client %1"_qs.arg(i)));
        if (i % 3 == 0)
            client->raw().sendClose();
        else if (i % 3 == 1)
            client->raw().abort();
        else
            client->raw().finish();
        QVERIFY(client->raw().waitForDisconnected());
        EVENTUALLY(stage.business.closesOf(client->identity).size() == 1);
    }
    const ClientPtr a = stage.client();
    const ClientPtr b = stage.client();
    QVERIFY(a && b);
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 101);
    ClientPtr c;
    EVENTUALLY((c = stage.client())); // the last one's place may not be free at once
    const RawClient::Answer refused = stage.tryConnect(stage.clientHeaders());
    QCOMPARE(refused.status, 503);
    QVERIFY(refused.body.contains("too many connections"));
    QVERIFY(a->isOpen() && b->isOpen() && c->isOpen());
    c->raw().sendClose();
    EVENTUALLY(stage.isHealthy());
}

void TestLimits::slowClientLosesQos0()
{
    Stage stage;
    {
        const LeanSanitizer lean;
        QVERIFY(stage.start({{"limits/max_backlog", "256 KiB"}}));
    }
    const ClientPtr good = stage.client("room");
    QVERIFY(good);
    DeafClient deaf;
    QVERIFY(deaf.open(stage, stage.clientHeaders("room")));
    EVENTUALLY_COMPARE(stage.members("room"), 2);

    const qint64 before = residentBytes(stage.relay.pid());
    constexpr int Messages = 400;
    for (int i = 0; i < Messages; ++i) {
        const QByteArray payload = QByteArray::number(i) + QByteArray(Block, 'x');
        QCOMPARE(stage.api().send({{"channel", "room"}, {"qos", "0"}}, payload),
                 canonical(R"({"status": 0})"));
    }
    EVENTUALLY_COMPARE(good->messages().size(), Messages);
    // It is still there, and costs no more than its backlog and what the kernel takes.
    QCOMPARE(stage.members("room"), 2);
    const qint64 grown = residentBytes(stage.relay.pid()) - before;
    QVERIFY2(grown < Messages * Block / 2, qPrintable(QString::number(grown)));
}

void TestLimits::slowClientIsCutOff()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_backlog", "256 KiB"}}));
    const ClientPtr good = stage.client("room");
    QVERIFY(good);
    DeafClient deaf;
    const Fields headers = stage.clientHeaders("room");
    QVERIFY(deaf.open(stage, headers));
    EVENTUALLY_COMPARE(stage.members("room"), 2);

    int sent = 0;
    std::vector<PendingCall> calls;
    while (stage.members("room") == 2 && sent < 1'000) {
        calls.push_back(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}},
                                          QByteArray(Block, 'x')));
        ++sent;
        EVENTUALLY_COMPARE(good->messages().size(), sent);
    }
    QVERIFY(sent < 1'000);
    EVENTUALLY(stage.relay.hasLogged("client too slow"));
    // Whoever waited for it has an answer now: it has left.
    for (const PendingCall &call : calls)
        QCOMPARE(call->next().object().value(u"connections").toInt(), 1);
    EVENTUALLY(stage.business.closesOf(stage.identityOf(*fieldValue(headers, "X-DEVICEID"))).size()
               == 1);
    QVERIFY(good->isOpen());
}

void TestLimits::burstIsSlowedDown()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_inflight", "50"}, {"forward_concurrency", "8"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    constexpr int Messages = 3'000;
    for (int i = 1; i <= Messages; ++i)
        (void)client->sendMessage(1, QByteArray::number(i), QoS::ExactlyOnce);
    QVERIFY(client->waitFor(PacketCommand::Com, Messages, 60s));
    QCOMPARE(client->count(PacketCommand::Rec), Messages);
    QVERIFY(client->isOpen());
}

void TestLimits::channelsOfAClient()
{
    Stage stage;
    QVERIFY(
        stage.start({{"limits/max_channels_per_client", "2"}, {"limits/max_channel_name", "10"}}));
    const ClientPtr client = stage.client("a,b,c");
    QVERIFY(client);
    QCOMPARE(stage.members("b"), 1);
    QCOMPARE(stage.members("c"), 0);
    const ClientPtr other = stage.client("d");
    QVERIFY(other);
    const auto refusal = [](const char *msg) {
        return canonical(QByteArray(R"({"status": 1, "msg": ")") + msg + "\"}");
    };
    QCOMPARE(stage.api().sub(client->identity, "d"), refusal("too many channels"));
    QCOMPARE(stage.api().sub(other->identity, "12345678901"), refusal("channel name too long"));
    // A refused occupation leaves everybody where they are.
    QCOMPARE(stage.api().sub(client->identity, "d", 1), refusal("too many channels"));
    QCOMPARE(stage.members("d"), 1);
    QCOMPARE(stage.api().sub(client->identity, "b", 1), canonical(R"({"status": 0})"));
}

void TestLimits::payload()
{
    Stage stage;
    QVERIFY(stage.start({{"limits/max_payload", "1 KiB"}}));
    for (const QoS qos : {QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce}) {
        const ClientPtr client = stage.client();
        QVERIFY(client);
        const qsizetype before = stage.business.requests().size();
        (void)client->sendMessage(1, QByteArray(1024, 'x'), qos);
        EVENTUALLY_COMPARE(stage.business.requests().size(), before + 1);
        (void)client->sendMessage(1, QByteArray(1025, 'x'), qos);
        QVERIFY(client->raw().waitForDisconnected());
        QCOMPARE(client->raw().closeCode(), 1009);
    }
}

void TestLimits::sentBeforeTheCloseGoesThrough()
{
    Stage stage;
    QVERIFY(stage.start());
    const ClientPtr client = stage.client();
    QVERIFY(client);
    const qsizetype before = stage.business.requests().size();
    for (int i = 0; i < 5; ++i)
        (void)client->sendMessage(1, QByteArray::number(i), QoS::AtMostOnce);
    client->raw().sendClose();
    EVENTUALLY(stage.business.closesOf(client->identity).size() == 1);
    const auto requests = stage.business.requests().sliced(before);
    QCOMPARE(requests.size(), 6);
    for (int i = 0; i < 5; ++i)
        QCOMPARE(requests[i].body, QByteArray::number(i));
}

QTEST_GUILESS_MAIN(TestLimits)
#include "tst_limits.moc"
