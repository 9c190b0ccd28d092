// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "charts/health.h"

#include <QJsonArray>
#include <QLocale>
#include <QTest>

using namespace Rainbow::Admin;

using Level = FigureTile::Level;

namespace {

/// A node that has nothing to complain of.
QJsonObject wellNode()
{
    return {
        {u"node"_qs, u"relay-1"_qs},
        {u"version"_qs, u"0.1.0"_qs},
        {u"uptimeMs"_qs, 3'900'000},
        {u"memory"_qs, 50 * 1024 * 1024},
        {u"memoryBudget"_qs, 100 * 1024 * 1024},
        {u"cpu"_qs, 41.2},
        {u"maxConnections"_qs, 1000},
        {u"pressure"_qs, u"none"_qs},
        {u"total"_qs,
         QJsonObject{{u"connections"_qs, 899},
                     {u"channels"_qs, 12},
                     {u"memberships"_qs, 3456},
                     {u"messagesIn"_qs, 10},
                     {u"messagesOut"_qs, 20},
                     {u"bytesIn"_qs, 2048},
                     {u"bytesOut"_qs, 4096},
                     {u"dropped"_qs, 0},
                     {u"forwards"_qs, 100},
                     {u"forwardLatency"_qs,
                      QJsonObject{{u"count"_qs, 100}, {u"p50Ms"_qs, 6}, {u"p99Ms"_qs, 20}}},
                     {u"failures"_qs, QJsonObject{{u"timeout"_qs, 0}, {u"network"_qs, 0}}}}},
        {u"workers"_qs, QJsonArray{QJsonObject{{u"cpu"_qs, 20}}, QJsonObject{{u"cpu"_qs, 21}}}},
    };
}

QJsonObject withTotal(QJsonObject node, const QString &member, const QJsonValue &value)
{
    QJsonObject total = node.value(u"total").toObject();
    total.insert(member, value);
    node.insert(u"total"_qs, total);
    return node;
}

QJsonObject with(QJsonObject node, const QString &member, const QJsonValue &value)
{
    node.insert(member, value);
    return node;
}

Health healthOf(const QJsonObject &node)
{
    return {{{u"nodes"_qs, QJsonArray{node}}}, {}, figuresOf(node)};
}

} // namespace

