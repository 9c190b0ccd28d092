// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The business server goes and comes again: connected clients do not notice.
class TestRestart : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void thousandClientsOutliveTheBusinessServer();

private:
    static constexpr int Clients = 1'000;
};

void TestRestart::thousandClientsOutliveTheBusinessServer()
{
    QVERIFY(raiseFileLimit() > 3 * Clients);
    Stage stage;
    QVERIFY(stage.start({{"connect_timeout", "30 s"}, {"forward_timeout", "10 s"}}, 2));

    std::vector<std::unique_ptr<RawClient>> clients;
    constexpr int batch = 100;
    while (clients.size() < Clients) {
        for (int i = 0; i < batch; ++i) {
            clients.push_back(std::make_unique<RawClient>());
            QVERIFY(clients.back()->connectTo(stage.relay.port()));
            clients.back()->send(
                RawClient::upgradeRequest("/connect/", stage.clientHeaders("crowd")));
        }
        for (size_t i = clients.size() - batch; i < clients.size(); ++i) {
            QVERIFY(clients[i]->waitForAnswer(60s));
            QCOMPARE(clients[i]->answer().status, 101);
        }
    }
    QCOMPARE(stage.members("crowd"), Clients);

    // Every client finds out whether its message goes through by the ACK it gets.
    const auto sendFromAll = [&clients](quint16 id, bool dup) {
        const QByteArray packet =
            serializePacket(RainbowClient::message(1, "up", QoS::AtLeastOnce, id, dup));
        for (const auto &client : clients)
            client->sendBinary(packet);
    };
    const auto answered = [&clients](qsizetype number) {
        return std::count_if(clients.begin(), clients.end(), [number](const auto &client) {
            return client->messages().size() == number;
        });
    };
    const auto undisturbed = [&clients] {
        return std::all_of(clients.begin(), clients.end(), [](const auto &client) {
            return client->isOpen() && client->closeCode() == 0 && client->violation().isEmpty();
        });
    };
    sendFromAll(1, false);
    EVENTUALLY_COMPARE(answered(1), Clients);

    stage.business.stop();
    sendFromAll(2, false);
    QVERIFY(holdsFor(1s, [&] { return answered(1) == Clients; }));
    QVERIFY(undisturbed());
    QCOMPARE(stage.members("crowd"), Clients);
    QVERIFY(stage.isHealthy());
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 503);

    QVERIFY(stage.business.start());
    sendFromAll(2, true);
    EVENTUALLY_COMPARE(answered(2), Clients);
    QVERIFY(undisturbed());
    const Packet ack = parsePacket(clients.front()->messages().last().payload).packet;
    QCOMPARE(ack, RainbowClient::answer(PacketCommand::Ack, 2, "up"));
    QVERIFY(stage.client());
    QVERIFY(stage.business.closes().size() <= 1); // that of the last one
}

QTEST_GUILESS_MAIN(TestRestart)
#include "tst_restart.moc"
