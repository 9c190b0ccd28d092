// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/roughproxy.h"
#include "support/stage.h"

#include <rainbow/client.h>

#include <QElapsedTimer>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// A relay that is restarted, and all its clients.
class TestSessionHerd : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void comesBackSpread();
};

namespace {

constexpr int Clients = 500;
constexpr qint64 BackWithin = 30'000; // ms
constexpr int MostInOneSecond = Clients * 30 / 100;

/// The most of these times that lie within any one second; times: in ms, ascending.
int mostInOneSecond(const QList<qint64> &times)
{
    int most = 0;
    for (qsizetype first = 0, last = 0; last < times.size(); ++last) {
        while (times[last] - times[first] >= 1'000)
            ++first;
        most = std::max(most, int(last - first + 1));
    }
    return most;
}

} // namespace

void TestSessionHerd::comesBackSpread()
{
    raiseFileLimit();
    Stage stage;
    const Fields settings{{"connect_timeout", "20 s"}, {"pong_timeout", "20 s"}};
    QVERIFY(stage.start(settings));
    RoughProxy proxy(stage.relay.port(), 1);
    QVERIFY(proxy.listen());
    const QUrl url(u"ws://127.0.0.1:%1/connect/"_qs.arg(proxy.port()));

    QElapsedTimer clock;
    clock.start();
    QList<qint64> blooms;
    int blooming = 0;
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < Clients; ++i) {
        clients.push_back(std::make_unique<Client>(url));
        connect(clients.back().get(), &Client::bloomed, this, [&](bool) {
            ++blooming;
            blooms.append(clock.elapsed());
        });
        clients.back()->bloom();
    }
    QVERIFY(waitUntil([&] { return blooming == Clients; }, 60s));

    // As a service manager does it: stop, start. A client that has been told 1001 knows that all
    // others have been told the same.
    blooms.clear();
    QCOMPARE(stage.relay.stop(), 0);
    RelayProcess next;
    QVERIFY(next.start(stage.complete(settings)));
    proxy.setTarget(next.port());
    clock.restart();
    blooming = 0;
    QVERIFY(waitUntil([&] { return blooming == Clients; }, 60s));
    const qint64 last = blooms.last();
    const int most = mostInOneSecond(blooms);
    qInfo("%d clients are back after %lld ms, at most %d of them within a second", Clients, last,
          most);
    QVERIFY(last <= BackWithin);
    QVERIFY(most <= MostInOneSecond);
}

QTEST_GUILESS_MAIN(TestSessionHerd)
#include "tst_session_herd.moc"
