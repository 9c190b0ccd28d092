// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientfixture.h"

#include <QPointer>
#include <QSet>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;

class TestBusinessLife : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closeAtOnce();
    void closeAtSecondAttempt();
    void closeGivenUp();
    void settingsForLaterCalls();
    void handlersMayDestroyTheClient();
    void destructionIsSilent();
    void manyAtOnce();
};

void TestBusinessLife::closeAtOnce()
{
    ClientFixture f(ScriptedServer::always("HTTP/1.1 204 No Content\r\n\r\n"));
    QSignalSpy idle(f.client.get(), &BusinessClient::idle);
    f.client->closed(Identity("id-9"), "ck");
    QCOMPARE(f.client->closingCount(), 1);
    QCOMPARE(f.client->askingCount(), 0);
    QTRY_COMPARE(f.client->closingCount(), 0);
    QCOMPARE(idle.size(), 1);
    QCOMPARE(f.server.seen().size(), 1);
    const SeenRequest request = f.server.seen().first();
    QCOMPARE(request.method, QByteArray("GET"));
    QCOMPARE(request.path(), QByteArray("/close/"));
    QVERIFY(isSigned(request, "t0p-secret"));
    QCOMPARE(request.header("RAINBOWCLIENTIDENTITY"), QByteArray("id-9"));
    QCOMPARE(request.header("RAINBOWCLIENTCOOKIE"), QByteArray("ck"));
}

void TestBusinessLife::closeAtSecondAttempt()
{
    ClientFixture f;
    f.server.setScript([&f](QTcpSocket *socket, const SeenRequest &) {
        socket->write(
            ScriptedServer::answer({}, {}, f.server.seen().size() > 1 ? "200 OK" : "500 X"));
    });
    QSignalSpy idle(f.client.get(), &BusinessClient::idle);
    f.client->closed(Identity("id-9"), {});
    QTRY_COMPARE(f.client->closingCount(), 0);
    QCOMPARE(idle.size(), 1);
    QCOMPARE(f.server.seen().size(), 2);
    const SeenRequest first = f.server.seen().at(0);
    const SeenRequest second = f.server.seen().at(1);
    QVERIFY(!second.header("RAINBOWCLIENTCOOKIE"));
    QVERIFY(second.elapsed - first.elapsed >= 900);
    QVERIFY(isSigned(second, "t0p-secret"));
    QVERIFY(first.query(u"nonce"_s) != second.query(u"nonce"_s));
}

void TestBusinessLife::closeGivenUp()
{
    ClientFixture f; // silent: every attempt runs into its own deadline
    f.settings.connectTimeout = 100ms;
    f.restart();
    f.client->closed(Identity("id-9"), "cookie-value");
    LogCatcher log;
    QTRY_COMPARE_WITH_TIMEOUT(f.client->closingCount(), 0, 10'000);
    QCOMPARE(f.server.seen().size(), 3);
    QCOMPARE(log.lines().filter(u"given up"_s).size(), 1);
    QVERIFY(log.lines().filter(u"cookie-value"_s).isEmpty());
    QTRY_COMPARE(f.server.open(), 0);
}

void TestBusinessLife::settingsForLaterCalls()
{
    ClientFixture f(ScriptedServer::always(ScriptedServer::answer("{}")));
    f.ask();
    BusinessSettings later = f.settings;
    later.token = "other";
    f.client->setSettings(later);
    f.ask();
    QTRY_COMPARE(f.verdicts.size(), 2);
    QCOMPARE(f.server.seen().size(), 2);
    int withOld = 0;
    int withNew = 0;
    for (const SeenRequest &request : f.server.seen()) {
        withOld += isSigned(request, "t0p-secret");
        withNew += isSigned(request, "other");
    }
    QCOMPARE(withOld, 1);
    QCOMPARE(withNew, 1);
}

void TestBusinessLife::handlersMayDestroyTheClient()
{
    ClientFixture f(ScriptedServer::always(ScriptedServer::answer("{}")));
    QPointer<BusinessClient> alive(f.client.get());
    f.client->askConnect({}, Identity("a"), {}, [&f](const Verdict &) { f.client.reset(); });
    QTRY_VERIFY(!alive);

    f.restart();
    alive = f.client.get();
    f.client->forward({}, [&f](const BusinessAnswer &) { f.client.reset(); });
    QTRY_VERIFY(!alive);

    f.settings.connectUrl.clear(); // ends by its timer
    f.restart();
    alive = f.client.get();
    f.client->askConnect({}, Identity("a"), {}, [&f](const Verdict &) { f.client.reset(); });
    QTRY_VERIFY(!alive);
}

void TestBusinessLife::destructionIsSilent()
{
    ClientFixture f;
    for (int i = 0; i < 20; ++i) {
        f.ask();
        f.forward();
        f.client->closed(Identity("x"), {});
    }
    QTRY_VERIFY(!f.server.seen().isEmpty());
    f.client.reset();
    QTRY_COMPARE(f.server.open(), 0);
    QVERIFY(f.verdicts.isEmpty());
    QVERIFY(f.answers.isEmpty());
}

void TestBusinessLife::manyAtOnce()
{
    constexpr int count = 200;
    ClientFixture f([](QTcpSocket *socket, const SeenRequest &request) {
        socket->write(ScriptedServer::answer("echo " + request.body));
    });
    QSignalSpy idle(f.client.get(), &BusinessClient::idle);
    for (int i = 0; i < count; ++i)
        f.forward(quint64(i), QByteArray::number(i));
    QCOMPARE(f.client->askingCount(), count);
    QTRY_COMPARE(idle.size(), 1);
    QCOMPARE(f.answers.size(), count);
    QSet<quint64> numbers;
    for (const auto &[number, answer] : std::as_const(f.answers)) {
        numbers.insert(number);
        QVERIFY(answer.ok);
        QCOMPARE(answer.body, "echo " + QByteArray::number(number));
    }
    QCOMPARE(numbers.size(), count);
    QCOMPARE(f.server.seen().size(), count);
}

QTEST_GUILESS_MAIN(TestBusinessLife)
#include "tst_businesslife.moc"
