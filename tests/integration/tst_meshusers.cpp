// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "meshstage.h"

#include <QtTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// Who may call by mesh, and what (endpoints.md, "mesh": Access).

namespace {

/// The users of the tests of access.
Fields users()
{
    return {{"access:root/password", "pass:word"},
            {"access:reader/password", "r"},
            {"access:reader/rights", "read"},
            {"access:writer/password", "w"},
            {"access:writer/rights", "write"}};
}

const QByteArray Done = MeshStage::done();

QByteArray reached(int delivered, int failed = 0)
{
    return MeshStage::reached(delivered, failed);
}

} // namespace

class TestMeshUsers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutUsers();
    void passwords();
    void rights();
    void hosts();
    void failures();
    void userOfAnApplication();
    void usersByReload();
    void noClient();
};

void TestMeshUsers::withoutUsers()
{
    const QByteArray body = R"({"c":"room","d":1})";
    const Fields afar{{"X-Forwarded-For", "192.0.2.1"}};
    const Fields browser{{"Origin", "http://evil.example"}};
    MeshStage stage;
    QVERIFY(stage.startMesh({{"trusted_proxies", "127.0.0.1"}}));
    QCOMPARE(stage.publish(body), reached(0));
    QCOMPARE(stage.post("publish", body, afar).status, 403);
    QCOMPARE(stage.post("send", body, afar).status, 403);
    QCOMPARE(stage.post("publish", body, browser).status, 403);
    MeshClient near;
    QVERIFY(near.open(stage.server()));
    QCOMPARE(near.call("mesh.publish", body), reached(0));
    QVERIFY(near.pop("topic"));
    for (const Fields &headers : {afar, browser}) {
        MeshClient refused;
        QVERIFY(!refused.open(stage.server(), headers));
        QCOMPARE(refused.raw().answer().status, 403);
    }
}

void TestMeshUsers::passwords()
{
    const QByteArray body = R"({"c":"room","d":1})";
    MeshStage stage;
    QVERIFY(stage.startMesh(users()));
    QCOMPARE(stage.publish(body, basic("root", "pass:word")), reached(0));
    MeshClient mesh;
    QVERIFY(mesh.open(stage.server(), basic("root", "pass:word")));
    QCOMPARE(mesh.call("mesh.publish", body), reached(0));
    for (const Fields &headers : {Fields(), basic("root", "pass"), basic("writer", "pass:word"),
                                  Fields{{"Authorization", "Bearer cm9vdDpwYXNzOndvcmQ="}}}) {
        const HttpReply reply = stage.post("publish", body, headers);
        QCOMPARE(reply.status, 401);
        QVERIFY(reply.header("WWW-Authenticate").startsWith("Basic realm="));
    }
    MeshClient refused;
    QVERIFY(!refused.open(stage.server(), basic("root", "")));
    QCOMPARE(refused.raw().answer().status, 401);
    QVERIFY(fieldValue(refused.raw().answer().headers, "WWW-Authenticate").has_value());
    QCOMPARE(stage.relay.stop(), 0);
    QVERIFY(!stage.relay.hasLogged("pass:word"));
}

void TestMeshUsers::rights()
{
    const QByteArray body = R"({"c":"room","d":1})";
    const QByteArray subscribe = MeshClient::connCall("self", "subscribe", R"("room")");
    const QByteArray topics = R"({"t":["topic"]})";
    MeshStage stage;
    QVERIFY(stage.startMesh(users()));
    QCOMPARE(stage.post("publish", body, basic("reader", "r")).status, 403);
    QCOMPARE(stage.post("send", body, basic("reader", "r")).status, 403);
    QCOMPARE(stage.publish(body, basic("writer", "w")), reached(0));

    MeshClient reader;
    QVERIFY(reader.open(stage.server(), basic("reader", "r")));
    QCOMPARE(reader.codeOf("mesh.publish", body), 401);
    QCOMPARE(reader.codeOf("mesh.send", body), 401);
    for (const QByteArray &call :
         {subscribe, MeshClient::connCall("self", "unsubscribe", R"("room")"),
          MeshClient::connCall("self", "set_context", "{}"),
          MeshClient::connCall("self", "set_context_value", R"("a",1)"),
          MeshClient::connCall("self", "close")})
        QCOMPARE(reader.codeOf("conn.call", call), 301);
    QCOMPARE(reader.codeOf("queue.pop", topics), 0);
    QCOMPARE(reader.codeOf("queue.pop", topics), 202);
    QCOMPARE(reader.codeOf("queue.unpop", topics), 0);
    QCOMPARE(reader.codeOf("queue.unpop", topics), 203);

    MeshClient writer;
    QVERIFY(writer.open(stage.server(), basic("writer", "w")));
    QCOMPARE(writer.call("mesh.publish", body), reached(0));
    QCOMPARE(writer.call("conn.call", subscribe), Done);
    QCOMPARE(writer.codeOf("queue.pop", topics), 201);
    QCOMPARE(writer.codeOf("queue.unpop", topics), 203);
    QCOMPARE(writer.codeOf("conn.call", MeshClient::connCall("self", "answer", R"("mid","x")")),
             301);
    QCOMPARE(stage.members("room"), 1);
}

