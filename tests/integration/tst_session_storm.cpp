// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "stormclient.h"
#include "stormweather.h"
#include "support/roughproxy.h"

#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Clients of the SDK and a relay with a network between them that cuts, stalls, repeats bytes and
/// closes by half.
class TestSessionStorm : public QObject {
    Q_OBJECT

public:
    static void initMain() { StormOptions::liftWatchdog(); }

private Q_SLOTS:
    void nothingIsLostOrHandledTwice();
};

namespace {

constexpr int Clients = 4;
constexpr int LeastReconnects = 200;
constexpr auto QuietWithin = 25s;

using StormClients = std::vector<std::unique_ptr<StormClient>>;

/// What came up to the business server, by client.
void tallyUp(FakeBusiness &business, std::map<QByteArray, Tally> &tallies)
{
    business.onMessage([&business, &tallies](const BusinessRequest &request) {
        business.clear(); // large storms need not be remembered by it, too
        const qsizetype blank = request.body.indexOf(' ');
        const QByteArray payload = request.body.mid(blank + 1);
        tallies[request.body.left(blank)].note(payload, false);
        BusinessReply reply;
        reply.body = "echo " + payload;
        return reply;
    });
}

} // namespace

void TestSessionStorm::nothingIsLostOrHandledTwice()
{
    // So many of each QoS, each way.
    const StormOptions options = StormOptions::fromEnvironment(10'000);
    const int ofEach = std::max(1, options.messages / Clients);
    Stage stage;
    QVERIFY(stage.start({{"retry_interval", "500 ms"},
                         {"forward_timeout", "10 s"},
                         {"connect_timeout", "10 s"},
                         {"ping_interval", "10 s"},
                         {"pong_timeout", "10 s"}},
                        2));
    std::map<QByteArray, Tally> up;
    tallyUp(stage.business, up);
    RoughProxy proxy(stage.relay.port(), options.seed);
    QVERIFY(proxy.listen());
    const QUrl url(u"ws://127.0.0.1:%1/connect/"_qs.arg(proxy.port()));

    StormClients clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(
            std::make_unique<StormClient>(url, "storm-" + QByteArray::number(i), ofEach));
        clients.back()->begin();
        EVENTUALLY(clients.back()->client().isBloomed());
    }
    // As many breaks as are asked for, however many messages there are to pass.
    const double perPiece = double(LeastReconnects) / options.messages;
    proxy.setWeather({.cut = perPiece / 8,
                      .stall = perPiece / 8,
                      .duplicate = perPiece / 16,
                      .halfClose = perPiece / 16,
                      .longestStall = 50ms});
    QTimer breaker;
    connect(&breaker, &QTimer::timeout, &proxy, [&proxy] {
        if (proxy.ended() < LeastReconnects)
            proxy.cutAll();
    });
    breaker.start(options.patience() / 1'000);

    const ApiCaller api = stage.api();
    const auto allDone = [&clients, &api] {
        for (const auto &client : clients)
            client->step(api);
        return std::all_of(clients.begin(), clients.end(),
                           [](const auto &client) { return client->isDone(); });
    };
    const bool done = waitUntil(allDone, options.patience());
    breaker.stop();
    proxy.setWeather({});

    // The storm is over: everybody is back, and has nothing more to say.
    QElapsedTimer calm;
    calm.start();
    for (const auto &client : clients) {
        QVERIFY(waitUntil(
            [&client] {
                return client->client().isBloomed() && client->client().pendingCount() == 0;
            },
            QuietWithin));
    }
    const auto bytes = [&clients] {
        quint64 sum = 0;
        for (const auto &client : clients)
            sum += client->client().statistics().bytesSent;
        return sum;
    };
    quint64 before = bytes();
    QVERIFY(waitUntil(
        [&] {
            const bool quiet = holdsFor(1s, [&] { return bytes() == before; });
            before = bytes();
            return quiet;
        },
        QuietWithin - std::chrono::milliseconds(calm.elapsed())));

    int resumes = 0;
    for (const auto &client : clients) {
        QCOMPARE(client->wrongs().mid(0, 10).join("; "), QByteArray());
        QCOMPARE(client->received().wrongs(ofEach).mid(0, 10).join("; "), QByteArray());
        QCOMPARE(up[client->channel()].wrongs(ofEach).mid(0, 10).join("; "), QByteArray());
        resumes += client->resumes();
    }
    QVERIFY(done);
    qInfo("%d connections ended (%d repeated bytes, %d closed by half), %d stalls; %d resumes; "
          "quiet after %lld ms",
          proxy.ended(), proxy.duplicates(), proxy.halfCloses(), proxy.stalls(), resumes,
          calm.elapsed());
    QVERIFY(resumes >= LeastReconnects);
    QVERIFY(proxy.duplicates() > 0);
    QVERIFY(proxy.halfCloses() > 0);
    QVERIFY(stage.isHealthy());
}

QTEST_GUILESS_MAIN(TestSessionStorm)
#include "tst_session_storm.moc"
