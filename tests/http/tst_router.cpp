// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/router.h"

#include <QTest>

using namespace Rainbow;

namespace {

/// Dispatches a request and returns the answer that came; status 0: none.
HttpResponse ask(const Router &router, const QByteArray &method, const QByteArray &path)
{
    HttpResponse answer;
    answer.status = 0;
    HttpRequest request;
    request.head.method = method;
    request.head.path = path;
    router.dispatch(request,
                    Responder([&answer](const HttpResponse &response) { answer = response; }));
    return answer;
}

Router::Handler says(const QByteArray &text)
{
    return [text](const HttpRequest &, const Responder &responder) {
        HttpResponse response;
        response.body = text;
        responder.answer(response);
    };
}

} // namespace

class TestRouter : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsTheHandler();
    void unknownPath();
    void wrongMethod();
    void headUsesGet();
    void responderAnswersOnce();
    void responderDropped();
    void emptyResponder();
    void jsonErrorIsEscaped();
};

void TestRouter::findsTheHandler()
{
    Router router;
    router.add("GET", "/send/", says("get"));
    router.add("POST", "/send/", says("post"));
    router.add("GET", "/", says("root"));
    QCOMPARE(ask(router, "GET", "/send/").body, QByteArray("get"));
    QCOMPARE(ask(router, "POST", "/send/").body, QByteArray("post"));
    QCOMPARE(ask(router, "GET", "/").body, QByteArray("root"));
}

void TestRouter::unknownPath()
{
    Router router;
    router.add("GET", "/send/", says("get"));
    for (const QByteArray &path : {QByteArray("/"), QByteArray("/send"), QByteArray("/send/x"),
                                   QByteArray("/SEND/"), QByteArray("//send/")}) {
        const HttpResponse answer = ask(router, "GET", path);
        QCOMPARE(answer.status, 404);
        QCOMPARE(answer.contentType, QByteArray("application/json"));
        QCOMPARE(answer.body, QByteArray(R"({"status": 1, "msg": "not found"})"));
    }
}

void TestRouter::wrongMethod()
{
    Router router;
    router.add("GET", "/send/", says("get"));
    router.add("POST", "/send/", says("post"));
    router.add("POST", "/sub/", says("sub"));
    HttpResponse answer = ask(router, "DELETE", "/send/");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.body, QByteArray(R"({"status": 1, "msg": "method not allowed"})"));
    QCOMPARE(answer.headers, (QList<HeaderField>{{"Allow", "GET, POST, HEAD"}}));
    QCOMPARE(ask(router, "get", "/send/").status, 405);

    answer = ask(router, "HEAD", "/sub/");
    QCOMPARE(answer.status, 405);
    QCOMPARE(answer.headers, (QList<HeaderField>{{"Allow", "POST"}}));
}

void TestRouter::headUsesGet()
{
    Router router;
    router.add("GET", "/a", says("get"));
    router.add("GET", "/b", says("get"));
    router.add("HEAD", "/b", says("head"));
    QCOMPARE(ask(router, "HEAD", "/a").body, QByteArray("get"));
    QCOMPARE(ask(router, "HEAD", "/b").body, QByteArray("head"));
}

void TestRouter::responderAnswersOnce()
{
    QList<int> statuses;
    const Responder responder(
        [&statuses](const HttpResponse &response) { statuses.append(response.status); });
    const Responder copy = responder;
    copy.answer(jsonError(400, "first"));
    responder.answer(jsonError(401, "second"));
    copy.answer(jsonError(402, "third"));
    QCOMPARE(statuses, QList<int>{400});
}

void TestRouter::responderDropped()
{
    QList<HttpResponse> answers;
    Responder copy;
    {
        const Responder responder(
            [&answers](const HttpResponse &response) { answers.append(response); });
        copy = responder;
    }
    QVERIFY(answers.isEmpty());
    QTest::ignoreMessage(QtWarningMsg, "a request was dropped without an answer");
    copy = Responder();
    QCOMPARE(answers.size(), 1);
    QCOMPARE(answers.first().status, 500);
    QCOMPARE(answers.first().body, QByteArray(R"({"status": 1, "msg": "internal error"})"));
}

void TestRouter::emptyResponder()
{
    const Responder responder;
    responder.answer(HttpResponse());
    Responder copy = responder;
    copy.answer(HttpResponse());
    QVERIFY2(true, "nobody to tell, and no crash");
}

void TestRouter::jsonErrorIsEscaped()
{
    const HttpResponse response = jsonError(418, "a \"b\" \\ \n\x01 \xC3\xA9");
    QCOMPARE(response.status, 418);
    QCOMPARE(response.body,
             QByteArray("{\"status\": 1, \"msg\": \"a \\\"b\\\" \\\\ \\u000a\\u0001 \xC3\xA9\"}"));
}

QTEST_APPLESS_MAIN(TestRouter)
#include "tst_router.moc"
