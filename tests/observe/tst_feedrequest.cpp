// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedrequest.h"

#include <QTest>

using namespace Rainbow;

/// What dashboards may ask for, and what is said when they do it wrong.
class TestFeedRequest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsQuestions();
    void readsFilters();
    void readsEvents();
    void readsActions();
    void readsPayloads();
    void keepsTheId();
    void namesWhatIsWrong_data();
    void namesWhatIsWrong();

private:
    template <typename Wish>
    static Wish read(const QByteArray &members)
    {
        const FeedRequest request = parseFeedRequest("{\"id\":1," + members + '}');
        if (const FeedError *error = request.error())
            qWarning() << error->text;
        return std::get<Wish>(std::get<FeedWish>(request.wish));
    }
};

void TestFeedRequest::readsQuestions()
{
    const auto plain = read<ConnectionsQuestion>(R"("ask":"connections")");
    QCOMPARE(plain.query.offset, 0);
    QCOMPARE(plain.query.limit, 100);
    QCOMPARE(plain.query.sort, "connectedAt");
    QVERIFY(plain.query.descending);
    QVERIFY(plain.channel.isEmpty() && !plain.withChannel);
    const auto sorted =
        read<ConnectionsQuestion>(R"("ask":"connections","sort":"bytesIn","offset":7,"limit":500)");
    QCOMPARE(sorted.query.sort, "bytesIn");
    QVERIFY(!sorted.query.descending);
    QCOMPARE(sorted.query.offset, 7);
    QCOMPARE(sorted.query.limit, 500);
    QVERIFY(read<ConnectionsQuestion>(R"("ask":"connections","sort":"bytesIn","order":"desc")")
                .query.descending);

    QCOMPARE(read<ChannelsQuestion>(R"("ask":"channels")").query.sort, "members");
    const auto channel = read<ConnectionsQuestion>(R"("ask":"channel","name":"a")");
    QCOMPARE(channel.channel, ChannelName("a"));
    QVERIFY(channel.withChannel);
    QCOMPARE(read<ConnectionQuestion>(R"("ask":"connection","identity":"x")").identity,
             Identity("x"));
    read<NodesQuestion>(R"("ask":"nodes")");
    read<ConfigQuestion>(R"("ask":"config")");
    read<TimeQuestion>(R"("ask":"time","unknown":[1,2])");
    QVERIFY(read<WatchRequest>(R"("watch":"connection","identity":"x")").on);
    QVERIFY(!read<WatchRequest>(R"("unwatch":"connection","identity":"x")").on);
}

void TestFeedRequest::readsFilters()
{
    QCOMPARE(read<ChannelsQuestion>(R"("ask":"channels","filter":"room")").query.filter.text,
             "room");
    QVERIFY(
        read<ChannelsQuestion>(R"("ask":"channels","filter":null)").query.filter.text.isEmpty());
    const auto question = read<ConnectionsQuestion>(
        R"("ask":"connections","filter":{"platform":"iOS","channels":2,"text":"x","channel":"c"})");
    QCOMPARE(question.query.filter.text, "x");
    QCOMPARE(question.channel, ChannelName("c"));
    QCOMPARE(question.query.filter.matches.size(), 2);
    QCOMPARE(question.query.filter.matches[0].member, "channels");
    QCOMPARE(std::get<double>(question.query.filter.matches[0].value), 2);
    QCOMPARE(std::get<QByteArray>(question.query.filter.matches[1].value), "iOS");
}

void TestFeedRequest::readsEvents()
{
    QVERIFY(!read<EventsQuestion>(R"("ask":"events")").after);
    const auto question = read<EventsQuestion>(
        R"("ask":"events","after":7,"filter":{"kinds":["close","error"],"text":"t","identity":"i"})");
    QCOMPARE(question.after, quint64(7));
    QCOMPARE(question.kinds, (QList{JournalKind::Close, JournalKind::Error}));
    QCOMPARE(question.text, "t");
    QCOMPARE(question.identity, "i");
}

void TestFeedRequest::readsActions()
{
    QCOMPARE(read<KickAction>(R"("do":"kick","identity":"x","reason":"r")").reason, "r");
    QVERIFY(read<SubscribeAction>(R"("do":"subscribe","identity":"x","channel":"c","occupy":true)")
                .occupy);
    QVERIFY(!read<SubscribeAction>(R"("do":"unsubscribe","identity":"x","channel":"c")").join);
    QCOMPARE(read<DrainAction>(R"("do":"drain","node":"n")").node, "n");
    QCOMPARE(read<LogLevelAction>(R"("do":"log_level","level":"warning")").level,
             LogLevel::Warning);
    read<ReloadAction>(R"("do":"reload")");
    const FeedRequest request = parseFeedRequest(R"({"id":1,"do":"dance"})");
    QCOMPARE(request.action, "dance");
    QVERIFY(request.error());
    QVERIFY(parseFeedRequest(R"({"id":1,"ask":"time"})").action.isEmpty());
    QVERIFY(!parseFeedRequest(R"({"id":1,"do":""})").action.isEmpty());
}

