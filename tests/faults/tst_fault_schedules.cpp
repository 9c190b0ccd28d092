// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "schedule.h"

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;

/// What the network does to answers, and what many messages do to their ids, on the bare hub.
class TestFaultSchedules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void answersGoAstray();
    void manyMessagesDown_data();
    void manyMessagesDown();
    void manyMessagesUp();

private:
    static constexpr int Schedules = 10'000;
    static constexpr int Messages = 200'000;
};

/// The state of a session that has sent so many messages.
static Outbound used(int ids)
{
    Outbound outbound;
    Publication publication;
    publication.qos = QoS::AtLeastOnce;
    publication.deadline = TimePoint::max();
    const auto open = std::make_shared<OpenPublication>(publication);
    for (int i = 0; i < ids; ++i) {
        const MessageId id = outbound.begin(open, Start, std::chrono::seconds(1));
        (void)outbound.onAnswer(AnswerKind::Ack, id, Start, std::chrono::seconds(1));
    }
    return outbound;
}

void TestFaultSchedules::answersGoAstray()
{
    // RAINBOW_FAULT_SEED repeats one schedule.
    const quint32 one = qEnvironmentVariable("RAINBOW_FAULT_SEED").toUInt();
    const Outbound almostWrapped = used(65'530);
    Schedule::Figures total;
    QElapsedTimer timer;
    timer.start();
    for (quint32 seed = one ? one : 1; seed <= (one ? one : Schedules); ++seed) {
        Schedule schedule(seed, almostWrapped);
        const QByteArray problem = schedule.run();
        if (!problem.isEmpty()) {
            QFAIL(("RAINBOW_FAULT_SEED=" + QByteArray::number(seed) + ": " + problem).constData());
        }
        total.messages += schedule.figures().messages;
        total.repeats += schedule.figures().repeats;
        total.lost += schedule.figures().lost;
        total.strays += schedule.figures().strays;
    }
    // The weather is what it is meant to be.
    QVERIFY(one != 0 || (total.lost > Schedules && total.repeats > Schedules));
    qInfo("answers lost, repeated, reordered, foreign, ids wrapped | expected: QoS 1 >= 1, "
          "QoS 2 = 1, QoS 0 <= 1 | %d schedules (seeds 1-%d), 0 wrong: %lld messages, %lld packets "
          "lost, %lld repeats, %lld stray answers; %.1f s",
          one ? 1 : Schedules, Schedules, total.messages, total.lost, total.repeats, total.strays,
          double(timer.elapsed()) / 1'000);
}

void TestFaultSchedules::manyMessagesDown_data()
{
    QTest::addColumn<int>("qos");
    QTest::newRow("QoS 1") << 1;
    QTest::newRow("QoS 2") << 2;
}

void TestFaultSchedules::manyMessagesDown()
{
    QFETCH(int, qos);
    constexpr int InFlight = 100;
    constexpr int Stuck = 5;
    HubSettings settings;
    settings.maxInflight = InFlight;
    World world(1, settings);
    World::Client &client = world.connect("client", {"room"});
    std::mt19937 random(1);
    QSet<MessageId> open;
    std::vector<MessageId> answerable;
    int collisions = 0;
    int wraps = 0;
    MessageId last = 0;
    const auto take = [&] {
        for (const QByteArray &frame : client.take()) {
            if (!frame.startsWith("SEND"))
                continue;
            const auto id = MessageId(frame.mid(frame.lastIndexOf('#') + 1).toInt());
            collisions += open.contains(id) || id == 0 || id > 65'534;
            wraps += id < last;
            last = id;
            open.insert(id);
            // A few are never answered: their ids have to be passed over time and again.
            if (id > Stuck)
                answerable.push_back(id);
        }
    };
    int sent = 0;
    for (; sent < Messages; ++sent) {
        world.publish("room", QoS(qos), "x", std::chrono::hours(1));
        take();
        if (open.size() < InFlight)
            continue;
        std::swap(answerable.back(), answerable[random() % answerable.size()]);
        const MessageId id = answerable.back();
        answerable.pop_back();
        open.remove(id);
        world.answer(client, qos == 1 ? AnswerKind::Ack : AnswerKind::Rec, id);
        if (qos == 2)
            world.answer(client, AnswerKind::Com, id);
    }
    QCOMPARE(collisions, 0);
    QCOMPARE(wraps, Messages / 65'534);
    QCOMPARE(client.session->outbound.inFlight(), int(open.size()));
    qInfo("200 000 messages down on one session, QoS %d | expected: no id collision | %d messages, "
          "%d collisions, ids wrapped %d times, up to %d in flight",
          qos, sent, collisions, wraps, InFlight);
}

void TestFaultSchedules::manyMessagesUp()
{
    HubSettings settings;
    settings.forwardConcurrency = 50;
    World world(1, settings);
    World::Client &client = world.connect("client");
    QSet<QByteArray> messageIds;
    int answered = 0;
    MessageId id = 0;
    for (int sent = 0; sent < Messages; ++sent) {
        id = id >= 65'534 ? 1 : id + 1;
        world.send(client, sent % 2 ? QoS::AtLeastOnce : QoS::ExactlyOnce, id,
                   QByteArray::number(sent));
        auto &calls = world.upstream().calls;
        QCOMPARE(calls.back().payload, QByteArray::number(sent));
        messageIds.insert(calls.back().messageId);
        if (calls.size() == 50 || sent == Messages - 1) {
            while (!calls.empty())
                world.businessAnswers(World::yes());
        }
        for (const QByteArray &frame : client.take()) {
            answered += frame.startsWith("ACK") || frame.startsWith("REC");
            if (frame.startsWith("REC"))
                world.answer(client, AnswerKind::Rel, MessageId(frame.split(' ')[1].toInt()));
        }
    }
    QCOMPARE(answered, Messages);
    QCOMPARE(messageIds.size(), Messages);
    qInfo("200 000 messages up on one session | expected: no id collision | %d messages, %d "
          "different RAINBOWMESSAGEIDs, %d answers",
          Messages, int(messageIds.size()), answered);
}

QTEST_APPLESS_MAIN(TestFaultSchedules)
#include "tst_fault_schedules.moc"
