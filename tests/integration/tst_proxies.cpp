// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Clients behind a proxy, which is the test itself.
class TestProxies : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void strangersAreNotBelieved();
    void clientsAreTold();
    void limitsPerAddress();
    void eachHttpRequestIsItsOwn();
};

namespace {

const Fields Trusting{{"trusted_proxies", "127.0.0.1, 10.0.0.0/8"}, {"log/level", "debug"}};

Fields forwardedFor(Stage &stage, const QByteArray &addresses)
{
    return stage.clientHeaders() + Fields{{"X-Forwarded-For", addresses}};
}

} // namespace

void TestProxies::strangersAreNotBelieved()
{
    Stage stage;
    QVERIFY(stage.start({{"trusted_proxies", "10.0.0.0/8"},
                         {"limits/max_connections_per_ip", "1"},
                         {"log/level", "debug"}}));
    RawClient first;
    QVERIFY(first.open(stage.relay.port(), "/connect/", forwardedFor(stage, "1.2.3.4")));
    QCOMPARE(stage.tryConnect(forwardedFor(stage, "1.2.3.5")).status, 429);
    QVERIFY(stage.relay.hasLogged("address=127.0.0.1"));
    QVERIFY(!stage.relay.hasLogged("1.2.3."));
}

void TestProxies::clientsAreTold()
{
    Stage stage;
    QVERIFY(stage.start(Trusting));
    RawClient v4;
    QVERIFY(v4.open(stage.relay.port(), "/connect/", forwardedFor(stage, "6.6.6.6, 1.2.3.4")));
    EVENTUALLY(stage.relay.hasLogged("address=1.2.3.4"));
    RawClient v6;
    QVERIFY(v6.open(stage.relay.port(), "/connect/",
                    forwardedFor(stage, "6.6.6.6, [2001:db8::7]:99, 10.0.0.2")));
    EVENTUALLY(stage.relay.hasLogged("address=2001:db8::7"));
    QVERIFY(!stage.relay.hasLogged("6.6.6.6"));
    QVERIFY(!stage.relay.hasLogged("address=127.0.0.1"));
    // Later lines, too.
    v4.send(RawClient::frame(RawClient::Opcode::Binary, "x", true, false));
    QVERIFY(v4.waitForDisconnected());
    EVENTUALLY(stage.relay.err().count("address=1.2.3.4") >= 2);
}

void TestProxies::limitsPerAddress()
{
    Stage stage;
    QVERIFY(stage.start(Trusting + Fields{{"limits/max_connections_per_ip", "1"}}, 2));
    const auto open = [&stage](RawClient &client, const QByteArray &address) {
        return client.open(stage.relay.port(), "/connect/", forwardedFor(stage, address));
    };
    RawClient a;
    RawClient b;
    RawClient c;
    QVERIFY(open(a, "1.2.3.4"));
    QVERIFY(open(b, "1.2.3.5"));
    QVERIFY(open(c, "2001:db8:0:1::1"));
    for (int i = 0; i < 5; ++i) {
        QCOMPARE(stage.tryConnect(forwardedFor(stage, "1.2.3.4")).status, 429);
        QCOMPARE(stage.tryConnect(forwardedFor(stage, "::ffff:1.2.3.5")).status, 429);
        QCOMPARE(stage.tryConnect(forwardedFor(stage, "2001:db8:0:1:ffff::")).status, 429);
    }
    QVERIFY(stage.relay.hasLogged("max_connections_per_ip reached, address=1.2.3.4"));
    RawClient d;
    QVERIFY(open(d, "2001:db8:0:2::1"));
    a.abort();
    EVENTUALLY(stage.tryConnect(forwardedFor(stage, "1.2.3.4")).status == 101);
    // A proxy's own connections to the API are nobody's.
    std::vector<std::unique_ptr<HttpClient>> calls;
    for (int i = 0; i < 5; ++i) {
        calls.push_back(std::make_unique<HttpClient>());
        QVERIFY(calls.back()->connectTo(stage.relay.port()));
        calls.back()->send(
            HttpClient::request("GET", "/hello/", {}, {{"X-Forwarded-For", "1.2.3.9"}}));
        QCOMPARE(calls.back()->next().status, 200);
    }
}

void TestProxies::eachHttpRequestIsItsOwn()
{
    Stage stage;
    QVERIFY(stage.start(Trusting));
    HttpClient proxy;
    QVERIFY(proxy.connectTo(stage.relay.port()));
    for (const QByteArray address : {"1.2.3.4", "1.2.3.5", "2001:db8::7"}) {
        // What is not signed is logged.
        proxy.send(HttpClient::request("POST", "/send/", "hi", {{"X-Forwarded-For", address}}));
        QVERIFY(proxy.next().status != 0);
        EVENTUALLY(stage.relay.hasLogged(address));
    }
    QVERIFY(!stage.relay.hasLogged("127.0.0.1 "));
}

QTEST_GUILESS_MAIN(TestProxies)
#include "tst_proxies.moc"
