// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "../mesh/meshfakes.h"
#include "api/accessguard.h"
#include "api/meshcontroller.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

using Right = AccessGuard::Right;

const AccessGuard::TimePoint Start{std::chrono::hours(1)};

QByteArray basic(const QByteArray &credentials)
{
    return "Basic " + credentials.toBase64();
}

RequestHead headWith(const QList<HeaderField> &headers)
{
    RequestHead head;
    head.method = "POST";
    head.headers = headers;
    return head;
}

/// 0: it may.
int check(AccessGuard &guard, const QList<HeaderField> &headers, const char *address,
          Right right = Right::Any, AccessGuard::TimePoint now = Start)
{
    const auto verdict =
        guard.check(headWith(headers), QHostAddress(QString::fromLatin1(address)), right, now);
    return verdict.refusal ? verdict.refusal->status : 0;
}

AccessUser user(const QByteArray &name, const QByteArray &password, const QByteArray &app)
{
    AccessUser one;
    one.name = name;
    one.password = password;
    one.app = app;
    return one;
}

QList<AccessUser> users()
{
    AccessUser reader = user("reader", "r", "default");
    reader.mayWrite = false;
    AccessUser writer = user("writer", "w", "default");
    writer.mayRead = false;
    writer.hosts = {"10.1.*", "2001:db8:*:1"};
    return {user("all", "pass:word", "default"), reader, writer, user("other", "o", "shop")};
}

} // namespace

