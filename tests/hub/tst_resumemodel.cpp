// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "resumemodel.h"

#include <QTest>

using namespace Rainbow;

/// QoS 2 exactly once and QoS 1 at least once, in both directions and to channels, across any
/// number of reconnects.
class TestResumeModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void randomWorlds_data();
    void randomWorlds();
};

void TestResumeModel::randomWorlds_data()
{
    QTest::addColumn<quint32>("firstSeed");
    QTest::newRow("1 to 1000") << 1U;
    QTest::newRow("1001 to 2000") << 1'001U;
    QTest::newRow("2001 to 3000") << 2'001U;
    QTest::newRow("3001 to 4000") << 3'001U;
}

void TestResumeModel::randomWorlds()
{
    QFETCH(quint32, firstSeed);
    ResumeModel::Figures sum;
    for (quint32 seed = firstSeed; seed < firstSeed + 1'000; ++seed) {
        ResumeModel model(seed);
        const QByteArray problem = model.run();
        if (!problem.isEmpty())
            QFAIL(("seed " + QByteArray::number(seed) + ": " + problem).constData());
        const ResumeModel::Figures &figures = model.figures();
        sum.messages += figures.messages;
        sum.breaks += figures.breaks;
        sum.resumes += figures.resumes;
        sum.takeovers += figures.takeovers;
        sum.lostFrames += figures.lostFrames;
        sum.repeats += figures.repeats;
    }
    qInfo("messages=%lld breaks=%lld resumes=%lld takeovers=%lld lost-frames=%lld repeats=%lld",
          sum.messages, sum.breaks, sum.resumes, sum.takeovers, sum.lostFrames, sum.repeats);
    QVERIFY(sum.resumes > 1'000);
    QVERIFY(sum.takeovers > 100);
    QVERIFY(sum.lostFrames > 1'000);
}

QTEST_APPLESS_MAIN(TestResumeModel)
#include "tst_resumemodel.moc"
