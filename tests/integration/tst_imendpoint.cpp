// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "textclient.h"

#include <QCryptographicHash>
#include <QtTest>

#include <algorithm>

using namespace Rainbow;
using namespace Rainbow::Test;

// The dialect of xlvein, with its part of the HTTP API (endpoints.md, "im").

namespace {

constexpr char Secret[] = "im secret, long enough for anybody";

class ImStage : public Stage {
public:
    /// The business server is asked nothing unless settings say so.
    [[nodiscard]] bool start(const Fields &settings = {}, int workers = 1)
    {
        return Stage::start(
            settings + Fields{{"connect_url", ""}, {"app_key", "shop"}, {"app_secret", Secret}},
            workers);
    }
    [[nodiscard]] static QByteArray target(const QByteArray &token, const QByteArray &app = "shop")
    {
        return "/ws/connect?app_id=" + app + "&token=" + token;
    }
    [[nodiscard]] std::unique_ptr<TextClient> account(const QString &name)
    {
        auto client = std::make_unique<TextClient>();
        if (!client->open(server(), target(tokenOf(name, Secret))))
            return nullptr;
        return client;
    }
    /// What a request to come in is answered with, when it is refused: `status body`.
    [[nodiscard]] QByteArray refusal(const QByteArray &at) const
    {
        TextClient client;
        if (client.open(server(), at))
            return "let in";
        const RawClient::Answer &answer = client.raw().answer();
        const auto object = QJsonDocument::fromJson(answer.body).object();
        return QByteArray::number(answer.status) + ' '
            + QByteArray::number(object.value(u"error").toInt(-1));
    }

    using Parameters = std::map<QByteArray, QByteArray>; ///< by name, which is how they are signed
    [[nodiscard]] static Parameters signedWith(Parameters parameters, const QByteArray &secret)
    {
        QByteArray text;
        for (const auto &[name, value] : parameters)
            text += name + '=' + value + '&';
        parameters["sign"] =
            QCryptographicHash::hash(text + "key=" + secret, QCryptographicHash::Md5)
                .toHex()
                .toUpper();
        return parameters;
    }
    [[nodiscard]] static Parameters pushTo(const QByteArray &account, const QByteArray &message)
    {
        return {{"app_key", "shop"}, {"send_to", account}, {"message", message}, {"nonce", "17"}};
    }
    [[nodiscard]] HttpReply asForm(const QByteArray &path, const Parameters &parameters) const
    {
        QByteArray body;
        for (const auto &[name, value] : parameters)
            body += (body.isEmpty() ? "" : "&") + name + '=' + value.toPercentEncoding();
        return HttpClient::get(server(), "POST", path, body,
                               {{"Content-Type", "application/x-www-form-urlencoded"}});
    }
    [[nodiscard]] HttpReply asJson(const QByteArray &path, const Parameters &parameters) const
    {
        QJsonObject object;
        for (const auto &[name, value] : parameters)
            object.insert(QString::fromUtf8(name), QString::fromUtf8(value));
        return HttpClient::get(server(), "POST", path, QJsonDocument(object).toJson(),
                               {{"Content-Type", "application/json"}});
    }
};

constexpr char Push[] = "/api/v1/im/push";
constexpr char Room[] = "/api/v1/im/room";

QByteArray done()
{
    return canonical(R"({"error":0,"data":{},"message":""})");
}

} // namespace

class TestImEndpoint : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void refusals();
    void tokens_data();
    void tokens();
    void rotation();
    void oneToOne();
    void everyConnectionOfAnAccount();
    void events();
    void rooms();
    void roomsByTheBusinessServer();
    void whatIsDropped_data();
    void whatIsDropped();
    void push();
    void pushErrors();
    void pushAttacks();
    void theBusinessServerIsAskedToo();
    void origins();
};

