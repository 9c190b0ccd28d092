// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/permission.h"

#include "clientfixture.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;
using namespace Qt::Literals::StringLiterals;

namespace {

/// With quotes that need no escapes here.
QByteArray json(QByteArray text)
{
    return text.replace('\'', '"');
}

CallbackReply reply(int status, const QByteArray &body = {})
{
    CallbackReply result;
    result.status = status;
    result.body = body;
    return result;
}

CallbackReply noReply(bool timedOut)
{
    CallbackReply result;
    result.error = "no answer";
    result.timedOut = timedOut;
    return result;
}

SubscribeCall subscription(const QList<ChannelName> &channels)
{
    SubscribeCall call;
    call.identity = Identity("id-1");
    call.cookie = "Y29va2ll";
    call.number = 1;
    call.channels = channels;
    return call;
}

PublishCall publication(const QByteArray &payload, const QByteArray &channel = "room")
{
    PublishCall call;
    call.identity = Identity("id-1");
    call.number = 1;
    call.messageId = "m-1";
    call.channel = ChannelName(channel);
    call.type = 7;
    call.qos = QoS::ExactlyOnce;
    call.payload = payload;
    return call;
}

} // namespace

/// May a client subscribe, may it publish?
class TestPermission : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void questions()
    {
        const QByteArray names = "{'identity':'id-1','channels':['a','b \\'\\\\\\u000a']}";
        QCOMPARE(subscribeBody(subscription({ChannelName("a"), ChannelName("b \"\\\n")})),
                 json(names));
        const QByteArray head = "{'identity':'id-1','channel':'room','type':7,'qos':2,";
        QCOMPARE(publishBody(publication("{\"x\": \"\xc3\xa4\"}")),
                 json(head + "'data':'{\\'x\\': \\'\xc3\xa4\\'}'}"));
        QCOMPARE(publishBody(publication({})), json(head + "'data':''}"));
        QCOMPARE(publishBody(publication("\xff\xfe")),
                 json(head + "'encoding':'base64','data':'//4='}"));
        const QByteArray zero("a\0b", 3);
        const QJsonObject object = QJsonDocument::fromJson(publishBody(publication(zero))).object();
        QCOMPARE(object.value("data"_L1).toString().toUtf8(), zero);
    }

    void answers_data()
    {
        QTest::addColumn<CallbackReply>("given");
        QTest::addColumn<int>("code"); // 0: yes
        const auto row = [](const char *name, const CallbackReply &given, int code) {
            QTest::newRow(name) << given << code;
        };
        row("success", reply(200, json("{'status': 'success'}")), 0);
        row("201", reply(201, json("{'status': 'success', 'else': 1}")), 0);
        row("another status", reply(200, json("{'status': 'failure'}")), 403);
        row("no status", reply(200, "{}"), 403);
        row("status is no string", reply(200, json("{'status': true}")), 403);
        row("not JSON", reply(200, "success"), 502);
        row("not an object", reply(200, json("['success']")), 502);
        row("empty", reply(204), 502);
        row("401", reply(401), 403);
        row("403", reply(403, json("{'status': 'success'}")), 403);
        row("404", reply(404), 404);
        row("redirect", reply(302), 502);
        row("400", reply(400), 502);
        row("500", reply(500, json("{'status': 'success'}")), 502);
        row("no answer", noReply(false), 502);
        row("timeout", noReply(true), 408);
    }

    void answers()
    {
        QFETCH(CallbackReply, given);
        QFETCH(int, code);
        for (const Permission &permission :
             {subscribePermission(given), publishPermission(given)}) {
            QCOMPARE(permission.refusal ? int(*permission.refusal) : 0, code);
            QCOMPARE(permission.reason.isEmpty(), code == 0);
            QVERIFY(!permission.data);
        }
    }

    void replacements_data()
    {
        QTest::addColumn<QByteArray>("members");
        QTest::addColumn<QByteArray>("data"); // null: none; "fails": no permission
        const auto row = [](const char *name, const QByteArray &members, const QByteArray &data) {
            QTest::newRow(name) << members << data;
        };
        row("none", "", {});
        row("null", json(",'data':null"), {});
        row("text", json(",'data':'other \\u00e4'"), "other \xc3\xa4");
        row("empty", json(",'data':''"), "");
        row("object", json(",'data':{'a': [1, true]}"), json("{'a':[1,true]}"));
        row("array", json(",'data':[]"), "[]");
        row("number", json(",'data':17"), "17");
        row("bool", json(",'data':false"), "false");
        row("base64", json(",'data':'//4=','encoding':'base64'"), "\xff\xfe");
        row("another encoding", json(",'data':'//4=','encoding':'utf-8'"), "//4=");
        row("wrong base64", json(",'data':'*','encoding':'base64'"), "fails");
        row("base64 of no string", json(",'data':{'a':1},'encoding':'base64'"), "fails");
    }

    void replacements()
    {
        QFETCH(QByteArray, members);
        QFETCH(QByteArray, data);
        const CallbackReply given = reply(200, json("{'status':'success'") + members + '}');
        const Permission permission = publishPermission(given);
        if (data == "fails") {
            QCOMPARE(permission.refusal, NakCode::BusinessFailed);
            return;
        }
        QVERIFY(!permission.refusal);
        QCOMPARE(permission.data.has_value(), !data.isNull());
        QCOMPARE(permission.data.value_or(QByteArray()), data);
        // Who subscribes has no payload to replace.
        QVERIFY(!subscribePermission(given).data);
    }

    void calls()
    {
        ClientFixture f(ScriptedServer::always(
            ScriptedServer::answer(json("{'status':'success','data':'new'}"))));
        f.settings.subscribeUrl = QUrl::fromEncoded(f.server.address() + "/subscribe/?a=b");
        f.settings.publishUrl = QUrl::fromEncoded(f.server.address() + "/publish/");
        f.restart();
        QList<Permission> permissions;
        const auto keep = [&](const Permission &permission) { permissions.append(permission); };
        f.client->askSubscribe(subscription({ChannelName("room")}), keep);
        f.client->askPublish(publication("hello"), keep);
        QCOMPARE(f.client->askingCount(), 2);
        QVERIFY(permissions.isEmpty());
        QTRY_COMPARE(permissions.size(), 2);
        QVERIFY(!permissions[0].refusal && !permissions[1].refusal);
        QTRY_COMPARE(f.client->askingCount(), 0);
        for (const SeenRequest &request : f.server.seen()) {
            const bool publishes = request.path() == "/publish/";
            QCOMPARE(request.method, QByteArray("POST"));
            QVERIFY(isSigned(request, f.settings.token));
            QCOMPARE(request.header("RAINBOWCLIENTIDENTITY"), QByteArray("id-1"));
            QCOMPARE(request.header("Content-Type"), QByteArray("application/json"));
            QCOMPARE(request.header("RAINBOWMESSAGEID").value_or(QByteArray()),
                     publishes ? "m-1" : "");
            QCOMPARE(request.header("RAINBOWCLIENTCOOKIE").value_or(QByteArray()),
                     publishes ? "" : "Y29va2ll");
        }
    }

    void callsThatCannotBeMade()
    {
        ClientFixture f;
        QList<Permission> permissions;
        const auto keep = [&](const Permission &permission) { permissions.append(permission); };
        f.client->askSubscribe(subscription({ChannelName("room")}), keep);
        f.client->askPublish(publication("x"), keep);
        QVERIFY(permissions.isEmpty());
        QTRY_COMPARE(permissions.size(), 2);
        QCOMPARE(permissions[0].refusal, NakCode::BusinessFailed);
        QCOMPARE(permissions[1].refusal, NakCode::BusinessFailed);
        QCOMPARE(f.server.seen().size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestPermission)
#include "tst_permission.moc"
