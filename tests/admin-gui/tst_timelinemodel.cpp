// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "sessions/timelineexport.h"
#include "sessions/timelinefilter.h"
#include "sessions/timelinemodel.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow::Admin;

using Model = TimelineModel;

class TestTimelineModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void rowsShowPackets();
    void directionsAreSaid();
    void retriesAreMarked();
    void answersSayHowLong();
    void waitingBecomesUnanswered();
    void refusalsAreSaid();
    void gapsHaveRows();
    void seqThatStartsLateIsNoGap();
    void interruptionHasARow();
    void seqThatStartsAnewIsAnInterruption();
    void endLeavesUnanswered();
    void dialogueIsHighlighted();
    void oldestGo();
    void moreThanFitAtOnce();
    void clearIsNoGap();
    void filters();
    void filterKeepsGaps();
    void exportsCsv();
    void exportSaysWhatIsWrong();

private:
    TimelinePacket packet(PacketDirection direction, const QString &name, int id = -1, int qos = -1,
                          bool dup = false)
    {
        QJsonObject json{{u"seq"_qs, ++m_seq},
                         {u"at"_qs, m_at += 10},
                         {u"packet"_qs, name},
                         {u"direction"_qs, direction == PacketDirection::In ? u"in"_qs : u"out"_qs},
                         {u"dup"_qs, dup},
                         {u"size"_qs, 100},
                         {u"payload"_qs, u"{\"n\": %1}"_qs.arg(m_seq)}};
        if (id >= 0)
            json[u"messageId"] = id;
        if (qos >= 0)
            json[u"qos"] = qos;
        return TimelinePacket::fromJson(json);
    }
    TimelinePacket in(const QString &name, int id = -1, int qos = -1, bool dup = false)
    {
        return packet(PacketDirection::In, name, id, qos, dup);
    }
    TimelinePacket out(const QString &name, int id = -1, int qos = -1, bool dup = false)
    {
        return packet(PacketDirection::Out, name, id, qos, dup);
    }
    [[nodiscard]] QString text(int row, int column) const
    {
        return m_model->index(row, column).data().toString();
    }
    [[nodiscard]] QString answer(int row) const { return text(row, Model::AnswerColumn); }

    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    qint64 m_seq = 0;
    qint64 m_at = 1'700'000'000'000;
};

void TestTimelineModel::init()
{
    QLocale::setDefault(QLocale::c());
    m_model = std::make_unique<Model>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    m_seq = 0;
    m_at = 1'700'000'000'000;
}

void TestTimelineModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void TestTimelineModel::rowsShowPackets()
{
    TimelinePacket send = in(u"SEND"_qs, 12, 1);
    send.type = 3;
    send.channel = u"room"_qs;
    m_model->append({send, out(u"PING"_qs)});
    QCOMPARE(m_model->rowCount(), 2);
    QCOMPARE(m_model->columnCount(), int(Model::ColumnCount));
    QCOMPARE(text(0, Model::PacketColumn), u"SEND"_qs);
    QCOMPARE(text(0, Model::QosColumn), u"1"_qs);
    QCOMPARE(text(0, Model::IdColumn), u"12"_qs);
    QCOMPARE(text(0, Model::TypeColumn), u"3"_qs);
    QCOMPARE(text(0, Model::ChannelColumn), u"room"_qs);
    QCOMPARE(text(0, Model::SizeColumn), u"100 B"_qs);
    QCOMPARE(text(0, Model::PayloadColumn), u"{\"n\": 1}"_qs);
    QVERIFY(text(0, Model::TimeColumn).endsWith(u":20.010"));
    QCOMPARE(text(1, Model::IdColumn), QString());
    for (int column = 0; column < Model::ColumnCount; ++column)
        QVERIFY(!m_model->headerData(column, Qt::Horizontal).toString().isEmpty());
    QCOMPARE(m_model->index(0, Model::IdColumn).data(Model::RawRole).toInt(), 12);
    QCOMPARE(m_model->seen(), 2);
}

void TestTimelineModel::directionsAreSaid()
{
    m_model->append({in(u"PING"_qs), out(u"PONG"_qs)});
    const QModelIndex first = m_model->index(0, Model::DirectionColumn);
    const QModelIndex second = m_model->index(1, Model::DirectionColumn);
    QCOMPARE(first.data(Model::DirectionRole).toInt(), int(PacketDirection::In));
    QVERIFY(first.data(Qt::AccessibleTextRole).toString()
            != second.data(Qt::AccessibleTextRole).toString());
    QVERIFY(!first.data(Qt::AccessibleTextRole).toString().isEmpty());
}

void TestTimelineModel::retriesAreMarked()
{
    m_model->append({out(u"SEND"_qs, 1, 2), out(u"SEND"_qs, 1, 2, true), in(u"REC"_qs, 1),
                     out(u"REL"_qs, 1), out(u"REL"_qs, 1), in(u"COM"_qs, 1)});
    QList<bool> retries;
    for (int row = 0; row < m_model->rowCount(); ++row)
        retries.append(m_model->index(row, 0).data(Model::RetryRole).toBool());
    QCOMPARE(retries, QList<bool>({false, true, false, false, true, false}));
    QVERIFY(text(1, Model::PacketColumn) != text(0, Model::PacketColumn));
    QVERIFY(m_model->describe(*m_model->dialogue(0)).contains(u"1"));
}

