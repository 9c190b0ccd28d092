// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormbusiness.h"
#include "stormsender.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// QoS 2 from clients to the business server, with everything between them going wrong.
class TestStormUp : public QObject {
    Q_OBJECT

public:
    static void initMain() { StormOptions::liftWatchdog(); }

private Q_SLOTS:
    void everyMessageIsHandledOnce();
};

void TestStormUp::everyMessageIsHandledOnce()
{
    constexpr int clients = 6;
    constexpr auto restartInterval = 1'700ms;
    const StormOptions options = StormOptions::fromEnvironment();
    const QByteArray timeout = QByteArray::number(qint64(StormBusiness::ForwardTimeout.count()));
    Stage stage;
    QVERIFY(stage.start({{"retry_interval", "100 ms"},
                         {"forward_timeout", timeout + " ms"},
                         {"pong_timeout", "1 min"},
                         {"ping_interval", "1 min"}},
                        2));
    StormBusiness business(stage.business, options.seed);
    std::vector<std::unique_ptr<StormSender>> senders;
    for (int i = 0; i < clients; ++i) {
        ClientPtr client = stage.client();
        QVERIFY(client);
        QList<QByteArray> payloads;
        for (int number = i; number < options.messages; number += clients)
            payloads.append("message " + QByteArray::number(number));
        senders.push_back(std::make_unique<StormSender>(std::move(client), payloads,
                                                        options.seed + quint32(i) + 1));
    }

    int restarts = 0;
    QTimer restarter;
    connect(&restarter, &QTimer::timeout, this, [&business, &restarts] {
        ++restarts;
        QVERIFY(business.restart());
    });
    restarter.start(restartInterval);
    const auto allDone = [&senders] {
        return std::all_of(senders.begin(), senders.end(), [](const auto &sender) {
            return sender->isDone() || !sender->isOpen();
        });
    };
    QVERIFY(waitUntil(allDone, options.patience()));
    restarter.stop();
    // What was repeated on the way out may still be on its way in.
    const int forwards = business.forwards();
    QVERIFY(holdsFor(500ms, [&] { return business.forwards() == forwards; }));

    QSet<QByteArray> completed;
    for (const auto &sender : senders) {
        QVERIFY(sender->isOpen());
        QCOMPARE(sender->wrongs().join("; "), QByteArray());
        for (const QByteArray &payload : sender->completed()) {
            completed.insert(payload);
            const QByteArray answer = sender->answers().value(payload);
            QVERIFY2(answer.startsWith(StormBusiness::answerTo(payload)), answer.constData());
        }
    }
    QCOMPARE(business.wrongs().join("; "), QByteArray());
    QCOMPARE(completed.size(), options.messages);
    QCOMPARE(business.answered(), completed);
    QCOMPARE(business.messageIds().size(), options.messages);
    QVERIFY(business.failures() > options.messages / 10);
    qInfo("%d forwards, %d of them failed, %d restarts", business.forwards(), business.failures(),
          restarts);
    QVERIFY(stage.isHealthy());
}

QTEST_GUILESS_MAIN(TestStormUp)
#include "tst_storm_up.moc"
