// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hubfakes.h"

#include <QJsonDocument>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

constexpr auto Original = SessionProtocol::Original;
constexpr auto Version2 = SessionProtocol::Version2;

using Kind = Order::Kind;

Order orderOf(Kind kind, const QByteArray &account, const QByteArray &channel)
{
    Order order;
    order.kind = kind;
    order.account = AccountName(account);
    order.channel = ChannelName(channel);
    return order;
}

Order contextOrder(const QByteArray &key, const QByteArray &data)
{
    Order order;
    order.kind = Kind::SetContext;
    order.identity = Identity("a");
    order.key = key;
    order.data = data;
    return order;
}

QByteArray contextOf(const World::Client &client)
{
    return QJsonDocument(client.session->context).toJson(QJsonDocument::Compact);
}

} // namespace

/// What hubs are told to do: count, kick, close, move accounts, keep a context.
class TestHubOrders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void count()
    {
        World world(2);
        world.connect("a", {"room"}, 0);
        auto &b = world.connect("b", {"room", "other"}, 1);
        world.connect("c", {"room"}, 1);
        world.order(orderOf(Kind::Count, {}, "room"));
        QCOMPARE(world.receipt().matched, 3);
        world.leave(b);
        world.order(orderOf(Kind::Count, {}, "room"), 1);
        QCOMPARE(world.receipt().matched, 2);
        world.order(orderOf(Kind::Count, {}, "other"));
        QCOMPARE(world.receipt().matched, 0);
        world.order(orderOf(Kind::Count, {}, {}));
        QCOMPARE(world.receipt().matched, 0);
    }

    // --- kick

    void anAccountFromAChannel()
    {
        World world(2);
        auto &a = world.connectAs(Original, "a", "anna", {"room", "other"}, 0);
        auto &b = world.connectAs(Original, "b", "anna", {"room"}, 1);
        world.connectAs(Original, "c", "anna", {"other"}, 1);
        world.connectAs(Original, "d", "bert", {"room"}, 1);
        world.order(orderOf(Kind::Kick, "anna", "room"));
        QCOMPARE(world.receipt().matched, 2);
        QCOMPARE(world.members("room"), 1);
        QCOMPARE(world.members("other"), 2);
        QVERIFY(a.link.closes.isEmpty() && b.link.closes.isEmpty());
        world.order(orderOf(Kind::Kick, "anna", "room"));
        QCOMPARE(world.receipt().matched, 0);
        world.order(orderOf(Kind::Kick, "nobody", "room"));
        QCOMPARE(world.receipt().matched, 0);
        QCOMPARE(world.members("room"), 1);
    }

    void theLastOfAChannel()
    {
        World world;
        world.connectAs(Original, "a", "anna", {"room"});
        world.connectAs(Original, "b", "anna", {"room"});
        world.order(orderOf(Kind::Kick, "anna", "room"));
        QCOMPARE(world.receipt().matched, 2);
        QCOMPARE(world.hub().gauges().channels, 0);
        QCOMPARE(world.hub().gauges().memberships, 0);
    }

    void everybodyFromAChannel()
    {
        World world(2);
        world.connectAs(Original, "a", "anna", {"room", "other"}, 0);
        world.connect("b", {"room"}, 1);
        world.order(orderOf(Kind::Kick, {}, "room"));
        QCOMPARE(world.receipt().matched, 2);
        QCOMPARE(world.members("room"), 0);
        QCOMPARE(world.members("other"), 1);
        world.order(orderOf(Kind::Kick, {}, "room"));
        QCOMPARE(world.receipt().matched, 0);
    }

    void anAccountForGood()
    {
        World world(2);
        auto &a = world.connectAs(Version2, "a", "anna", {"room"}, 0);
        auto &b = world.connectAs(SessionProtocol::Im, "b", "anna", {}, 1);
        auto &c = world.connectAs(Version2, "c", "anna", {"room"}, 1);
        auto &d = world.connectAs(Original, "d", "bert", {"room"}, 1);
        world.lose(c);
        world.order(orderOf(Kind::Kick, "anna", {}));
        QCOMPARE(world.receipt().matched, 3);
        QCOMPARE(a.link.closes, (QByteArrayList{"4501 closed by the business server"}));
        QCOMPARE(b.link.closes, (QByteArrayList{"4501 closed by the business server"}));
        QVERIFY(d.link.closes.isEmpty());
        // Nobody can be kicked twice.
        world.order(orderOf(Kind::Kick, "anna", {}));
        QCOMPARE(world.receipt().matched, 0);
        QCOMPARE(a.link.closes.size(), 1);
        // None of them comes back.
        QVERIFY(!world.resume(c));
        world.lose(a);
        QVERIFY(!world.resume(a));
        QVERIFY(world.pass(0s));
        QVERIFY(!world.hub(0).find(Identity("a")));
        QVERIFY(!world.hub(1).find(Identity("c")));
        QCOMPARE(world.members("room"), 1);
    }

    void nobodyFromNowhere()
    {
        World world;
        auto &a = world.connect("a", {"room"});
        world.order(orderOf(Kind::Kick, {}, {}));
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 0);
        QCOMPARE(receipt.refusal, "account miss");
        QVERIFY(a.link.closes.isEmpty());
        QCOMPARE(world.members("room"), 1);
    }

    // --- close

    void close()
    {
        World world(2);
        auto &a = world.connectAs(Version2, "a", {}, {}, 1);
        auto &b = world.connectAs(Version2, "b", {}, {}, 1);
        Order order;
        order.kind = Kind::Close;
        order.identity = Identity("a");
        world.order(order);
        QCOMPARE(world.receipt().matched, 1);
        QCOMPARE(a.link.closes, (QByteArrayList{"4501 closed by the business server"}));
        QVERIFY(b.link.closes.isEmpty());
        world.order(order);
        QCOMPARE(world.receipt().matched, 0);
        world.lose(a);
        QVERIFY(!world.resume(a));
        order.identity = Identity("nobody");
        world.order(order);
        QCOMPARE(world.receipt().matched, 0);
        // One that is away ends.
        world.lose(b);
        order.identity = Identity("b");
        world.order(order);
        QCOMPARE(world.receipt().matched, 1);
        QVERIFY(!world.resume(b));
        QVERIFY(world.pass(0s));
        QVERIFY(!world.hub(1).find(Identity("b")));
    }

    // --- whole accounts

    void joinsAndLeaves()
    {
        World world(2);
        auto &a = world.connectAs(Original, "a", "anna", {"room"}, 0);
        world.connectAs(Original, "b", "anna", {}, 1);
        auto &c = world.connectAs(Version2, "c", "anna", {}, 1);
        world.connectAs(Original, "d", "bert", {}, 1);
        world.lose(c);
        world.order(orderOf(Kind::JoinAccount, "anna", "room"));
        Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 3);
        QVERIFY(receipt.refusal.isEmpty());
        QCOMPARE(world.members("room"), 3);
        QVERIFY(a.session->isIn(*world.hub().findChannel(ChannelName("room"))));
        world.order(orderOf(Kind::JoinAccount, "nobody", "room"));
        QCOMPARE(world.receipt().matched, 0);
        world.order(orderOf(Kind::LeaveAccount, "anna", "room"));
        QCOMPARE(world.receipt().matched, 3);
        QCOMPARE(world.members("room"), 0);
        world.order(orderOf(Kind::LeaveAccount, "anna", "room"));
        QCOMPARE(world.receipt().matched, 3); // it is in it no more
    }

    void whoCannotJoin()
    {
        HubSettings settings;
        settings.maxChannelsPerClient = 1;
        World world(1, settings);
        world.connectAs(Original, "a", "anna", {"other"});
        world.connectAs(Original, "b", "anna");
        world.order(orderOf(Kind::JoinAccount, "anna", "room"));
        Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 2);
        QCOMPARE(receipt.refusal, "too many channels");
        QCOMPARE(world.members("room"), 1);
        world.order(orderOf(Kind::JoinAccount, "anna", {}));
        QCOMPARE(world.receipt().refusal, "channel miss");
        world.order(orderOf(Kind::LeaveAccount, "anna", {}));
        QVERIFY(world.receipt().refusal.isEmpty());
    }

    // --- context

    void context()
    {
        World world(2);
        auto &a = world.connect("a", {}, 1);
        QCOMPARE(contextOf(a), "{}");
        world.order(contextOrder("name", R"("Anna")"));
        Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 1);
        QVERIFY(receipt.refusal.isEmpty());
        world.order(contextOrder("age", "7"));
        world.order(contextOrder("list", " [1, {\"x\": null}] "));
        world.order(contextOrder("age", "8"));
        world.receipts.clear();
        QCOMPARE(contextOf(a), R"({"age":8,"list":[1,{"x":null}],"name":"Anna"})");
        QVERIFY(world.hub(1).find(Identity("a"))->context.contains(QStringLiteral("age")));
        world.order(contextOrder({}, R"({"new":true})"));
        QVERIFY(world.receipt().refusal.isEmpty());
        QCOMPARE(contextOf(a), R"({"new":true})");
    }

    void noContext_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QByteArray>("refusal");
        const QByteArray noJson = "context is not JSON";
        const QByteArray noObject = "context is not a JSON object";
        const QByteArray tooLarge = "context too large";
        QTest::newRow("nothing") << QByteArray("k") << QByteArray() << noJson;
        QTest::newRow("a word") << QByteArray("k") << QByteArray("word") << noJson;
        QTest::newRow("cut off") << QByteArray("k") << QByteArray(R"({"a":)") << noJson;
        QTest::newRow("two values") << QByteArray("k") << QByteArray("1,2") << noJson;
        QTest::newRow("out of its array") << QByteArray("k") << QByteArray("1],[2") << noJson;
        QTest::newRow("not UTF-8") << QByteArray("k") << QByteArray("\"\xff\"") << noJson;
        QTest::newRow("too deep") << QByteArray("k")
                                  << QByteArray(5'000, '[') + QByteArray(5'000, ']') << noJson;
        QTest::newRow("an array") << QByteArray() << QByteArray("[]") << noObject;
        QTest::newRow("a number") << QByteArray() << QByteArray("1") << noObject;
        QTest::newRow("null") << QByteArray() << QByteArray("null") << noObject;
        QTest::newRow("a large value")
            << QByteArray("k") << '"' + QByteArray(Hub::MaxContextSize, 'x') + '"' << tooLarge;
        QTest::newRow("a large key")
            << QByteArray(Hub::MaxContextSize + 1, 'k') << QByteArray("1") << tooLarge;
        // {"k":"…","old":1} is 16 more
        QTest::newRow("one byte too many")
            << QByteArray("k") << '"' + QByteArray(Hub::MaxContextSize - 15, 'x') + '"' << tooLarge;
        QTest::newRow("just not") << QByteArray("k")
                                  << '"' + QByteArray(Hub::MaxContextSize - 16, 'x') + '"'
                                  << QByteArray();
        QByteArray many = "{";
        for (int i = 0; i <= Hub::MaxContextMembers; ++i)
            many += (i ? "," : "") + ('"' + QByteArray::number(i)) + "\":1";
        QTest::newRow("many members") << QByteArray() << many + '}' << tooLarge;
    }
    void noContext()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, data);
        QFETCH(QByteArray, refusal);
        World world;
        auto &a = world.connect("a");
        world.order(contextOrder("old", "1"));
        world.receipts.clear();
        world.order(contextOrder(key, data));
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.refusal, refusal);
        QCOMPARE(receipt.matched, 1);
        if (!refusal.isEmpty())
            QCOMPARE(contextOf(a), R"({"old":1})");
        else
            QCOMPARE(contextOf(a).size(), Hub::MaxContextSize);
    }

    void aBoundOfMembers()
    {
        World world;
        auto &a = world.connect("a");
        for (int i = 0; i < Hub::MaxContextMembers; ++i)
            world.order(contextOrder(QByteArray::number(i), "1"));
        for (const Receipt &receipt : std::as_const(world.receipts))
            QVERIFY(receipt.refusal.isEmpty());
        world.receipts.clear();
        world.order(contextOrder("more", "1"));
        QCOMPARE(world.receipt().refusal, "context too large");
        world.order(contextOrder("7", "2"));
        QVERIFY(world.receipt().refusal.isEmpty());
        QCOMPARE(a.session->context.size(), Hub::MaxContextMembers);
    }

    void nobodysContext()
    {
        World world(2);
        world.order(contextOrder("k", "1"));
        const Receipt receipt = world.receipt();
        QCOMPARE(receipt.matched, 0);
        QVERIFY(receipt.refusal.isEmpty());
    }

    void aContextOutlivesAConnection()
    {
        World world;
        auto &a = world.connect2("a");
        world.order(contextOrder("k", "1"));
        world.lose(a);
        auto *back = world.resume(a);
        QVERIFY(back);
        QCOMPARE(contextOf(*back), R"({"k":1})");
    }
};

QTEST_GUILESS_MAIN(TestHubOrders)
#include "tst_huborders.moc"