class TestHealth : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English, QLocale::UnitedStates)); }

    void well()
    {
        const Health health = healthOf(wellNode());
        for (const auto &reading :
             {health.connections(), health.messagesIn(), health.messagesOut(), health.channels(),
              health.latency(), health.failures(), health.memory(), health.cpu()}) {
            QCOMPARE(reading.level, Level::Normal);
            QVERIFY(!reading.value.isEmpty());
            QVERIFY(!reading.detail.isEmpty());
        }
        QCOMPARE(health.connections().value, u"899"_qs);
        QCOMPARE(health.connections().detail, u"of 1,000"_qs);
        QCOMPARE(health.messagesIn().value, u"10/s"_qs);
        QCOMPARE(health.messagesOut().detail, u"4 KiB/s"_qs);
        QCOMPARE(health.latency().value, u"6 ms"_qs);
        QCOMPARE(health.failures().detail, u"of 100/s calls"_qs);
        QCOMPARE(health.memory().detail, u"of 100 MiB"_qs);
        QCOMPARE(health.summary(), u"relay-1, version 0.1.0, up for 1 h 5 min"_qs);
    }

    void connections()
    {
        QJsonObject node = withTotal(wellNode(), u"connections"_qs, 900);
        QCOMPARE(healthOf(node).connections().level, Level::Warning);
        node = withTotal(node, u"connections"_qs, 1000);
        QCOMPARE(healthOf(node).connections().level, Level::Alarm);
        node = with(node, u"maxConnections"_qs, 0); // no limit
        QCOMPARE(healthOf(node).connections().level, Level::Normal);
    }

    void drops()
    {
        const auto reading = healthOf(withTotal(wellNode(), u"dropped"_qs, 3)).messagesOut();
        QCOMPARE(reading.level, Level::Warning);
        QCOMPARE(reading.detail, u"3/s dropped"_qs);
    }

    void latency()
    {
        QJsonObject slow{{u"count"_qs, 9}, {u"p50Ms"_qs, 6}, {u"p99Ms"_qs, 1000}};
        const auto reading = healthOf(withTotal(wellNode(), u"forwardLatency"_qs, slow)).latency();
        QCOMPARE(reading.level, Level::Warning);
        const auto quiet =
            healthOf(withTotal(wellNode(), u"forwardLatency"_qs, QJsonValue::Null)).latency();
        QCOMPARE(quiet.value, u"–"_qs);
        QCOMPARE(quiet.level, Level::Normal);
    }

    void failures()
    {
        const auto failing = [](int timeouts) {
            return healthOf(withTotal(wellNode(), u"failures"_qs,
                                      QJsonObject{{u"timeout"_qs, timeouts}, {u"network"_qs, 1}}))
                .failures();
        };
        QCOMPARE(failing(4).value, u"5/s"_qs);
        QCOMPARE(failing(4).level, Level::Warning);
        QCOMPARE(failing(4).detail, u"5.0 % of 100/s"_qs);
        QCOMPARE(failing(9).level, Level::Alarm);
    }

    void memory()
    {
        QJsonObject node = with(wellNode(), u"memory"_qs, 80 * 1024 * 1024);
        QCOMPARE(healthOf(node).memory().level, Level::Warning);
        QCOMPARE(healthOf(with(node, u"memoryBudget"_qs, 0)).memory().level, Level::Normal);
        QStringList details;
        for (const char *pressure : {"refuse", "drop", "close"}) {
            node = with(node, u"pressure"_qs, QString::fromLatin1(pressure));
            QCOMPARE(healthOf(node).memory().level, Level::Alarm);
            details.append(healthOf(node).memory().detail);
        }
        QCOMPARE(details.removeDuplicates(), 0);
    }

    void cpu()
    {
        const auto busy = [](double cpu) {
            return healthOf(
                       with(wellNode(), u"workers"_qs, QJsonArray{QJsonObject{{u"cpu"_qs, cpu}}}))
                .cpu()
                .level;
        };
        QCOMPARE(busy(79), Level::Normal);
        QCOMPARE(busy(80), Level::Warning);
        QCOMPARE(busy(95), Level::Alarm);
    }

    void ofANodeOrOfAll()
    {
        const QJsonObject other = with(wellNode(), u"node"_qs, u"relay-2"_qs);
        const QJsonObject stats{{u"nodes"_qs, QJsonArray{wellNode(), other}}};
        const Health all(stats, {}, figuresOf(wellNode()));
        QCOMPARE(all.connections().detail, u"of 2,000"_qs);
        const Health one(stats, {u"relay-2"_qs, {}}, figuresOf(wellNode()));
        QCOMPARE(one.connections().detail, u"of 1,000"_qs);
        QVERIFY(one.summary().startsWith(u"relay-2"));
        QVERIFY(Health(stats, {u"relay-3"_qs, {}}, figuresOf({})).summary().isEmpty());
    }

    void ofAnApplication()
    {
        const QJsonObject shop{
            {u"app"_qs, u"shop"_qs},
            {u"connections"_qs, 990},
            {u"channels"_qs, 3},
            {u"memberships"_qs, 5},
            {u"bytesIn"_qs, 1024},
            {u"dropped"_qs, 2},
            {u"forwards"_qs, 10},
            {u"forwardLatency"_qs,
             QJsonObject{{u"count"_qs, 10}, {u"p50Ms"_qs, 7}, {u"p99Ms"_qs, 30}}},
            {u"failures"_qs, QJsonObject{{u"timeout"_qs, 1}}}};
        QJsonObject node = withTotal(wellNode(), u"connections"_qs, 1000);
        node = with(node, u"apps"_qs, QJsonArray{QJsonObject{{u"app"_qs, u"default"_qs}}, shop});
        node = with(node, u"pressure"_qs, u"close"_qs);
        const Health health({{u"nodes"_qs, QJsonArray{node}}}, {{}, u"shop"_qs},
                            figuresOfApp(shop));
        // The limit is that of all.
        QCOMPARE(health.connections().value, u"990"_qs);
        QCOMPARE(health.connections().detail, u"of 1,000 in all"_qs);
        QCOMPARE(health.connections().level, Level::Normal);
        QCOMPARE(health.messagesIn().detail, u"1 KiB/s"_qs);
        QCOMPARE(health.messagesOut().detail, u"2/s dropped"_qs);
        QCOMPARE(health.channels().value, u"3"_qs);
        QCOMPARE(health.latency().value, u"7 ms"_qs);
        QCOMPARE(health.failures().detail, u"10 % of 10/s"_qs);
        for (const auto &reading : {health.memory(), health.cpu()}) {
            QCOMPARE(reading.value, u"–"_qs);
            QCOMPARE(reading.detail, u"not per application"_qs);
            QCOMPARE(reading.level, Level::Normal);
        }
        QVERIFY(health.summary().startsWith(u"relay-1"));
        // One that there is not has nothing.
        const Health nobody({{u"nodes"_qs, QJsonArray{node}}}, {{}, u"x"_qs}, figuresOfApp({}));
        QCOMPARE(nobody.connections().value, u"–"_qs);
        QCOMPARE(nobody.messagesIn().detail, u"0 B/s"_qs);
    }

    void nothingKnown()
    {
        const Health health({}, {}, figuresOf({}));
        QCOMPARE(health.connections().value, u"–"_qs);
        QCOMPARE(health.memory().value, u"–"_qs);
        QCOMPARE(health.failures().level, Level::Normal);
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