void TestFeedRequest::readsPayloads()
{
    const auto plain = read<SendAction>(R"("do":"send","channel":"c")");
    QCOMPARE(plain.type, quint16(1));
    QCOMPARE(plain.qos, QoS::AtMostOnce);
    QCOMPARE(plain.timeout, std::chrono::milliseconds(5'000));
    QVERIFY(plain.payload.isEmpty());
    QCOMPARE(read<SendAction>(R"("do":"send","channel":"c","payload":"\u00e4\u0000")").payload,
             QByteArray("\xc3\xa4\0", 3));
    const auto coded = read<SendAction>(
        R"("do":"send","identity":"i","payloadBase64":"AP8=","qos":2,"type":65535,"timeoutMs":1)");
    QCOMPARE(coded.payload, QByteArray("\0\xff", 2));
    QCOMPARE(coded.qos, QoS::ExactlyOnce);
    QCOMPARE(coded.type, quint16(65'535));
    QCOMPARE(coded.identity, Identity("i"));
}

void TestFeedRequest::keepsTheId()
{
    const auto idOf = [](const QByteArray &id) {
        return parseFeedRequest("{\"ask\":\"time\",\"id\":" + id + '}').id;
    };
    QCOMPARE(idOf("7"), "7");
    QCOMPARE(idOf("-7"), "-7");
    QCOMPARE(idOf("9223372036854775807"), "9223372036854775807");
    QCOMPARE(idOf("\"a\\\"b\""), "\"a\\\"b\"");
    QCOMPARE(idOf("\"\""), "\"\"");
    QCOMPARE(idOf('"' + QByteArray(64, 'x') + '"').size(), 66);
    for (const QByteArray &wrong :
         {QByteArray("1.5"), QByteArray("1e30"), QByteArray("null"), QByteArray("true"),
          QByteArray("[1]"), QByteArray("{}"), '"' + QByteArray(65, 'x') + '"'}) {
        QVERIFY2(idOf(wrong).isEmpty(), wrong.constData());
    }
}

void TestFeedRequest::namesWhatIsWrong_data()
{
    QTest::addColumn<QByteArray>("members");
    QTest::addColumn<QByteArray>("error");
    QTest::addColumn<int>("code");
    const auto row = [](const char *members, const char *error, int code = 400) {
        QTest::newRow(members) << QByteArray(members) << QByteArray(error) << code;
    };
    row(R"("ask":7)", "ask must be text of 1 to 64 bytes");
    row(R"("ask":"connections","offset":-1)", "offset must be a whole number from 0 to 1000000000");
    row(R"("ask":"connections","offset":1.5)",
        "offset must be a whole number from 0 to 1000000000");
    row(R"("ask":"connections","offset":1e300)",
        "offset must be a whole number from 0 to 1000000000");
    row(R"("ask":"connections","limit":"5")", "limit must be a whole number from 0 on");
    row(R"("ask":"connections","limit":501)", "limit must be at most 500", 413);
    row(R"("ask":"connections","sort":"rate")", "sort must be a member of the rows");
    row(R"("ask":"connections","sort":1)", "sort must be text of 1 to 64 bytes");
    row(R"("ask":"connections","order":"up")", "order must be asc or desc");
    row(R"("ask":"connections","filter":[])", "filter must be text or an object");
    row(R"("ask":"connections","filter":{"x":1})", "filter: there is no member x");
    row(R"("ask":"connections","filter":{"worker":"1"})", "filter: worker must be a number");
    row(R"("ask":"connections","filter":{"state":1})", "filter: state must be text");
    row(R"("ask":"connections","filter":{"text":1})",
        "filter: text must be text of 0 to 1024 bytes");
    row(R"("ask":"channels","filter":{"channel":"c"})", "filter: there is no member channel");
    row(R"("ask":"channel")", "name must be text of 1 to 1024 bytes");
    row(R"("ask":"events","after":"x")", "after must be a whole number from 0 on");
    row(R"("ask":"events","filter":{"kinds":"close"})", "filter: kinds must be a list");
    row(R"("ask":"events","filter":{"kinds":[1]})",
        "filter: kinds must be of connect, resume, close, refusal, limit, callback, action, error");
    row(R"("do":"kick","identity":"x","reason":1)", "reason must be text of 0 to 120 bytes");
    row(R"("do":"subscribe","identity":"x","channel":"c","occupy":1)",
        "occupy must be true or false");
    row(R"("do":"send","channel":"c","payload":"","payloadBase64":"")",
        "payload and payloadBase64 exclude each other");
    row(R"("do":"send","channel":"c","payloadBase64":7)", "payloadBase64 must be base64");
    row(R"("do":"send","channel":"c","type":65536)", "type must be a whole number from 1 to 65535");
}

void TestFeedRequest::namesWhatIsWrong()
{
    QFETCH(QByteArray, members);
    QFETCH(QByteArray, error);
    QFETCH(int, code);
    const FeedRequest request = parseFeedRequest("{\"id\":1," + members + '}');
    QVERIFY(request.error());
    QCOMPARE(request.error()->text, error);
    QCOMPARE(request.error()->code, code);
    QCOMPARE(request.id, "1");
}

QTEST_APPLESS_MAIN(TestFeedRequest)
#include "tst_feedrequest.moc"
