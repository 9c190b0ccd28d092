// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlsstage.h"

#include <QTest>

#include <random>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

QByteArray noise(qsizetype size)
{
    std::mt19937 random(1);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random());
    return bytes;
}

} // namespace

/// WebSocket within TLS: all that it does in the clear.
class TestTlsClients : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void packets_data()
    {
        QTest::addColumn<QoS>("qos");
        QTest::newRow("QoS 0") << QoS::AtMostOnce;
        QTest::newRow("QoS 1") << QoS::AtLeastOnce;
        QTest::newRow("QoS 2") << QoS::ExactlyOnce;
    }

    void packets()
    {
        QFETCH(QoS, qos);
        TlsStage stage;
        QVERIFY(stage.start());
        const ClientPtr client = stage.client("room");
        QVERIFY(client);
        client->sendMessage(7, "up", qos);
        EVENTUALLY_COMPARE(stage.business.messages().size(), 1);
        QCOMPARE(stage.business.messages().constFirst().body, "up");
        if (qos != QoS::AtMostOnce)
            QVERIFY(
                client->waitFor(qos == QoS::AtLeastOnce ? PacketCommand::Ack : PacketCommand::Com));
        (void)stage.api().send({{"channel", "room"}, {"qos", QByteArray::number(int(qos))}},
                               "down");
        EVENTUALLY_COMPARE(client->messages().size(), 1);
        QCOMPARE(client->messages().constFirst().payload, "down");
        client->raw().sendClose();
        QVERIFY(client->raw().waitForDisconnected());
        QCOMPARE(client->raw().closeCode(), 1000);
        EVENTUALLY_COMPARE(stage.business.closesOf(client->identity).size(), 1);
    }

    void refusals()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        stage.business.onConnect([](const auto &) {
            BusinessReply reply;
            reply.status = 403;
            return reply;
        });
        QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 401);
        QCOMPARE(stage.tryConnect(stage.clientHeaders(), "/elsewhere/").status, 404);
    }

    void largeMessages()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"limits/max_backlog", "4 MiB"}}));
        const ClientPtr client = stage.client("room");
        QVERIFY(client);
        const QByteArray payload = noise(1024 * 1024);
        client->sendMessage(1, payload, QoS::ExactlyOnce);
        QVERIFY(client->waitFor(PacketCommand::Com));
        QVERIFY(stage.business.messages().constFirst().body == payload);
        (void)stage.api().send({{"channel", "room"}, {"qos", "2"}}, payload);
        EVENTUALLY_COMPARE(client->messages().size(), 1);
        QVERIFY(client->messages().constFirst().payload == payload);
    }

    void inManyPortions()
    {
        // Frames begin and end anywhere in the records.
        TlsStage stage;
        QVERIFY(stage.start());
        const ClientPtr client = stage.client();
        QVERIFY(client);
        QByteArray bytes;
        for (quint16 id = 1; id <= 50; ++id) {
            bytes += RawClient::frame(
                RawClient::Opcode::Binary,
                serializePacket(RainbowClient::message(1, "hello", QoS::AtLeastOnce, id)));
        }
        for (qsizetype at = 0; at < bytes.size(); at += 7)
            client->raw().send(bytes.mid(at, 7));
        QVERIFY(client->waitFor(PacketCommand::Ack, 50));
        QCOMPARE(stage.business.messages().size(), 50);
    }

    void burstIsSlowedDown()
    {
        // Reading pauses again and again, within records and between them.
        TlsStage stage;
        QVERIFY(stage.start({{"limits/max_inflight", "50"}, {"forward_concurrency", "8"}}));
        const ClientPtr client = stage.client();
        QVERIFY(client);
        constexpr int Messages = 2'000;
        QList<Packet> burst;
        for (quint16 id = 1; id <= Messages; ++id)
            burst.append(RainbowClient::message(1, QByteArray(100, 'x'), QoS::ExactlyOnce, id));
        client->send(burst);
        QVERIFY(client->waitFor(PacketCommand::Com, Messages, 60s));
        QCOMPARE(stage.business.messages().size(), Messages);
        QVERIFY(client->isOpen());
    }

    void slowReaderIsCutOff()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"limits/max_backlog", "256 KiB"}}));
        const ClientPtr good = stage.client("room");
        const ClientPtr deaf = stage.client("room");
        QVERIFY(good && deaf);
        deaf->raw().setReads(false);
        int sent = 0;
        std::vector<PendingCall> calls;
        while (stage.members("room") == 2 && sent < 1'000) {
            calls.push_back(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}},
                                              QByteArray(100'000, 'x')));
            ++sent;
            EVENTUALLY_COMPARE(good->messages().size(), sent);
        }
        QVERIFY(sent < 1'000);
        EVENTUALLY(stage.relay.hasLogged("client too slow"));
        EVENTUALLY_COMPARE(stage.business.closesOf(deaf->identity).size(), 1);
        QVERIFY(good->isOpen());
    }

    void slowReaderGetsAllInTheEnd()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"limits/max_backlog", "64 MiB"}, {"retry_interval", "60 s"}}));
        const ClientPtr client = stage.client("room");
        QVERIFY(client);
        client->raw().setReads(false);
        constexpr int Messages = 60;
        std::vector<PendingCall> calls;
        for (int i = 0; i < Messages; ++i) {
            calls.push_back(stage.api().begin("POST", "/send/", {{"channel", "room"}, {"qos", "1"}},
                                              QByteArray::number(i) + ' '
                                                  + QByteArray(200'000, char('a' + i % 26))));
        }
        QVERIFY(holdsFor(300ms, [&] { return client->isOpen(); }));
        client->raw().setReads(true);
        EVENTUALLY_COMPARE(client->messages().size(), Messages);
        QList<QByteArray> got;
        for (const Packet &message : client->messages()) {
            const int number = message.payload.split(' ').constFirst().toInt();
            QVERIFY(message.payload.endsWith(QByteArray(200'000, char('a' + number % 26))));
            got.append(QByteArray::number(number));
        }
        QCOMPARE(QSet<QByteArray>(got.cbegin(), got.cend()).size(), Messages);
    }

    void manyClients()
    {
        TlsStage stage;
        QVERIFY(stage.start({}, 2));
        std::vector<ClientPtr> clients;
        for (int i = 0; i < 200; ++i) {
            clients.push_back(stage.client("room"));
            QVERIFY(clients.back());
        }
        const HttpReply reply =
            stage.api().call("POST", "/send/", {{"channel", "room"}, {"qos", "1"}}, "to all");
        QCOMPARE(reply.object().value(u"connections").toInt(), 200);
        for (const ClientPtr &client : clients)
            EVENTUALLY_COMPARE(client->messages().size(), 1);
        // All are told when the relay stops.
        stage.relay.terminate();
        for (const ClientPtr &client : clients) {
            QVERIFY(client->raw().waitForDisconnected());
            QCOMPARE(client->raw().closeCode(), 1001);
        }
        QCOMPARE(stage.relay.waitForExit(), 0);
    }

    void clientsThatVanish_data()
    {
        QTest::addColumn<bool>("reset");
        QTest::newRow("reset") << true;
        QTest::newRow("end") << false;
    }

    void clientsThatVanish()
    {
        QFETCH(bool, reset);
        TlsStage stage;
        QVERIFY(stage.start());
        const ClientPtr client = stage.client();
        QVERIFY(client);
        if (reset)
            client->raw().abort();
        else
            client->raw().finish();
        EVENTUALLY_COMPARE(stage.business.closesOf(client->identity).size(), 1);
    }

    void silentClientIsDropped()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"ping_interval", "200 ms"}, {"pong_timeout", "300 ms"}}));
        const ClientPtr good = stage.client();
        const ClientPtr silent = stage.client();
        QVERIFY(good && silent);
        silent->raw().setAnswersPings(false);
        EVENTUALLY_COMPARE(stage.business.closesOf(silent->identity).size(), 1);
        QVERIFY(good->isOpen());
        QVERIFY(good->raw().pingCount() > 0);
    }
};

QTEST_GUILESS_MAIN(TestTlsClients)
#include "tst_tlsclients.moc"