void TestMeshUsers::hosts()
{
    const QByteArray body = R"({"c":"room","d":1})";
    MeshStage stage;
    QVERIFY(stage.startMesh({{"trusted_proxies", "127.0.0.1"},
                             {"access:near/password", "n"},
                             {"access:near/hosts", "10.0.*, 192.0.2.7, 2001:db8::*"}}));
    const auto status = [&](const QByteArray &address) {
        return stage
            .post("publish", body, basic("near", "n") + Fields{{"X-Forwarded-For", address}})
            .status;
    };
    for (const QByteArray address : {"10.0.3.4", "192.0.2.7", "2001:db8::5", "::ffff:10.0.0.1"})
        QCOMPARE(status(address), 200);
    for (const QByteArray address : {"10.1.3.4", "192.0.2.70", "2001:db9::5", "127.0.0.1"})
        QCOMPARE(status(address), 403);
    MeshClient mesh;
    QVERIFY(
        mesh.open(stage.server(), basic("near", "n") + Fields{{"X-Forwarded-For", "10.0.0.9"}}));
    MeshClient refused;
    QVERIFY(!refused.open(stage.server(),
                          basic("near", "n") + Fields{{"X-Forwarded-For", "11.0.0.9"}}));
    QCOMPARE(refused.raw().answer().status, 403);
}

void TestMeshUsers::failures()
{
    const QByteArray body = R"({"c":"room","d":1})";
    MeshStage stage;
    QVERIFY(stage.startMesh(users() + Fields{{"trusted_proxies", "127.0.0.1"}}));
    const auto status = [&](const QByteArray &password, const QByteArray &address) {
        return stage
            .post("publish", body, basic("root", password) + Fields{{"X-Forwarded-For", address}})
            .status;
    };
    for (int i = 0; i < 4; ++i)
        QCOMPARE(status("wrong", "192.0.2.1"), 401);
    QCOMPARE(status("pass:word", "192.0.2.1"), 200); // which forgives nothing
    MeshClient fifth;
    QVERIFY(!fifth.open(stage.server(),
                        basic("root", "wrong") + Fields{{"X-Forwarded-For", "192.0.2.1"}}));
    QCOMPARE(fifth.raw().answer().status, 401);
    QCOMPARE(status("wrong", "192.0.2.1"), 429);
    QCOMPARE(status("pass:word", "192.0.2.1"), 429);
    MeshClient refused;
    QVERIFY(!refused.open(stage.server(),
                          basic("root", "pass:word") + Fields{{"X-Forwarded-For", "192.0.2.1"}}));
    QCOMPARE(refused.raw().answer().status, 429);
    QCOMPARE(status("pass:word", "192.0.2.2"), 200);
}

