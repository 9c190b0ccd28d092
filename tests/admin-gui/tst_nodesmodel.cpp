// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "nodes/configview.h"
#include "nodes/nodesmodel.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QLocale>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow::Admin;

namespace {

QJsonObject worker(int number, int connections)
{
    return {{u"worker"_qs, number},
            {u"connections"_qs, connections},
            {u"cpu"_qs, 12.5},
            {u"loopDelayMs"_qs, 0.3},
            {u"backlog"_qs, 2048}};
}

QJsonObject node(const QString &name, const QJsonArray &workers)
{
    return {{u"node"_qs, name},
            {u"version"_qs, u"0.1.0"_qs},
            {u"pid"_qs, 4711},
            {u"startedAt"_qs, 981201845000.0},
            {u"uptimeMs"_qs, 60000},
            {u"memory"_qs, 1048576},
            {u"memoryBudget"_qs, 2097152},
            {u"maxConnections"_qs, 1000},
            {u"cpu"_qs, 25},
            {u"pressure"_qs, u"none"_qs},
            {u"total"_qs, QJsonObject{{u"connections"_qs, 30}, {u"messagesIn"_qs, 7}}},
            {u"workers"_qs, workers}};
}

QJsonObject stats(const QJsonArray &nodes)
{
    return {{u"nodes"_qs, nodes}};
}

QString text(const QModelIndex &index, int column)
{
    return index.siblingAtColumn(column).data().toString();
}

} // namespace

class TestNodesModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void init()
    {
        m_model = std::make_unique<NodesModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
    }

    void shows()
    {
        m_model->update(stats({node(u"a"_qs, {worker(0, 10), worker(1, 20)})}));
        QCOMPARE(m_model->rowCount(), 1);
        const QModelIndex a = m_model->index(0, 0);
        QCOMPARE(text(a, NodesModel::Name), u"a"_qs);
        QCOMPARE(text(a, NodesModel::State), u"running"_qs);
        QCOMPARE(text(a, NodesModel::Version), u"0.1.0"_qs);
        QCOMPARE(text(a, NodesModel::Cpu), u"25 %"_qs);
        QCOMPARE(text(a, NodesModel::LoopDelay), QString());
        QCOMPARE(text(a, NodesModel::Connections), u"30"_qs);
        QCOMPARE(text(a, NodesModel::MessagesIn), u"7/s"_qs);
        QCOMPARE(text(a, NodesModel::Memory), u"1 MiB"_qs);
        QCOMPARE(text(a, NodesModel::Pid), u"4711"_qs);
        QCOMPARE(text(a, NodesModel::Uptime), u"1 min"_qs);
        QCOMPARE(m_model->rowCount(a), 2);
        const QModelIndex second = m_model->index(1, 0, a);
        QCOMPARE(text(second, NodesModel::Name), u"Worker 1"_qs);
        QCOMPARE(text(second, NodesModel::LoopDelay), u"300 µs"_qs);
        QCOMPARE(text(second, NodesModel::Connections), u"20"_qs);
        QCOMPARE(text(second, NodesModel::Backlog), u"2 KiB"_qs);
        QCOMPARE(text(second, NodesModel::Memory), QString());
        QCOMPARE(second.data(NodesModel::NodeRole).toString(), u"a"_qs);
        QCOMPARE(m_model->rowCount(second), 0);
    }

    void saysExactlyWhatChanged()
    {
        m_model->update(stats({node(u"a"_qs, {worker(0, 10), worker(1, 20)})}));
        QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QSignalSpy reset(m_model.get(), &QAbstractItemModel::modelReset);
        m_model->update(stats({node(u"a"_qs, {worker(0, 10), worker(1, 20)})}));
        QCOMPARE(changed.count(), 0);

        m_model->update(stats({node(u"a"_qs, {worker(0, 10), worker(1, 21)})}));
        QCOMPARE(changed.count(), 1);
        const QModelIndex cell = m_model->index(1, NodesModel::Connections, m_model->index(0, 0));
        QCOMPARE(changed.at(0).at(0).toModelIndex(), cell);
        QCOMPARE(changed.at(0).at(1).toModelIndex(), cell);
        QCOMPARE(cell.data().toString(), u"21"_qs);

        // Two cells beside each other are one range, others their own.
        changed.clear();
        QJsonObject other = node(u"a"_qs, {worker(0, 10), worker(1, 21)});
        other.insert(u"pid"_qs, 1);
        other.insert(u"uptimeMs"_qs, 1000);
        other.insert(u"cpu"_qs, 26);
        m_model->update(stats({other}));
        QCOMPARE(changed.count(), 2);
        QCOMPARE(changed.at(0).at(0).toModelIndex().column(), int(NodesModel::Cpu));
        QCOMPARE(changed.at(0).at(1).toModelIndex().column(), int(NodesModel::Cpu));
        QCOMPARE(changed.at(1).at(0).toModelIndex().column(), int(NodesModel::Pid));
        QCOMPARE(changed.at(1).at(1).toModelIndex().column(), int(NodesModel::Uptime));
        QCOMPARE(inserted.count(), 0);
        QCOMPARE(reset.count(), 0);
    }

    void nodesComeAndGo()
    {
        m_model->update(stats({node(u"b"_qs, {}), node(u"d"_qs, {})}));
        const QPersistentModelIndex d = m_model->index(1, 0);
        QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
        QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
        m_model->update(
            stats({node(u"e"_qs, {}), node(u"d"_qs, {}), node(u"c"_qs, {}), node(u"a"_qs, {})}));
        QCOMPARE(inserted.count(), 3);
        QCOMPARE(removed.count(), 1);
        QStringList names;
        for (int row = 0; row < m_model->rowCount(); ++row)
            names.append(text(m_model->index(row, 0), NodesModel::Name));
        QCOMPARE(names, (QStringList{u"a"_qs, u"c"_qs, u"d"_qs, u"e"_qs}));
        QVERIFY(d.isValid());
        QCOMPARE(d.row(), 2);
        m_model->update(stats({}));
        QCOMPARE(m_model->rowCount(), 0);
    }

    void workersComeAndGo()
    {
        m_model->update(stats({node(u"a"_qs, {worker(0, 1)})}));
        const QModelIndex a = m_model->index(0, 0);
        m_model->update(stats({node(u"a"_qs, {worker(0, 1), worker(1, 2), worker(2, 3)})}));
        QCOMPARE(m_model->rowCount(a), 3);
        m_model->update(stats({node(u"a"_qs, {worker(0, 1)})}));
        QCOMPARE(m_model->rowCount(a), 1);
    }

    void states_data()
    {
        QTest::addColumn<QString>("pressure");
        QTest::addColumn<bool>("draining");
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("coloured");
        QTest::newRow("none") << u"none"_qs << false << u"running"_qs << false;
        QTest::newRow("draining") << u"none"_qs << true << u"draining"_qs << true;
        QTest::newRow("refuse") << u"refuse"_qs << false << u"refuses clients"_qs << true;
        QTest::newRow("drop") << u"drop"_qs << false << u"drops messages"_qs << true;
        QTest::newRow("close") << u"close"_qs << false << u"closes clients"_qs << true;
        QTest::newRow("unheard of") << u"panic"_qs << false << u"panic"_qs << true;
    }
    void states()
    {
        QFETCH(QString, pressure);
        QFETCH(bool, draining);
        QFETCH(bool, coloured);
        QJsonObject one = node(u"a"_qs, {});
        one.insert(u"pressure"_qs, pressure);
        one.insert(u"draining"_qs, draining);
        m_model->update(stats({one}));
        const QModelIndex state = m_model->index(0, NodesModel::State);
        QTEST(state.data().toString(), "text");
        QCOMPARE(state.data(Qt::ForegroundRole).isValid(), coloured);
    }

    void strangeStats_data()
    {
        QTest::addColumn<QJsonObject>("event");
        QTest::addColumn<int>("rows");
        QTest::newRow("empty") << QJsonObject() << 0;
        QTest::newRow("no list") << QJsonObject{{u"nodes"_qs, 3}} << 0;
        QTest::newRow("no objects") << stats({3, u"x"_qs, QJsonValue::Null}) << 0;
        QTest::newRow("no names") << stats({QJsonObject{{u"pid"_qs, 1}}}) << 0;
        QTest::newRow("twice the same") << stats({node(u"a"_qs, {}), node(u"a"_qs, {})}) << 1;
        QTest::newRow("only a name") << stats({QJsonObject{{u"node"_qs, u"a"_qs}}}) << 1;
    }
    void strangeStats()
    {
        QFETCH(QJsonObject, event);
        m_model->update(stats({node(u"a"_qs, {worker(0, 1)}), node(u"b"_qs, {})}));
        m_model->update(event);
        QTEST(m_model->rowCount(), "rows");
    }

    void everyColumnHasATitle()
    {
        for (int column = 0; column < NodesModel::ColumnCount; ++column)
            QVERIFY(
                !m_model->headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        QVERIFY(!m_model->headerData(NodesModel::ColumnCount, Qt::Horizontal, Qt::DisplayRole)
                     .isValid());
    }

    void findsSettings()
    {
        const QString config =
            u"# made by hand\n[main]\nlisten = 1\nport = 2\n\n[admin]\nlisten = 3\n"_qs;
        QCOMPARE(ConfigView::filtered(config, {}), config);
        QCOMPARE(ConfigView::filtered(config, u"LISTEN"_qs),
                 u"[main]\nlisten = 1\n\n[admin]\nlisten = 3"_qs);
        QCOMPARE(ConfigView::filtered(config, u"port"_qs), u"[main]\nport = 2"_qs);
        QCOMPARE(ConfigView::filtered(config, u"hand"_qs), u"# made by hand"_qs);
        QCOMPARE(ConfigView::filtered(config, u"nowhere"_qs), QString());
    }

private:
    std::unique_ptr<NodesModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

QTEST_MAIN(TestNodesModel)
#include "tst_nodesmodel.moc"
