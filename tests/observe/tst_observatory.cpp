// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/observatory.h"
#include "samples.h"

#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Workers that answer when the test says so.
class TestObservatory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void offAtFirst();
    void sampleOfAll();
    void everySecond();
    void silentWorker();
    void offForgets();

private:
    void answer(quint32 worker, quint64 messagesIn = 0)
    {
        WorkerStats stats = idleWorker(worker, Clock::now());
        stats.hub.messagesIn = messagesIn;
        m_observatory->tell(stats);
    }

    std::unique_ptr<Observatory> m_observatory;
    QList<int> m_asked;
    int m_looks = 0;
};

void TestObservatory::init()
{
    m_asked.clear();
    m_looks = 0;
    m_observatory = std::make_unique<Observatory>(
        sampleFacts(), [this](int worker, TimePoint) { m_asked.append(worker); },
        [this] {
            ++m_looks;
            NodeState state;
            state.dashboards = 5;
            return state;
        });
}

void TestObservatory::offAtFirst()
{
    QVERIFY(!m_observatory->latest());
    const QJsonObject event = m_observatory->latestEvent();
    QCOMPARE(event[u"event"_qs].toString(), u"stats"_qs);
    QVERIFY(event[u"nodes"_qs].toArray().isEmpty());
    answer(0);
    m_observatory->setOn(false, 2);
    QVERIFY(m_asked.isEmpty());
}

void TestObservatory::sampleOfAll()
{
    QSignalSpy sampled(m_observatory.get(), &Observatory::sampled);
    m_observatory->setOn(true, 2);
    QCOMPARE(m_asked, QList<int>({0, 1}));
    answer(1);
    answer(1); // was not asked again
    answer(7); // nobody
    QVERIFY(!m_observatory->latest());
    answer(0);
    QCOMPARE(sampled.size(), 1);
    QCOMPARE(m_looks, 1);
    QCOMPARE(m_observatory->latest()->workers.size(), size_t(2));
    QCOMPARE(m_observatory->latest()->workers[1].worker, 1u);
    const QJsonObject event = m_observatory->latestEvent();
    QCOMPARE(event[u"nodes"_qs][0][u"dashboards"_qs].toInteger(), 5);
}

void TestObservatory::everySecond()
{
    QSignalSpy sampled(m_observatory.get(), &Observatory::sampled);
    m_observatory->setOn(true, 1);
    answer(0, 100);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked.size(), 2, 30'000);
    answer(0, 400);
    QCOMPARE(sampled.size(), 2);
    const QJsonObject event = m_observatory->latestEvent();
    const double rate = event[u"nodes"_qs][0][u"total"_qs][u"messagesIn"_qs].toDouble();
    QVERIFY2(rate > 0 && rate < 320, qPrintable(QString::number(rate)));
}

void TestObservatory::silentWorker()
{
    m_observatory->setOn(true, 2);
    answer(0);
    answer(1);
    QTRY_COMPARE_WITH_TIMEOUT(m_asked.size(), 4, 30'000);
    answer(1, 5);
    QCOMPARE(m_looks, 1);
    // It is not waited for, nor asked again.
    QTRY_COMPARE_WITH_TIMEOUT(m_looks, 2, 30'000);
    QCOMPARE(m_asked, QList<int>({0, 1, 0, 1, 1}));
    const NodeSample sample = *m_observatory->latest();
    QCOMPARE(sample.workers.size(), size_t(2));
    QVERIFY(sample.workers[0].loopDelay >= 500ms);
    QCOMPARE(sample.workers[1].hub.messagesIn, 5u);
    QCOMPARE(sample.workers[1].loopDelay, 0ns);
    // Its answer, late as it is, counts for the sample under way.
    answer(0, 9);
    answer(1, 6);
    QCOMPARE(m_looks, 3);
    QCOMPARE(m_observatory->latest()->workers[0].hub.messagesIn, 9u);
}

void TestObservatory::offForgets()
{
    m_observatory->setOn(true, 1);
    answer(0);
    QVERIFY(m_observatory->latest());
    m_observatory->setOn(false, 1);
    QVERIFY(!m_observatory->latest());
    answer(0);
    QVERIFY(!m_observatory->latest());
    m_observatory->setOn(true, 1);
    QCOMPARE(m_asked.size(), 2);
}

QTEST_GUILESS_MAIN(TestObservatory)
#include "tst_observatory.moc"