void TestMeshUsers::userOfAnApplication()
{
    const QByteArray body = R"({"c":"room","d":1})";
    MeshStage stage;
    QVERIFY(stage.startMesh(users()
                                + Fields{{"app:shop/security_token", "the shop's token"},
                                         {"access:keeper/password", "k"},
                                         {"access:keeper/app", "shop"},
                                         {"endpoint:/connect//dialect", "rainbow"},
                                         {"endpoint:/ws/v1/dialect", "mesh"},
                                         {"endpoint:/shop/ws/v1/dialect", "mesh"},
                                         {"endpoint:/shop/ws/v1/app", "shop"}},
                            2));
    const ClientPtr ours = stage.client("room");
    MeshClient theirs;
    QVERIFY(ours && theirs.open(stage.server(), basic("keeper", "k"), "/shop/ws/v1"));
    QCOMPARE(theirs.call("conn.call", MeshClient::connCall("self", "subscribe", R"("room")")),
             Done);
    // By HTTP the user says which application is meant.
    QCOMPARE(stage.publish(body, basic("keeper", "k")), reached(1));
    EVENTUALLY(theirs.heard().size() == 1);
    QCOMPARE(ours->messages().size(), 0);
    QCOMPARE(stage.publish(R"({"c":"room","d":"ours"})", basic("root", "pass:word")), reached(1));
    EVENTUALLY(ours->messages().size() == 1);
    QCOMPARE(ours->messages().first().payload, QByteArray("ours"));
    QCOMPARE(theirs.heard().size(), 1);
    QCOMPARE(theirs.codeOf("conn.call", MeshClient::connCall(ours->identity, "close")), 301);
    QCOMPARE(theirs.codeOf("mesh.send", R"({"c":")" + ours->identity + R"(","d":1})"), 401);
    // One that is named must be theirs.
    QCOMPARE(HttpClient::get(stage.httpServer(), "POST", "/v1/mesh/publish?app=default", body,
                             basic("keeper", "k"))
                 .status,
             401);
    for (const auto &[target, user] :
         {std::pair("/ws/v1", basic("keeper", "k")), {"/shop/ws/v1", basic("root", "pass:word")}}) {
        MeshClient refused;
        QVERIFY(!refused.open(stage.server(), user, target));
        QCOMPARE(refused.raw().answer().status, 401);
    }
}

void TestMeshUsers::usersByReload()
{
    const QByteArray body = R"({"c":"room","d":1})";
    MeshStage stage;
    QVERIFY(stage.startMesh({}, 2));
    QCOMPARE(stage.publish(body), reached(0));
    QVERIFY(stage.reload(users()));
    QCOMPARE(stage.post("publish", body).status, 401);
    QCOMPARE(stage.publish(body, basic("writer", "w")), reached(0));
    QVERIFY(stage.reload({{"access:writer/password", "new"}}));
    QCOMPARE(stage.post("publish", body, basic("writer", "w")).status, 401);
    QCOMPARE(stage.publish(body, basic("writer", "new")), reached(0));
}

void TestMeshUsers::noClient()
{
    // What is there to keep clients within bounds is not about business servers, and their users
    // are no accounts.
    constexpr int Calls = 50;
    MeshStage stage;
    QVERIFY(stage.startMesh(users()
                            + Fields{{"limits/client_rate", "1"},
                                     {"limits/publish_rate", "1"},
                                     {"limits/max_connections_per_account", "1"}}));
    MeshClient first;
    MeshClient second;
    QVERIFY(first.open(stage.server(), basic("root", "pass:word")));
    QVERIFY(second.open(stage.server(), basic("root", "pass:word")));
    QList<int> ids;
    for (int i = 0; i < Calls; ++i) {
        ids.append(first.begin("mesh.publish", R"({"c":"room","d":1})"));
        (void)second.begin("mesh.publish", R"({"c":"room","d":1})");
    }
    for (const int id : ids) { // or they are closed, after 10 s over their rate
        QCOMPARE(first.answerTo(id), reached(0));
        QCOMPARE(second.answerTo(id), reached(0));
    }
    QByteArray identity;
    TextClient im;
    QVERIFY(stage.enterIm(im, u"ida"_qs, identity));
    im.say(R"({"to":"root","data":{}})");
    QVERIFY(im.isDone());
    QCOMPARE(first.call("mesh.publish", R"({"c":"room","d":1})"), reached(0));
    QVERIFY(first.heard().isEmpty());
    QVERIFY(second.raw().isOpen());
}

QTEST_GUILESS_MAIN(TestMeshUsers)
#include "tst_meshusers.moc"
