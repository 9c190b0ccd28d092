// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientfixture.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

/// Answers everything with that.
ScriptedServer::Script always(const QByteArray &answer)
{
    return [answer](QTcpSocket *socket, const SeenRequest &) {
        socket->write(answer);
        socket->disconnectFromHost();
    };
}

quint64 failures(const BusinessClient &client, CallbackFailure cause)
{
    return client.counters().failures[size_t(cause)];
}

quint64 allFailures(const BusinessClient &client)
{
    quint64 sum = 0;
    for (const quint64 count : client.counters().failures)
        sum += count;
    return sum;
}

} // namespace

/// What a business client counts of its calls.
class TestCallbackCounters : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void success()
    {
        ClientFixture f(always(ScriptedServer::answer(R"({"status": "success"})")));
        f.ask();
        f.forward();
        f.forward();
        QTRY_COMPARE(f.answers.size() + f.verdicts.size(), 3);
        const CallbackCounters &counters = f.client->counters();
        QCOMPARE(counters.calls, 3u);
        QCOMPARE(allFailures(*f.client), 0u);
        QCOMPARE(counters.forwardLatency.count(), 2u);
        QVERIFY(counters.forwardLatency.sum() > 0ns);
    }

    void causes_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<int>("cause");
        const auto row = [](const char *name, const QByteArray &answer, CallbackFailure cause) {
            QTest::newRow(name) << answer << int(cause);
        };
        using Cause = CallbackFailure;
        const auto status = [](const char *line) { return ScriptedServer::answer("", "", line); };
        row("400", status("400 Bad Request"), Cause::Status4xx);
        row("429", status("429 Too Many Requests"), Cause::Status4xx);
        row("500", status("500 Oops"), Cause::Status5xx);
        row("redirect", status("302 Found"), Cause::Status5xx);
        row("cut", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12", Cause::Network);
        row("closed", "", Cause::Network);
        row("no HTTP", "what?\r\n\r\n", Cause::Network);
        row("too large", ScriptedServer::answer(QByteArray(3'000, 'x')), Cause::Answer);
    }

    void causes()
    {
        QFETCH(QByteArray, answer);
        QFETCH(int, cause);
        ClientFixture f(always(answer));
        f.settings.maxAnswer = 2'000;
        f.restart();
        f.forward();
        QTRY_COMPARE(f.answers.size(), 1);
        QCOMPARE(f.client->counters().calls, 1u);
        QCOMPARE(failures(*f.client, CallbackFailure(cause)), 1u);
        QCOMPARE(allFailures(*f.client), 1u);
        QCOMPARE(f.client->counters().forwardLatency.count(), 1u); // it took its time, too
    }

    void timeouts()
    {
        ClientFixture f;
        f.settings.forwardTimeout = 100ms;
        f.restart();
        f.forward();
        QTRY_COMPARE(f.answers.size(), 1);
        QCOMPARE(failures(*f.client, CallbackFailure::Timeout), 1u);
        QVERIFY(f.client->counters().forwardLatency.sum() >= 90ms);
    }

    void refusalsAreNoFailures()
    {
        for (const QByteArray &no :
             {ScriptedServer::answer("", "", "403 No"), ScriptedServer::answer("", "", "401 No"),
              ScriptedServer::answer(R"({"status": "no"})")}) {
            ClientFixture f(always(no));
            f.ask();
            QTRY_COMPARE(f.verdicts.size(), 1);
            QCOMPARE(f.client->counters().calls, 1u);
            QCOMPARE(allFailures(*f.client), 0u);
        }
        ClientFixture f(always(ScriptedServer::answer("nonsense")));
        f.ask();
        QTRY_COMPARE(f.verdicts.size(), 1);
        QCOMPARE(failures(*f.client, CallbackFailure::Answer), 1u);
    }

    void nobodyToAsk()
    {
        ClientFixture f;
        f.settings.forwardUrl.clear();
        f.settings.connectUrl.clear();
        f.restart();
        f.forward();
        f.ask();
        QTRY_COMPARE(f.answers.size() + f.verdicts.size(), 2);
        QCOMPARE(f.client->counters().calls, 0u);
        QCOMPARE(allFailures(*f.client), 0u);
        QCOMPARE(f.client->counters().forwardLatency.count(), 0u);
    }

    void eachAttemptToTellOfAnEnd()
    {
        ClientFixture f(always(ScriptedServer::answer("", "", "503 Later")));
        f.client->closed(Identity("id-1"), {});
        QTRY_COMPARE_WITH_TIMEOUT(f.client->closingCount(), 0, 30'000);
        QCOMPARE(f.client->counters().calls, 3u);
        QCOMPARE(failures(*f.client, CallbackFailure::Status5xx), 3u);
        QCOMPARE(f.client->counters().forwardLatency.count(), 0u);
    }
};

QTEST_GUILESS_MAIN(TestCallbackCounters)
#include "tst_callbackcounters.moc"