void TestImEndpoint::refusals()
{
    ImStage stage;
    QVERIFY(stage.start());
    const QByteArray token = tokenOf(u"alice"_qs, Secret);
    QCOMPARE(stage.refusal("/ws/connect"), QByteArray("200 400"));
    QCOMPARE(stage.refusal("/ws/connect?app_id=shop"), QByteArray("200 400"));
    QCOMPARE(stage.refusal("/ws/connect?token=" + token), QByteArray("200 400"));
    QCOMPARE(stage.refusal(ImStage::target("", "shop")), QByteArray("200 400"));
    QCOMPARE(stage.refusal(ImStage::target(token, "another")), QByteArray("200 1001"));
    QCOMPARE(stage.refusal(ImStage::target("nonsense")), QByteArray("200 1000"));
    QCOMPARE(stage.refusal(ImStage::target(token)), QByteArray("let in"));
    TextClient client;
    QVERIFY(!client.open(stage.server(), "/ws/connect"));
    QVERIFY(client.raw().answer().body.contains("app_id"));
    QCOMPARE(fieldValue(client.raw().answer().headers, "Content-Type").value_or(QByteArray()),
             QByteArray("application/json"));
}

void TestImEndpoint::tokens_data()
{
    QTest::addColumn<QByteArray>("token");
    QTest::addColumn<bool>("good");
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const auto claims = [](qint64 exp) {
        return QJsonObject{{u"sub"_qs, u"alice"_qs}, {u"exp"_qs, exp}};
    };
    QTest::newRow("good") << jsonWebToken(claims(now + 60), Secret) << true;
    QTest::newRow("wrong key") << jsonWebToken(claims(now + 60), "other") << false;
    QTest::newRow("expired") << jsonWebToken(claims(now - 60), Secret) << false;
    QTest::newRow("no exp") << jsonWebToken({{u"sub"_qs, u"alice"_qs}}, Secret) << false;
    QTest::newRow("no sub") << jsonWebToken({{u"exp"_qs, now + 60}}, Secret) << false;
    QJsonObject early = claims(now + 600);
    early.insert(u"nbf"_qs, now + 300);
    QTest::newRow("not yet") << jsonWebToken(early, Secret) << false;
    QTest::newRow("none") << QByteArray("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.") << false;
}

void TestImEndpoint::tokens()
{
    QFETCH(QByteArray, token);
    QFETCH(bool, good);
    ImStage stage;
    QVERIFY(stage.start());
    QCOMPARE(stage.refusal(ImStage::target(token)), QByteArray(good ? "let in" : "200 1000"));
    // No token is in the log.
    QVERIFY(!stage.relay.hasLogged(token.mid(20, 20)));
}

void TestImEndpoint::rotation()
{
    ImStage stage;
    QVERIFY(stage.start());
    const Fields newer{{"connect_url", ""}, {"app_key", "shop"}, {"app_secret", "the new secret"}};
    const QByteArray old = tokenOf(u"alice"_qs, Secret);
    const QByteArray until = QByteArray::number(QDateTime::currentSecsSinceEpoch() + 600);
    QVERIFY(stage.reload(newer
                         + Fields{{"previous_secret", Secret}, {"previous_secret_until", until}}));
    QCOMPARE(stage.refusal(ImStage::target(old)), QByteArray("let in"));
    QCOMPARE(stage.refusal(ImStage::target(tokenOf(u"bob"_qs, "the new secret"))),
             QByteArray("let in"));
    QVERIFY(stage.reload(
        newer + Fields{{"previous_secret", Secret}, {"previous_secret_until", "1700000000"}}));
    QCOMPARE(stage.refusal(ImStage::target(old)), QByteArray("200 1000"));
}

void TestImEndpoint::oneToOne()
{
    ImStage stage;
    QVERIFY(stage.start({}, 2));
    const auto alice = stage.account(u"alice"_qs);
    const auto bob = stage.account(u"bob"_qs);
    QVERIFY(alice && bob);
    const qint64 before = QDateTime::currentMSecsSinceEpoch();
    alice->say(R"({"to":"bob","event":1,"data":{"text":"hi","n":1.0}})");
    QVERIFY(bob->waitFor(1));
    const QJsonObject got = bob->object(0);
    QCOMPARE(got.value(u"from").toString(), u"alice"_qs);
    QCOMPARE(got.value(u"to").toString(), u"bob"_qs);
    QCOMPARE(got.value(u"event").toInt(), 1);
    QVERIFY(bob->heard().first().contains(R"("data":{"text":"hi","n":1.0})")); // as it came
    QCOMPARE(got.value(u"conversation_id").toString(), u"bob"_qs);
    QVERIFY(!got.value(u"msg_id").toString().isEmpty());
    QVERIFY(got.value(u"send_at").toInteger() >= before);
    QVERIFY(got.value(u"send_at").toInteger() <= QDateTime::currentMSecsSinceEpoch());
    QVERIFY(alice->isDone());
    QCOMPARE(alice->count(), 0);
    // Ids differ, from whichever worker.
    bob->say(R"({"to":"alice","data":{}})");
    alice->say(R"({"to":"alice","data":{}})");
    QVERIFY(alice->waitFor(2));
    const QStringList ids{got.value(u"msg_id").toString(),
                          alice->object(0).value(u"msg_id").toString(),
                          alice->object(1).value(u"msg_id").toString()};
    QCOMPARE(QSet<QString>(ids.begin(), ids.end()).size(), 3);
}