void TestTimelineModel::answersSayHowLong()
{
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->append({in(u"SEND"_qs, 1, 1)});
    QVERIFY(answer(0).contains(u"waiting"));
    changed.clear();
    m_model->append({out(u"ACK"_qs, 1)});
    QCOMPARE(answer(0), u"10 ms"_qs);
    QVERIFY(answer(1).contains(u"10 ms"));
    QSet<int> rows;
    for (const QVariantList &each : std::as_const(changed)) {
        rows.insert(each[0].toModelIndex().row());
        QCOMPARE(each[0].toModelIndex().column(), int(Model::AnswerColumn));
    }
    QVERIFY(rows.contains(0));
}

void TestTimelineModel::waitingBecomesUnanswered()
{
    m_model->append({out(u"SEND"_qs, 1, 1), out(u"SEND"_qs, 2, 1), in(u"ACK"_qs, 2)});
    const qint64 sent = m_at - 20;
    m_model->setNow(sent + 9'999);
    QVERIFY(answer(0).contains(u"waiting"));
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setNow(sent + 10'000);
    QCOMPARE(answer(0), u"no answer"_qs);
    QVERIFY(m_model->isUnanswered(*m_model->dialogue(0)));
    QVERIFY(m_model->index(0, Model::AnswerColumn).data(Qt::ForegroundRole).isValid());
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed[0][0].toModelIndex(), m_model->index(0, Model::AnswerColumn));
    m_model->setNow(sent + 20'000); // it is said once
    QCOMPARE(changed.count(), 1);
    m_model->append({in(u"ACK"_qs, 1)}); // late
    QVERIFY(!m_model->isUnanswered(*m_model->dialogue(0)));
}

void TestTimelineModel::refusalsAreSaid()
{
    TimelinePacket nak = out(u"NAK"_qs, 4);
    nak.seq = 2;
    nak.code = 429;
    nak.payload = "too fast";
    m_seq = 0;
    m_model->append({in(u"SEND"_qs, 4, 1), nak});
    QCOMPARE(answer(0), u"refused"_qs);
    QCOMPARE(text(1, Model::PayloadColumn), u"429 too fast"_qs);
}

void TestTimelineModel::gapsHaveRows()
{
    m_model->append({in(u"SEND"_qs, 1, 1)});
    m_seq += 7;
    m_model->append({out(u"PING"_qs)});
    QCOMPARE(m_model->rowCount(), 3);
    const QModelIndex gap = m_model->index(1, Model::PacketColumn);
    QVERIFY(gap.data(Model::GapRole).toBool());
    QVERIFY(gap.data().toString().contains(u"7"));
    QVERIFY(!m_model->packet(1));
    QVERIFY(!m_model->dialogue(1));
    QCOMPARE(answer(0), u"no answer seen"_qs);
}

void TestTimelineModel::seqThatStartsLateIsNoGap()
{
    m_seq = 500; // another window has watched it before
    m_model->append({out(u"PING"_qs)});
    QCOMPARE(m_model->rowCount(), 1);
}

void TestTimelineModel::interruptionHasARow()
{
    m_model->interrupt(); // of nothing
    QCOMPARE(m_model->rowCount(), 0);
    m_model->append({out(u"PING"_qs)});
    m_model->interrupt();
    m_model->interrupt(); // one row is enough
    QCOMPARE(m_model->rowCount(), 2);
    QVERIFY(m_model->index(1, 0).data(Model::GapRole).toBool());
    m_seq = 0;
    m_model->append({out(u"PING"_qs)});
    QCOMPARE(m_model->rowCount(), 3);
}

void TestTimelineModel::seqThatStartsAnewIsAnInterruption()
{
    m_model->append({out(u"PING"_qs), out(u"PING"_qs)});
    m_seq = 0;
    m_model->append({out(u"PING"_qs)});
    QCOMPARE(m_model->rowCount(), 4);
    QVERIFY(m_model->index(2, 0).data(Model::GapRole).toBool());
}

void TestTimelineModel::endLeavesUnanswered()
{
    m_model->append({out(u"SEND"_qs, 1, 1)});
    m_model->end();
    QCOMPARE(answer(0), u"no answer"_qs);
}

void TestTimelineModel::dialogueIsHighlighted()
{
    m_model->append({in(u"SEND"_qs, 1, 1), in(u"SEND"_qs, 2, 1), out(u"ACK"_qs, 1)});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    m_model->setHighlighted(m_model->dialogue(2)->number);
    QSet<int> rows;
    for (const QVariantList &each : std::as_const(changed))
        rows.insert(each[0].toModelIndex().row());
    QCOMPARE(rows, QSet<int>({0, 2}));
    QVERIFY(m_model->index(0, 0).data(Qt::BackgroundRole).isValid());
    QVERIFY(!m_model->index(1, 0).data(Qt::BackgroundRole).isValid());
    m_model->setHighlighted(0);
    QVERIFY(!m_model->index(0, 0).data(Qt::BackgroundRole).isValid());
}

void TestTimelineModel::oldestGo()
{
    QList<TimelinePacket> packets;
    for (int i = 0; i < Model::MaxPackets; ++i)
        packets.append(out(u"SEND"_qs, i % 65'534 + 1, 1));
    m_model->append(packets);
    QCOMPARE(m_model->rowCount(), int(Model::MaxPackets));
    m_model->append({in(u"ACK"_qs, 9'000)});
    QVERIFY(m_model->rowCount() <= Model::MaxPackets);
    QVERIFY(m_model->rowCount() > Model::MaxPackets * 9 / 10);
    const int last = m_model->rowCount() - 1;
    QVERIFY2(answer(last).contains(u"10 s"), qPrintable(answer(last)));
    // Rows are found by what they are, not by where they were.
    const qint64 dialogue = m_model->dialogue(last)->number;
    m_model->setHighlighted(dialogue);
    int highlighted = 0;
    for (int row = 0; row <= last; ++row)
        highlighted += m_model->index(row, 0).data(Qt::BackgroundRole).isValid();
    QCOMPARE(highlighted, 2);
    QCOMPARE(m_model->seen(), Model::MaxPackets + 1);
}

void TestTimelineModel::moreThanFitAtOnce()
{
    QList<TimelinePacket> packets;
    for (int i = 0; i < Model::MaxPackets + 500; ++i)
        packets.append(out(u"PING"_qs));
    m_model->append({in(u"HELLO"_qs)});
    packets.last().name = u"LAST"_qs;
    m_model->append(packets);
    QCOMPARE(m_model->rowCount(), int(Model::MaxPackets));
    QVERIFY(text(m_model->rowCount() - 1, Model::PacketColumn).startsWith(u"LAST"));
}

void TestTimelineModel::clearIsNoGap()
{
    m_model->append({out(u"PING"_qs), out(u"SEND"_qs, 1, 1)});
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->seen(), 0);
    m_model->append({in(u"ACK"_qs, 1)});
    QCOMPARE(m_model->rowCount(), 1);
}

void TestTimelineModel::filters()
{
    TimelineFilter filter(*m_model);
    const QAbstractItemModelTester tester(&filter);
    TimelinePacket special = in(u"SEND"_qs, 77, 0);
    special.channel = u"直播间"_qs;
    special.payload = "Needle";
    m_model->append({special, out(u"PING"_qs), in(u"PONG"_qs), out(u"ACK"_qs, 5)});
    QVERIFY(filter.isEmpty());
    QCOMPARE(filter.rowCount(), 4);
    filter.setPings(false);
    QCOMPARE(filter.rowCount(), 2);
    QVERIFY(!filter.isEmpty());
    for (const QString &wanted : {u"needle"_qs, u"直播"_qs, u"77"_qs, u"send"_qs}) {
        filter.setText(wanted);
        QCOMPARE(filter.rowCount(), 1);
        QCOMPARE(filter.sourceRow(0), 0);
    }
    filter.setText({});
    filter.setDirection(PacketDirection::Out);
    QCOMPARE(filter.rowCount(), 1);
    QCOMPARE(filter.sourceRow(0), 3);
    QCOMPARE(filter.sourceRow(9), -1);
    m_model->append({in(u"SEND"_qs, 78, 0), out(u"ACK"_qs, 6)});
    QCOMPARE(filter.rowCount(), 2); // what comes is filtered, too
}

void TestTimelineModel::filterKeepsGaps()
{
    TimelineFilter filter(*m_model);
    m_model->append({out(u"PING"_qs)});
    m_seq += 3;
    m_model->append({out(u"PING"_qs)});
    filter.setText(u"nothing"_qs);
    QCOMPARE(filter.rowCount(), 1);
}

void TestTimelineModel::exportsCsv()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"packets.csv"_qs);
    TimelinePacket formula = in(u"SEND"_qs, 1, 0);
    formula.payload = "=1+1,\"quoted\"";
    m_model->append({formula});
    m_seq += 2;
    m_model->append({out(u"PING"_qs)});
    QCOMPARE(exportTimeline(*m_model, file), QString());
    QFile read(file);
    QVERIFY(read.open(QIODevice::ReadOnly));
    const QList<QByteArray> lines = read.readAll().split('\n');
    QCOMPARE(lines.size(), 5); // and the end of the last line
    QVERIFY(lines[0].contains("Payload"));
    QVERIFY2(lines[1].startsWith("2023-11-14T22:13:20.010Z,"), lines[1].constData());
    QVERIFY2(lines[1].contains("\"'=1+1,\"\"quoted\"\"\""), lines[1].constData());
    QVERIFY(lines[2].contains("2"));
}

void TestTimelineModel::exportSaysWhatIsWrong()
{
    QVERIFY(!exportTimeline(*m_model, u"/nonexistent/packets.csv"_qs).isEmpty());
}

QTEST_MAIN(TestTimelineModel)
#include "tst_timelinemodel.moc"
