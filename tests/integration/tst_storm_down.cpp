// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormreceiver.h"

#include <QTest>

#include <deque>

using namespace Rainbow;
using namespace Rainbow::Test;

/// QoS 2 from the business server to clients that lose, repeat, delay and reorder packets.
class TestStormDown : public QObject {
    Q_OBJECT

public:
    static void initMain() { StormOptions::liftWatchdog(); }

private Q_SLOTS:
    void everyHandlerRunsOnce();
};

namespace {

constexpr int Clients = 8;
constexpr size_t CallsAtOnce = 12;
constexpr char Channel[] = "storm";

/// A call of /send/ under way.
struct Call {
    QByteArray payload;
    PendingCall pending;
};

QByteArray check(const QByteArray &payload, const HttpReply &reply)
{
    const QByteArray expected =
        canonical(R"({"status":0,"connections":)" + QByteArray::number(Clients) + R"(,"data":")"
                  + StormReceiver::answerTo(payload) + R"("})");
    return reply.json() == expected ? QByteArray() : payload + ": " + reply.body;
}

} // namespace

void TestStormDown::everyHandlerRunsOnce()
{
    const StormOptions options = StormOptions::fromEnvironment();
    const int publications = std::max(1, options.messages / Clients);
    Stage stage;
    QVERIFY(stage.start(
        {{"retry_interval", "100 ms"}, {"pong_timeout", "1 min"}, {"ping_interval", "1 min"}}, 2));
    std::vector<std::unique_ptr<StormReceiver>> receivers;
    for (int i = 0; i < Clients; ++i) {
        ClientPtr client = stage.client(Channel);
        QVERIFY(client);
        receivers.push_back(
            std::make_unique<StormReceiver>(std::move(client), options.seed + quint32(i)));
    }
    EVENTUALLY_COMPARE(stage.members(Channel), Clients);

    const ApiCaller api = stage.api();
    std::deque<Call> calls;
    QList<QByteArray> wrongs;
    int published = 0;
    int answered = 0;
    const auto step = [&] {
        std::erase_if(calls, [&](const Call &call) {
            if (!call.pending->hasReply() && !call.pending->isDisconnected())
                return false;
            ++answered;
            if (const auto wrong = check(call.payload, call.pending->next()); !wrong.isEmpty())
                wrongs.append(wrong);
            return true;
        });
        while (calls.size() < CallsAtOnce && published < publications) {
            const QByteArray payload = "message " + QByteArray::number(published++);
            calls.push_back(
                {payload,
                 api.begin("POST", "/send/",
                           {{"channel", Channel}, {"qos", "2"}, {"timeout", "60"}}, payload)});
        }
        return answered == publications;
    };
    QVERIFY(waitUntil(step, options.patience()));
    QCOMPARE(wrongs.join("; "), QByteArray());
    for (const auto &receiver : receivers)
        QVERIFY(waitUntil([&receiver] { return receiver->isDone(); }));
    // A message that comes once more would come within some retry intervals.
    const auto handlings = [&receivers] {
        int sum = 0;
        for (const auto &receiver : receivers) {
            for (const int times : receiver->handled())
                sum += times;
        }
        return sum;
    };
    QVERIFY(holdsFor(500ms, [&] { return handlings() == publications * Clients; }));

    int repeats = 0;
    for (const auto &receiver : receivers) {
        QVERIFY(receiver->isOpen());
        QCOMPARE(receiver->wrongs().join("; "), QByteArray());
        for (int number = 0; number < publications; ++number) {
            const QByteArray payload = "message " + QByteArray::number(number);
            QVERIFY2(receiver->handled().value(payload) == 1, payload.constData());
        }
        QCOMPARE(receiver->handled().size(), publications);
        repeats += receiver->repeats();
    }
    QVERIFY(repeats > options.messages / 20);
    qInfo("%d publications to %d clients, %d messages came again", publications, Clients, repeats);
    QVERIFY(stage.isHealthy());
}

QTEST_GUILESS_MAIN(TestStormDown)
#include "tst_storm_down.moc"
