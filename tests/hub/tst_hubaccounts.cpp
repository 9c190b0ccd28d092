// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QTest>

#include <algorithm>
#include <random>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Original = SessionProtocol::Original;
constexpr auto Version2 = SessionProtocol::Version2;

QByteArrayList connections(const Hub &hub, const QByteArray &account)
{
    QByteArrayList identities;
    for (Session *session : hub.connectionsOf(AccountName(account)))
        identities.append(session->identity().bytes());
    std::sort(identities.begin(), identities.end());
    return identities;
}

} // namespace

/// Whose connections there are.
class TestHubAccounts : public QObject {
    Q_OBJECT

    static HubSettings atMost(int connections)
    {
        HubSettings settings;
        settings.maxConnectionsPerAccount = connections;
        return settings;
    }

private Q_SLOTS:
    void comeAndGo()
    {
        World world;
        auto &a = world.connectAs(Original, "a", "anna");
        auto &b = world.connectAs(Version2, "b", "anna");
        world.connectAs(Original, "c", "bert");
        world.connect("d"); // nobody's
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"a", "b"}));
        QCOMPARE(connections(world.hub(), "bert"), (QByteArrayList{"c"}));
        QVERIFY(connections(world.hub(), "").isEmpty());
        QVERIFY(connections(world.hub(), "d").isEmpty());
        world.leave(a);
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"b"}));
        world.lose(b); // kept
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"b"}));
        auto *back = world.resume(b);
        QVERIFY(back);
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"b"}));
        world.lose(*back);
        QVERIFY(world.pass(61s));
        QVERIFY(connections(world.hub(), "anna").isEmpty());
    }

    void whoHasGoneIsNoConnection()
    {
        // Its message is under way still.
        World world;
        auto &client = world.connectAs(Version2, "a", "anna");
        world.send(client, QoS::AtLeastOnce, 1, "hello");
        world.leave(client);
        QVERIFY(connections(world.hub(), "anna").isEmpty());
        world.businessAnswers(World::yes());
        QCOMPARE(world.upstream().closes.size(), 1);
    }

    void isNoChannel()
    {
        World world;
        auto &client = world.connectAs(Original, "a", "anna", {"room"});
        QCOMPARE(client.session->channelCount(), 1);
        QCOMPARE(client.session->channels().size(), size_t(1));
        QCOMPARE(world.hub().gauges().channels, 1);
        QCOMPARE(world.hub().gauges().memberships, 1);
        QVERIFY(!world.hub().findChannel(ChannelName("anna")));
        QCOMPARE(world.members("anna"), 0);
        QCOMPARE(world.members("room"), 1);
        TableWalk walk;
        QByteArrayList met;
        (void)world.hub().walk(
            walk, 1'000, [&met](const Channel &channel) { met.append(channel.name().bytes()); });
        QCOMPARE(met, (QByteArrayList{"room"}));
        // A channel of that name is another thing.
        world.publish("anna", QoS::AtMostOnce, "hello");
        QVERIFY(client.take().isEmpty());
        auto &member = world.connect("b", {"anna"});
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"a"}));
        world.leave(client);
        QCOMPARE(world.members("anna"), 1);
        world.leave(member);
        QCOMPARE(world.hub().gauges().channels, 0);
    }

    void manyAtRandom()
    {
        World world;
        std::mt19937 random(7);
        std::vector<World::Client *> clients;
        std::map<QByteArray, std::set<QByteArray>> expected;
        const QByteArrayList names{"anna", "bert", "cleo", ""};
        for (int i = 0; i < 2'000; ++i) {
            if (random() % 2 || clients.empty()) {
                const QByteArray identity = QByteArray::number(i);
                const QByteArray &account = names[int(random() % 4)];
                QByteArrayList channels{"x"};
                if (random() % 2)
                    channels.append(account + '!'); // memberships before and behind each other
                clients.push_back(&world.connectAs(Original, identity, account, channels));
                expected[account].insert(identity);
            } else {
                const size_t at = random() % clients.size();
                const SessionInfo info = clients[at]->session->info();
                world.leave(*clients[at]);
                clients.erase(clients.begin() + std::ptrdiff_t(at));
                expected[info.account.bytes()].erase(info.identity.bytes());
            }
            const QByteArray &account = names[int(random() % 3)];
            const auto &there = expected[account];
            const QByteArrayList found = connections(world.hub(), account);
            QVERIFY(std::equal(found.begin(), found.end(), there.begin(), there.end()));
        }
    }

    // --- not too many

    void theNewestIsClosed()
    {
        World world(1, atMost(2));
        auto &first = world.connectAs(Original, "a", "anna");
        auto &second = world.connectAs(Original, "b", "anna");
        world.connectAs(Original, "other", "bert");
        SessionInfo info{Identity("c"), "ios", "device", "::1", Version2};
        info.account = AccountName("anna");
        auto &third = world.connectAs(info, {"room"});
        QCOMPARE(third.link.closes, (QByteArrayList{"4429 too many connections of the account"}));
        QVERIFY(third.take().isEmpty()); // no HELLO: there is no session to come back to
        QCOMPARE(third.session->channelCount(), 0);
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"a", "b"}));
        QVERIFY(first.link.closes.isEmpty());
        QVERIFY(second.link.closes.isEmpty());
        world.send(third, QoS::AtLeastOnce, 1, "hello");
        QVERIFY(world.upstream().calls.empty());
        world.lose(third);
        QVERIFY(!world.hub().find(Identity("c")));
        QCOMPARE(world.upstream().closes, (QByteArrayList{"c "}));

        world.leave(first);
        auto &fourth = world.connectAs(Original, "d", "anna");
        QVERIFY(fourth.link.closes.isEmpty());
    }

    void theCookieOfTheClosedIsTold()
    {
        World world(1, atMost(1));
        world.connectAs(Original, "a", "anna");
        BusinessAnswer answer = World::yes();
        answer.cookie = "crumbs";
        FakeLink link(world.now);
        SessionInfo info{Identity("b"), "ios", "device", "::1"};
        info.account = AccountName("anna");
        Session &session = world.hub().open(info, link, world.encoder, answer);
        QCOMPARE(link.closes.size(), 1);
        world.hub().close(session, Ending::Over, world.now);
        QCOMPARE(world.upstream().closes, (QByteArrayList{"b crumbs"}));
    }

    void theLostGiveWay()
    {
        World world(1, atMost(2));
        auto &a = world.connectAs(Version2, "a", "anna");
        auto &b = world.connectAs(Version2, "b", "anna");
        world.lose(a);
        QVERIFY(world.pass(1s));
        world.lose(b);
        auto &c = world.connectAs(Version2, "c", "anna");
        QVERIFY(c.link.closes.isEmpty());
        QVERIFY(!world.resume(a)); // it was lost first
        QVERIFY(world.pass(0s));
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"b", "c"}));
        QVERIFY(world.resume(b));
        QCOMPARE(world.connectAs(Version2, "d", "anna").link.closes.size(), 1);
    }

    void aLowerLimit()
    {
        // What is there stays; of what has no connection as many go as have to.
        World world(1, atMost(0));
        auto &a = world.connectAs(Version2, "a", "anna");
        auto &b = world.connectAs(Version2, "b", "anna");
        world.connectAs(Version2, "c", "anna");
        world.lose(a);
        world.lose(b);
        world.hub().setSettings(atMost(2), world.now);
        QVERIFY(world.connectAs(Version2, "d", "anna").link.closes.isEmpty());
        QVERIFY(world.pass(0s));
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"c", "d"}));
        world.hub().setSettings(atMost(1), world.now);
        QCOMPARE(world.connectAs(Version2, "e", "anna").link.closes.size(), 1);
        QCOMPARE(connections(world.hub(), "anna"), (QByteArrayList{"c", "d"}));
    }

    void theClosedAreNotCounted()
    {
        World world(1, atMost(1));
        world.connectAs(Original, "a", "anna");
        QVERIFY(world.hub().dismiss(Identity("a"), CloseCode::KickedByAdministrator, "out"));
        QVERIFY(world.connectAs(Original, "b", "anna").link.closes.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestHubAccounts)
#include "tst_hubaccounts.moc"
