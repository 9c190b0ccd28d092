// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Browsers are let in from the pages that may (hardening §3), before anybody is asked.
class TestOrigins : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void ownHostByDefault();
    void listed();
    void anyButNull();

private:
    static int statusFrom(Stage &stage, const QByteArray &origin)
    {
        return stage.tryConnect(stage.clientHeaders() + Fields{{"Origin", origin}}).status;
    }
};

void TestOrigins::ownHostByDefault()
{
    Stage stage;
    QVERIFY(stage.start());
    // RawClient asks for the host 127.0.0.1.
    QCOMPARE(statusFrom(stage, "http://127.0.0.1"), 101);
    QCOMPARE(statusFrom(stage, "https://127.0.0.1:443"), 101);
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 101);
    stage.business.clear();

    for (const char *origin :
         {"http://127.0.0.1:81", "http://localhost", "https://evil.example", "null", ""}) {
        const RawClient::Answer answer =
            stage.tryConnect(stage.clientHeaders() + Fields{{"Origin", origin}});
        QCOMPARE(answer.status, 403);
        QVERIFY2(answer.body.contains("Origin"), answer.body.constData());
    }
    const Fields two{{"Origin", "http://127.0.0.1"}, {"Origin", "http://127.0.0.1"}};
    QCOMPARE(stage.tryConnect(stage.clientHeaders() + two).status, 403);
    QCOMPARE(stage.business.connects().size(), 0);
    EVENTUALLY(stage.relay.hasLogged("client refused: Origin not allowed, "
                                     "origin=https://evil.example address="));
}

void TestOrigins::listed()
{
    Stage stage;
    QVERIFY(stage.start(
        {{"endpoint:/connect//origins", "https://App.example, http://dev.example:8080"}}));
    QCOMPARE(statusFrom(stage, "https://app.example"), 101);
    QCOMPARE(statusFrom(stage, "https://app.example:443"), 101);
    QCOMPARE(statusFrom(stage, "http://dev.example:8080"), 101);
    QCOMPARE(statusFrom(stage, "http://app.example"), 403);
    QCOMPARE(statusFrom(stage, "http://127.0.0.1"), 403);
    QCOMPARE(statusFrom(stage, "null"), 403);
    QCOMPARE(stage.tryConnect(stage.clientHeaders()).status, 101);
}

void TestOrigins::anyButNull()
{
    Stage stage;
    QVERIFY(stage.start({{"endpoint:/connect//origins", "*"}}));
    QCOMPARE(statusFrom(stage, "https://whoever.example"), 101);
    QCOMPARE(statusFrom(stage, "null"), 403);
}

QTEST_GUILESS_MAIN(TestOrigins)
#include "tst_origins.moc"