void TestImEndpoint::everyConnectionOfAnAccount()
{
    ImStage stage;
    QVERIFY(stage.start({}, 2));
    const auto alice = stage.account(u"alice"_qs);
    std::vector<std::unique_ptr<TextClient>> bobs;
    for (int i = 0; i < 6; ++i)
        bobs.push_back(stage.account(u"bob"_qs));
    const auto carol = stage.account(u"carol"_qs);
    QVERIFY(alice && carol);
    alice->say(R"({"to":"bob","data":{"x":1}})");
    for (const auto &bob : bobs)
        QVERIFY(bob && bob->waitFor(1));
    QVERIFY(carol->isDone());
    QCOMPARE(carol->count(), 0);
}

void TestImEndpoint::events()
{
    ImStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.account(u"alice"_qs);
    QVERIFY(alice);
    alice->say(R"({"to":"alice","data":{}})");
    alice->say(R"({"to":"alice","event":0,"data":{}})");
    alice->say(R"({"to":"alice","event":1,"data":{}})");
    QVERIFY(alice->waitFor(3));
    // 0 is left out, as what is empty is.
    QVERIFY(!alice->object(0).contains(u"event"));
    QVERIFY(!alice->object(1).contains(u"event"));
    QCOMPARE(alice->object(2).value(u"event").toInt(), 1);
}

void TestImEndpoint::rooms()
{
    ImStage stage;
    stage.business.onConnect([](const BusinessRequest &request) {
        return BusinessReply::success({{"RAINBOWCLIENTCHANNEL", request.header("X-Channels")}});
    });
    QVERIFY(stage.business.start());
    QVERIFY(stage.relay.start(stage.complete({{"app_key", "shop"}, {"app_secret", Secret}}), 2));
    const auto enter = [&](const QString &name) {
        auto client = std::make_unique<TextClient>();
        return client->open(stage.server(), ImStage::target(tokenOf(name, Secret)),
                            {{"X-Channels", "room"}})
            ? std::move(client)
            : nullptr;
    };
    const auto alice = enter(u"alice"_qs);
    const auto bob = enter(u"bob"_qs);
    const auto carol = stage.account(u"carol"_qs);
    const ClientPtr rainbow = stage.client("room");
    QVERIFY(alice && bob && carol && rainbow);
    // An account of the room's name is somebody else.
    const auto namesake = stage.account(u"room"_qs);
    QVERIFY(namesake);
    alice->say(R"({"to":"room","event":2,"data":{"text":"all"}})");
    QVERIFY(bob->waitFor(1) && alice->waitFor(1));
    const QJsonObject got = bob->object(0);
    QCOMPARE(got.value(u"event").toInt(), 2);
    QCOMPARE(got.value(u"to").toString(), u"room"_qs);
    QCOMPARE(got.value(u"conversation_id").toString(), u"room"_qs);
    QCOMPARE(got.value(u"from").toString(), u"alice"_qs);
    EVENTUALLY(rainbow->messages().size() == 1);
    QCOMPARE(rainbow->messages().first().payload, QByteArray(R"({"text":"all"})"));
    QVERIFY(carol->isDone() && namesake->isDone());
    QCOMPARE(carol->count() + namesake->count(), 0);
}

