// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "scene.h"

#include <QTest>

#include <unordered_set>

using namespace Rainbow::Faults;

/// Very many messages on one session, over a real connection: no id is mistaken for another.
class TestFaultIds : public QObject {
    Q_OBJECT

public:
    static void initMain()
    {
        // As many as one likes take as long as they take.
        if (!qEnvironmentVariableIsSet("QTEST_FUNCTION_TIMEOUT"))
            qputenv("QTEST_FUNCTION_TIMEOUT", "3600000");
    }

private Q_SLOTS:
    void up();
    void down();

private:
    static constexpr size_t InFlight = 50;

    /// RAINBOW_FAULT_MESSAGES.
    static size_t messages()
    {
        const int wanted = qEnvironmentVariableIntValue("RAINBOW_FAULT_MESSAGES");
        return wanted > 0 ? size_t(wanted) : 4'000;
    }
    static constexpr const char *Settings = "ping_interval = 1 h\nretry_interval = 1 min\n"
                                            "forward_timeout = 1 min\nforward_concurrency = 50\n";
};

void TestFaultIds::up()
{
    const size_t count = messages();
    Scene scene(Settings);
    std::unordered_set<std::string> ids;
    scene.business.setHandler([&](std::string_view head, std::string_view body) {
        using Rainbow::Bench::Business;
        if (head.starts_with("GET "))
            return Business::Answer{Business::yes({}), false};
        ids.emplace(Rainbow::Bench::fieldOf(head, "rainbowmessageid"));
        return Business::Answer{Business::ok(std::string(body)), false};
    });
    WsClient client(scene.loop, scene.relay->port(), GoodAddress, "one");
    std::unordered_map<uint16_t, std::string> open;
    size_t sent = 0;
    size_t wrong = 0;
    uint16_t last = 63'000; // ids wrap before long
    const auto fill = [&] {
        for (; open.size() < InFlight && sent < count; ++sent) {
            last = last >= 65'534 ? 1 : last + 1;
            open[last] = std::to_string(sent);
            client.sendPacket({Verb::Send, int(1 + sent % 2), false, last, open[last]});
        }
    };
    size_t done = 0;
    client.onOpen = fill;
    client.onPacket = [&](const Parcel &parcel) {
        if (parcel.verb == Verb::Com) {
            ++done;
            open.erase(parcel.id);
        } else {
            wrong += !open.contains(parcel.id) || open[parcel.id] != parcel.payload;
            if (parcel.verb == Verb::Rec) {
                client.sendPacket({Verb::Rel, 0, false, parcel.id, {}});
                return;
            }
            ++done;
            open.erase(parcel.id);
        }
        fill();
    };
    QVERIFY(scene.loop.runUntil([&] { return done == count; }, 60s + count * 10ms));
    qInfo("%zu messages up on one session, over a socket | expected: no id collision | %zu wrong "
          "answers, %zu different RAINBOWMESSAGEIDs, ids wrapped",
          count, wrong, ids.size());
    QCOMPARE(wrong, size_t(0));
    QCOMPARE(ids.size(), count);
    QCOMPARE(scene.relay->stop(20s), 0);
}

void TestFaultIds::down()
{
    const size_t count = messages();
    Scene scene(Settings);
    WsClient client(scene.loop, scene.relay->port(), GoodAddress, "one", "X-Channel: one\r\n");
    std::unordered_map<uint16_t, int> known; // QoS 2, until REL
    size_t collisions = 0;
    size_t handled = 0;
    client.onPacket = [&](const Parcel &parcel) {
        if (parcel.verb == Verb::Rel) {
            known.erase(parcel.id);
            client.sendPacket({Verb::Com, 0, false, parcel.id, {}});
        } else if (parcel.verb == Verb::Send) {
            ++handled;
            collisions += known.contains(parcel.id) || parcel.id == 0 || parcel.id > 65'534;
            if (parcel.qos == 2)
                known[parcel.id] = 1;
            client.sendPacket(
                {parcel.qos == 2 ? Verb::Rec : Verb::Ack, 0, false, parcel.id, parcel.payload});
        }
    };
    QVERIFY(scene.loop.runUntil([&] { return client.isOpen(); }, 10s));
    size_t sent = 0;
    size_t confirmed = 0;
    size_t wrong = 0;
    const auto step = [&] {
        for (; scene.api->underWay() < InFlight && sent < count; ++sent) {
            const std::string payload = "m" + std::to_string(sent);
            scene.api->send("one", int(1 + sent % 2), payload, 60s,
                            [&, payload](const Api::Answer &answer) {
                                confirmed += size_t(answer.connections);
                                wrong += answer.body.find('"' + payload + '"') == std::string::npos;
                            });
        }
        return confirmed == count;
    };
    QVERIFY(scene.loop.runUntil(step, 60s + count * 10ms));
    qInfo("%zu messages down on one session, over a socket | expected: no id collision | %zu "
          "collisions, %zu handled, %zu confirmed, %zu with another's answer",
          count, collisions, handled, confirmed, wrong);
    QCOMPARE(collisions, size_t(0));
    QCOMPARE(wrong, size_t(0));
    QCOMPARE(handled, count);
    QCOMPARE(scene.relay->stop(20s), 0);
}

QTEST_APPLESS_MAIN(TestFaultIds)
#include "tst_fault_ids.moc"