class TestMeshAccess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void withoutUsersOnlyThisMachine()
    {
        AccessGuard guard({}, "default");
        QCOMPARE(check(guard, {}, "127.0.0.1", Right::Write), 0);
        QCOMPARE(check(guard, {}, "127.0.0.2", Right::Read), 0);
        QCOMPARE(check(guard, {}, "::1"), 0);
        QCOMPARE(check(guard, {}, "::ffff:127.0.0.1"), 0);
        QCOMPARE(check(guard, {}, "192.168.0.1"), 403);
        QCOMPARE(check(guard, {}, "::ffff:10.0.0.1"), 403);
        QCOMPARE(check(guard, {}, "2001:db8::1"), 403);
        QCOMPARE(check(guard, {{"Authorization", basic("a:b")}}, "192.168.0.1"), 403);
        QCOMPARE(check(guard, {{"Origin", "https://evil.example"}}, "127.0.0.1"), 403);
        // Those of other applications are not its own, either.
        AccessGuard lone({users().last()}, "default");
        QCOMPARE(check(lone, {}, "127.0.0.1"), 0);
        QCOMPARE(check(lone, {{"Authorization", basic("other:o")}}, "10.0.0.1"), 403);
    }

    void usersAndRights()
    {
        AccessGuard guard(users(), "default");
        const QList<HeaderField> all{{"authorization", basic("all:pass:word")}};
        QCOMPARE(check(guard, all, "8.8.8.8", Right::Read), 0);
        QCOMPARE(check(guard, all, "8.8.8.8", Right::Write), 0);
        const auto verdict =
            guard.check(headWith(all), QHostAddress(QHostAddress::LocalHost), Right::Any, Start);
        QVERIFY(verdict.mayRead && verdict.mayWrite);
        QCOMPARE(verdict.user, "all");
        const QList<HeaderField> reader{
            {"Authorization", "bAsIc  " + QByteArray("reader:r").toBase64()}};
        QCOMPARE(check(guard, reader, "8.8.8.8", Right::Read), 0);
        QCOMPARE(check(guard, reader, "8.8.8.8", Right::Write), 403);
        QCOMPARE(check(guard, reader, "8.8.8.8", Right::Any), 0);
        const QList<HeaderField> writer{{"Authorization", basic("writer:w")}};
        QCOMPARE(check(guard, writer, "10.1.2.3", Right::Write), 0);
        QCOMPARE(check(guard, writer, "::ffff:10.1.2.3", Right::Write), 0);
        QCOMPARE(check(guard, writer, "10.1.2.3", Right::Read), 403);
        QCOMPARE(check(guard, writer, "10.2.2.3", Right::Write), 403);
        QCOMPARE(check(guard, writer, "2001:db8:2::1", Right::Write), 0);
        QCOMPARE(check(guard, writer, "2001:db8:2::2", Right::Write), 403);
        // With users nobody is let in for where it is.
        QCOMPARE(check(guard, {}, "127.0.0.1"), 401);
    }

    void wrong_data()
    {
        QTest::addColumn<QByteArray>("authorization");
        QTest::newRow("password") << basic("all:password");
        QTest::newRow("name") << basic("nobody:pass:word");
        QTest::newRow("no password") << basic("all");
        QTest::newRow("empty password") << basic("all:");
        QTest::newRow("half") << basic("all:pass");
        QTest::newRow("another application's") << basic("other:o");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("scheme alone") << QByteArray("Basic");
        QTest::newRow("scheme and blank") << QByteArray("Basic ");
        QTest::newRow("another scheme") << QByteArray("Bearer YWxsOnBhc3M6d29yZA==");
        QTest::newRow("not base64") << QByteArray("Basic all:pass:word");
        QTest::newRow("with zero") << basic(QByteArray("all:pass:word\0", 14));
    }

    void wrong()
    {
        QFETCH(QByteArray, authorization);
        AccessGuard guard(users(), "default");
        const auto verdict = guard.check(headWith({{"Authorization", authorization}}),
                                         QHostAddress(QHostAddress::LocalHost), Right::Any, Start);
        QVERIFY(verdict.refusal);
        QCOMPARE(verdict.refusal->status, 401);
        const HeaderField header = verdict.refusal->headers.value(0);
        QCOMPARE(header.name, "WWW-Authenticate");
        QVERIFY(header.value.startsWith("Basic "));
        QVERIFY(!verdict.mayRead && !verdict.mayWrite);
    }

    void twoHeadersAreNone()
    {
        AccessGuard guard(users(), "default");
        const HeaderField right{"Authorization", basic("all:pass:word")};
        QCOMPARE(check(guard, {right, right}, "127.0.0.1"), 401);
    }

    void tooManyTries()
    {
        AccessGuard guard(users(), "default");
        const QList<HeaderField> wrong{{"Authorization", basic("all:guess")}};
        const QList<HeaderField> right{{"Authorization", basic("all:pass:word")}};
        for (int i = 0; i < 20; ++i)
            QCOMPARE(check(guard, {}, "10.0.0.1"), 401); // asking is not guessing
        for (int i = 0; i < AccessGuard::MaxFailures; ++i)
            QCOMPARE(check(guard, wrong, "10.0.0.1", Right::Any, Start + i * 1s), 401);
        QCOMPARE(check(guard, wrong, "10.0.0.1", Right::Any, Start + 30s), 429);
        QCOMPARE(check(guard, right, "10.0.0.1", Right::Any, Start + 59s), 429);
        QCOMPARE(check(guard, right, "10.0.0.2", Right::Any, Start + 59s), 0);
        QCOMPARE(check(guard, right, "10.0.0.1", Right::Any, Start + 60s), 0);
        QCOMPARE(guard.addressCount(), size_t(0));
    }

    void addressesAreBounded()
    {
        AccessGuard guard(users(), "default");
        const QList<HeaderField> wrong{{"Authorization", "x"}};
        for (quint32 i = 0; i < AccessGuard::MaxAddresses + 10; ++i) {
            (void)guard.check(headWith(wrong), QHostAddress(0x0a000000 + i), Right::Any, Start);
        }
        QCOMPARE(guard.addressCount(), AccessGuard::MaxAddresses);
    }

    void byHttp()
    {
        MeshScene scene;
        AccessGuard guard({}, "default");
        MeshController controller(*scene.service);
        Router router;
        controller.addTo(router, guard);
        const auto post = [&](const QByteArray &path, const QByteArray &body,
                              QHostAddress from = QHostAddress(QHostAddress::LocalHost)) {
            HttpRequest request;
            request.head.method = "POST";
            request.head.path = path;
            request.body = body;
            request.peerAddress = from;
            auto answers = std::make_shared<QList<HttpResponse>>();
            router.dispatch(request, Responder([answers](const HttpResponse &response) {
                                answers->append(response);
                            }));
            return answers;
        };

        auto answers = post("/v1/mesh/publish", R"({"c":"room","d":"x","i":5})");
        QCOMPARE(answers->size(), 0);
        QVERIFY(scene.port.publications[0].publication.audience == Audience::Channel);
        (void)scene.receive(scene.port.publications, 3, 2);
        QCOMPARE(answers->size(), 1);
        QCOMPARE(answers->first().status, 200);
        QCOMPARE(answers->first().contentType, "application/json");
        QCOMPARE(answers->first().body, R"({"e":null,"r":{"s":2,"f":1}})");

        answers = post("/v1/mesh/send", R"({"c":"id1","d":"eA==","t":"binary"})");
        QVERIFY(scene.port.publications[0].publication.audience == Audience::Client);
        QCOMPARE(scene.port.publications[0].publication.payload, "x");
        (void)scene.receive(scene.port.publications, 1, 1);
        QCOMPARE(answers->first().body, R"({"e":null,"r":{"s":true}})");
        answers = post("/v1/mesh/send", R"({"c":"id1","d":""})");
        (void)scene.receive(scene.port.publications, 0, 0);
        QCOMPARE(answers->first().body, R"({"e":{"c":401,"m":"not sent"}})");

        for (const QByteArray body : {"", "x", "[]", "{\"c\":\"x\",\"d\":\"\xff\"}"}) {
            answers = post("/v1/mesh/publish", body);
            QCOMPARE(answers->first().body,
                     R"({"e":{"c":101,"m":"the body is not a JSON object"}})");
        }
        answers = post("/v1/mesh/publish", R"({"d":1})");
        QCOMPARE(answers->first().body, R"({"e":{"c":101,"m":"c is not a name"}})");
        answers = post("/v1/mesh/publish", R"({"c":"room","d":"x"})", QHostAddress(u"10.0.0.1"_qs));
        QCOMPARE(answers->first().status, 403);
        QVERIFY(scene.port.publications.empty());
    }
};

QTEST_GUILESS_MAIN(TestMeshAccess)
#include "tst_meshaccess.moc"