void TestImEndpoint::roomsByTheBusinessServer()
{
    ImStage stage;
    QVERIFY(stage.start({}, 2));
    const auto phone = stage.account(u"alice"_qs);
    const auto desk = stage.account(u"alice"_qs);
    const auto bob = stage.account(u"bob"_qs);
    QVERIFY(phone && desk && bob);
    const auto change = [&](const QByteArray &action, const QByteArray &accounts) {
        return stage
            .asForm(Room,
                    ImStage::signedWith({{"app_key", "shop"},
                                         {"room", "r"},
                                         {"accounts", accounts},
                                         {"action", action},
                                         {"nonce", "1"}},
                                        Secret))
            .json();
    };
    QCOMPARE(change("join", "alice, bob,nobody"),
             canonical(R"({"error":0,"data":{"connections":3},"message":""})"));
    QCOMPARE(stage.members("r"), 3);
    bob->say(R"({"to":"r","event":2,"data":{}})");
    QVERIFY(phone->waitFor(1) && desk->waitFor(1) && bob->waitFor(1));
    QCOMPARE(change("leave", "alice"),
             canonical(R"({"error":0,"data":{"connections":2},"message":""})"));
    QCOMPARE(stage.members("r"), 1);
    QVERIFY(change("dance", "alice").contains("400"));
    QVERIFY(change("join", " , ").contains("400"));
}

void TestImEndpoint::whatIsDropped_data()
{
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("not JSON") << QByteArray("hello");
    QTest::newRow("no object") << QByteArray(R"(["to"])");
    QTest::newRow("no to") << QByteArray(R"({"data":{}})");
    QTest::newRow("empty to") << QByteArray(R"({"to":"","data":{}})");
    QTest::newRow("no data") << QByteArray(R"({"to":"alice"})");
    QTest::newRow("data is text") << QByteArray(R"({"to":"alice","data":"x"})");
    QTest::newRow("data is a list") << QByteArray(R"({"to":"alice","data":[]})");
    QTest::newRow("event 3") << QByteArray(R"({"to":"alice","event":3,"data":{}})");
    QTest::newRow("event is text") << QByteArray(R"({"to":"alice","event":"1","data":{}})");
}

void TestImEndpoint::whatIsDropped()
{
    QFETCH(QByteArray, frame);
    ImStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.account(u"alice"_qs);
    QVERIFY(alice);
    alice->say(frame);
    alice->say(R"({"to":"alice","data":{"next":1}})");
    QVERIFY(alice->waitFor(1) && alice->isDone());
    QCOMPARE(alice->count(), 1);
    QVERIFY(alice->heard().first().contains("next"));
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY(stage.relay.hasLogged("frames-ignored=1"));
}

void TestImEndpoint::push()
{
    ImStage stage;
    QVERIFY(stage.start({}, 2));
    const auto alice = stage.account(u"alice"_qs);
    QVERIFY(alice);
    const auto call =
        ImStage::signedWith(ImStage::pushTo("alice", R"({"text":"a & b = ü+1","n":1})"), Secret);
    QCOMPARE(stage.asForm(Push, call).json(), done());
    QCOMPARE(stage.asJson(Push, call).json(), done());
    QVERIFY(alice->waitFor(2));
    for (int i = 0; i < 2; ++i) {
        const QJsonObject got = alice->object(i);
        QCOMPARE(got.value(u"data").toObject().value(u"text").toString(), u"a & b = ü+1"_qs);
        QCOMPARE(got.value(u"to").toString(), u"alice"_qs);
        QVERIFY(!got.contains(u"event") && !got.contains(u"from"));
        QVERIFY(got.contains(u"msg_id") && got.contains(u"send_at"));
    }
    // Nobody is there: done all the same.
    QCOMPARE(stage.asForm(Push, ImStage::signedWith(ImStage::pushTo("bob", "{}"), Secret)).json(),
             done());
}

