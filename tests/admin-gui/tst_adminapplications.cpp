// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"
#include "feed/applications.h"
#include "feed/feedclient.h"
#include "support/testing.h"

#include <QDateTime>
#include <QJsonArray>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

QJsonObject node(const QStringList &apps)
{
    QJsonArray rows;
    for (const QString &app : apps)
        rows.append(QJsonObject{{u"app"_qs, app}, {u"connections"_qs, 1}});
    return {{u"node"_qs, u"a"_qs}, {u"apps"_qs, rows}};
}

QJsonObject stats(const QJsonArray &nodes)
{
    return {{u"event"_qs, u"stats"_qs}, {u"nodes"_qs, nodes}};
}

} // namespace

class TestApplications : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void namesAreSorted()
    {
        QCOMPARE(Applications::namesIn(stats({node({u"b"_qs, u"a"_qs, u"default"_qs})})),
                 QStringList({u"default"_qs, u"a"_qs, u"b"_qs}));
    }

    void nodesAreTakenTogether()
    {
        QCOMPARE(Applications::namesIn(stats(
                     {node({u"default"_qs, u"c"_qs}), node({u"default"_qs, u"a"_qs}), node({})})),
                 QStringList({u"default"_qs, u"a"_qs, u"c"_qs}));
    }

    void nonsenseHasNone_data()
    {
        QTest::addColumn<QJsonObject>("event");
        const auto withApps = [](const QJsonValue &apps) {
            return stats({QJsonObject{{u"node"_qs, u"a"_qs}, {u"apps"_qs, apps}}});
        };
        QTest::newRow("nothing") << QJsonObject();
        QTest::newRow("no nodes") << stats({});
        QTest::newRow("nodes are no list") << QJsonObject{{u"nodes"_qs, 7}};
        QTest::newRow("a node is no object") << stats({u"a"_qs});
        QTest::newRow("a relay that does not tell") << stats({QJsonObject{{u"node"_qs, u"a"_qs}}});
        QTest::newRow("apps are no list") << withApps(u"shop"_qs);
        QTest::newRow("an app is no object") << withApps(QJsonArray{u"shop"_qs});
        QTest::newRow("an app has no name") << withApps(QJsonArray{QJsonObject()});
        QTest::newRow("a name is no text") << withApps(QJsonArray{QJsonObject{{u"app"_qs, 3}}});
    }

    void nonsenseHasNone()
    {
        QFETCH(QJsonObject, event);
        QCOMPARE(Applications::namesIn(event), QStringList());
    }

    void tooManyAreLeftOut()
    {
        QStringList many{u"default"_qs};
        for (int i = 0; i < 1'000; ++i)
            many.append(u"app-%1"_qs.arg(i, 3, 10, QLatin1Char('0')));
        const QStringList names = Applications::namesIn(stats({node(many)}));
        QCOMPARE(names.size(), Applications::Max);
        QCOMPARE(names.first(), u"default"_qs);
        QCOMPARE(names.last(), u"app-062"_qs);
    }

    void saysWhenTheyChange()
    {
        FeedClient client;
        const Applications apps(client);
        QSignalSpy changed(&apps, &Applications::changed);
        QVERIFY(!apps.areSeveral());
        Q_EMIT client.stats(stats({node({u"default"_qs})}));
        QCOMPARE(changed.count(), 1);
        QVERIFY(!apps.areSeveral());
        Q_EMIT client.stats(stats({node({u"default"_qs})}));
        QCOMPARE(changed.count(), 1);
        Q_EMIT client.stats(stats({node({u"default"_qs, u"shop"_qs})}));
        QCOMPARE(changed.count(), 2);
        QVERIFY(apps.areSeveral());
        QCOMPARE(apps.names(), QStringList({u"default"_qs, u"shop"_qs}));
    }

    void anotherRelayHasItsOwn()
    {
        SyntheticFeed one;
        one.setAlive(false);
        one.relay.apps = {u"default"_qs, u"shop"_qs};
        one.relay.populate(10, 4, QDateTime::currentMSecsSinceEpoch());
        SyntheticFeed other;
        other.setAlive(false);
        other.relay.populate(10, 4, QDateTime::currentMSecsSinceEpoch());
        QVERIFY(one.start());
        QVERIFY(other.start());
        FeedClient client;
        const Applications apps(client);
        client.open(one.url(), QString::fromLatin1(SyntheticFeed::Token));
        EVENTUALLY(apps.areSeveral());
        // They stay while it is away.
        one.stop();
        EVENTUALLY(client.state() != FeedClient::State::Open);
        QVERIFY(apps.areSeveral());
        client.open(other.url(), QString::fromLatin1(SyntheticFeed::Token));
        QVERIFY(apps.names().isEmpty());
        EVENTUALLY_COMPARE(apps.names(), QStringList(u"default"_qs));
    }
};

QTEST_GUILESS_MAIN(TestApplications)
#include "tst_adminapplications.moc"