void TestImEndpoint::pushErrors()
{
    ImStage stage;
    QVERIFY(stage.start());
    const auto errorOf = [&](const ImStage::Parameters &parameters) {
        const HttpReply reply = stage.asForm(Push, parameters);
        return reply.status == 200 ? reply.object().value(u"error").toInt(-1) : reply.status;
    };
    const auto good = ImStage::pushTo("alice", "{}");
    for (const QByteArray name : {"app_key", "send_to", "message", "nonce"}) {
        auto without = good;
        without.erase(name);
        QCOMPARE(errorOf(ImStage::signedWith(without, Secret)), 400);
        QVERIFY(stage.asForm(Push, ImStage::signedWith(without, Secret)).body.contains(name));
    }
    QCOMPARE(errorOf(good), 400); // no sign
    auto unknown = good;
    unknown["app_key"] = "another";
    QCOMPARE(errorOf(ImStage::signedWith(unknown, Secret)), 1001);
    QCOMPARE(errorOf(ImStage::signedWith(good, "wrong")), 1002);
    for (const QByteArray message : {"x", "[]", "1", "\"x\"", "{\"a\":", "\xef\xbb\xbf{}",
                                     "{\"a\":\"\n\"}", "{\"a\":\"\\x41\"}", "{\"a\":\"\xff\"}"}) {
        QCOMPARE(errorOf(ImStage::signedWith(ImStage::pushTo("alice", message), Secret)), 1003);
    }
    QCOMPARE(HttpClient::get(stage.server(), "GET", Push).status, 405);
}

void TestImEndpoint::pushAttacks()
{
    ImStage stage;
    QVERIFY(stage.start());
    const auto alice = stage.account(u"alice"_qs);
    const auto mallory = stage.account(u"mallory"_qs);
    QVERIFY(alice && mallory);
    const auto good = ImStage::signedWith(ImStage::pushTo("mallory", R"({"a":1})"), Secret);
    const auto errorOf = [&](const ImStage::Parameters &parameters) {
        return stage.asForm(Push, parameters).object().value(u"error").toInt(-1);
    };
    for (const auto &[name, value] : good) {
        auto changed = good;
        changed[name] = name == "message" ? QByteArray(R"({"a":2})") : value + "0";
        QVERIFY2(errorOf(changed) >= 1001, name.constData());
    }
    auto lower = good;
    lower["sign"] = lower["sign"].toLower();
    QCOMPARE(errorOf(lower), 1002);
    // One value that reads as two parameters signs the same; it is none of those that there are.
    auto split = good;
    split.erase("nonce");
    split.erase("send_to");
    split["message"] = R"({"a":1}&nonce=17&send_to=mallory)";
    QCOMPARE(errorOf(split), 400);
    auto more = ImStage::pushTo("alice", "{}");
    more["zzz"] = "1";
    QCOMPARE(errorOf(ImStage::signedWith(more, Secret)), 400);
    // Twice the same.
    const QByteArray body =
        "app_key=shop&send_to=alice&send_to=mallory&message={}&nonce=1&sign=" + QByteArray(32, 'A');
    QCOMPARE(HttpClient::get(stage.server(), "POST", Push, body).object().value(u"error").toInt(),
             400);
    QVERIFY(alice->isDone());
    QCOMPARE(alice->count(), 0);
}

void TestImEndpoint::theBusinessServerIsAskedToo()
{
    ImStage stage;
    QVERIFY(stage.business.start());
    QVERIFY(stage.relay.start(stage.complete({{"app_key", "shop"}, {"app_secret", Secret}})));
    QVERIFY(stage.account(u"alice"_qs));
    QCOMPARE(stage.business.connects().size(), 1);
    const BusinessRequest asked = stage.business.connects().first();
    QCOMPARE(asked.header("RAINBOWCLIENTACCOUNT"), QByteArray("alice"));
    QVERIFY(!asked.hasHeader("token")); // it is the relay's to check
    stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        return reply;
    });
    QCOMPARE(stage.refusal(ImStage::target(tokenOf(u"alice"_qs, Secret))), QByteArray("200 1000"));
}

void TestImEndpoint::origins()
{
    ImStage stage;
    QVERIFY(stage.start());
    const QByteArray target = ImStage::target(tokenOf(u"alice"_qs, Secret));
    TextClient stranger;
    QVERIFY(!stranger.open(stage.server(), target, {{"Origin", "https://evil.example"}}));
    QCOMPARE(stranger.raw().answer().status, 403);
    QVERIFY(stage.reload({{"connect_url", ""},
                          {"app_key", "shop"},
                          {"app_secret", Secret},
                          {"endpoint:/ws/connect/dialect", "im"},
                          {"endpoint:/ws/connect/origins", "https://app.example"}}));
    TextClient friendly;
    QVERIFY(friendly.open(stage.server(), target, {{"Origin", "https://app.example"}}));
    // With an endpoint of its own there are no others.
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 404);
}

QTEST_GUILESS_MAIN(TestImEndpoint)
#include "tst_imendpoint.moc"
