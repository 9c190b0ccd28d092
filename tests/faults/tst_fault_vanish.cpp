// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "farnet.h"
#include "measures.h"
#include "support/stage.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include <algorithm>
#include <csignal>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

using namespace Rainbow;
using namespace Rainbow::Test;
using namespace Rainbow::Faults;

/// Clients that are gone, or as good as gone, without having said so.
class TestFaultVanish : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linkDown();
    void halfOpen();
    void stoppedProcess();

private:
    static constexpr std::chrono::milliseconds Heartbeat = 2s; ///< ping_interval and pong_timeout
    static constexpr std::chrono::milliseconds Most = Heartbeat * 3 / 2;
    static constexpr int Clients = 100;
    static constexpr int Rounds = 4;
};

namespace {

/// Of memory that should be free again; allocators keep some, and the one of a sanitizer more.
constexpr qint64 MostLeft = 12 * 1024 * 1024;

bool startStage(Stage &stage, const QStringList &arguments = {})
{
    const QByteArray options = qgetenv("ASAN_OPTIONS");
    qputenv("ASAN_OPTIONS", options + ":quarantine_size_mb=1");
    const bool started = stage.start({{"ping_interval", "1 s"},
                                      {"pong_timeout", "1 s"},
                                      {"session_ttl", "0 s"},
                                      {"callback_connections", "4"}},
                                     1, arguments);
    qputenv("ASAN_OPTIONS", options);
    return started;
}

/// A client on a socket of the caller's; null: not let in.
std::unique_ptr<RawClient> clientOn(int descriptor, const Fields &headers)
{
    auto client = std::make_unique<RawClient>();
    if (descriptor < 0 || !client->adopt(descriptor))
        return nullptr;
    client->send(RawClient::upgradeRequest("/connect/", headers));
    return client->waitForAnswer() && client->answer().status == 101 ? std::move(client) : nullptr;
}

int connectHere(quint16 port)
{
    const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    (void)connect(descriptor, reinterpret_cast<const sockaddr *>(&to), sizeof to);
    return descriptor;
}

} // namespace

void TestFaultVanish::linkDown()
{
    FarNet net;
    if (!net.hasCable()) {
        qInfo("client vanishes, link down | not possible here (%s): instead the clients neither "
              "answer nor close",
              net.problem().constData());
    }
    Stage stage;
    // The last -l wins.
    QVERIFY(
        startStage(stage, net.hasCable() ? QStringList{u"-l"_qs, net.address()} : QStringList{}));
    const qsizetype descriptors = openDescriptors(stage.relay.pid());
    QList<qint64> resident;
    qint64 slowest = 0;
    for (int round = 0; round < Rounds; ++round) {
        std::vector<std::unique_ptr<RawClient>> clients;
        QList<QByteArray> identities;
        for (int i = 0; i < Clients; ++i) {
            const Fields headers = stage.clientHeaders("far");
            const int descriptor = net.hasCable() ? net.connectFromThere(stage.relay.port())
                                                  : connectHere(stage.relay.port());
            clients.push_back(clientOn(descriptor, headers));
            QVERIFY(clients.back());
            identities.append(stage.identityOf(headers.first().second));
        }
        stage.business.clear();
        QElapsedTimer timer;
        timer.start();
        if (net.hasCable())
            QVERIFY(net.setPlugged(false));
        for (const auto &client : clients)
            client->setAnswersPings(false);
        const auto isToldOf = [&](const QByteArray &identity) {
            return !stage.business.closesOf(identity).isEmpty();
        };
        QVERIFY(
            waitUntil([&] { return std::all_of(identities.begin(), identities.end(), isToldOf); }));
        slowest = timer.elapsed();
        for (const QByteArray &identity : identities)
            QCOMPARE(stage.business.closesOf(identity).size(), 1);
        // Callbacks have some, too.
        EVENTUALLY(openDescriptors(stage.relay.pid()) < descriptors + Clients / 4);
        resident.append(residentBytes(stage.relay.pid()));
        clients.clear();
        if (net.hasCable())
            QVERIFY(net.setPlugged(true));
        if (round > 0 && slowest <= Most.count() && resident[round] - resident[0] <= MostLeft)
            break; // what is measured after a first round is what stays
    }
    qInfo(
        "client vanishes, link down, %d at a time | expected: gone within 1.5 x heartbeat (%.1f "
        "s), memory freed | all gone after %.2f s; resident memory %+lld KiB after another round, "
        "%lld descriptors more",
        Clients, double(Most.count()) / 1'000, double(slowest) / 1'000,
        (resident.last() - resident.first()) / 1'024,
        qint64(openDescriptors(stage.relay.pid()) - descriptors));
    QVERIFY(slowest <= Most.count());
    QVERIFY(resident.last() - resident.first() <= MostLeft);
}

void TestFaultVanish::halfOpen()
{
    Stage stage;
    QVERIFY(startStage(stage));
    const Fields headers = stage.clientHeaders();
    const int descriptor = connectHere(stage.relay.port());
    const std::unique_ptr<RawClient> client = clientOn(descriptor, headers);
    QVERIFY(client);
    const QByteArray identity = stage.identityOf(headers.first().second);
    // In repair mode a socket closes without a word.
    const int on = 1;
    const bool silent = setsockopt(descriptor, IPPROTO_TCP, TCP_REPAIR, &on, sizeof on) == 0;
    QElapsedTimer timer;
    timer.start();
    if (silent)
        client->abort();
    else
        client->setAnswersPings(false);
    EVENTUALLY_COMPARE(stage.business.closesOf(identity).size(), 1);
    const qint64 took = timer.elapsed();
    qInfo("client vanishes, half-open%s | expected: gone within 1.5 x heartbeat (%.1f s) | gone "
          "after %.2f s",
          silent ? "" : " (not allowed to close without a FIN: it only says nothing more)",
          double(Most.count()) / 1'000, double(took) / 1'000);
    QVERIFY(took <= Most.count());
}

void TestFaultVanish::stoppedProcess()
{
    Stage stage;
    QVERIFY(startStage(stage));
    QProcess client;
    client.start(
        QStringLiteral(RAINBOW_CLI_PATH),
        {u"-d"_qs, u"stopped"_qs, u"ws://127.0.0.1:%1/connect/"_qs.arg(stage.relay.port())});
    QVERIFY(client.waitForStarted());
    EVENTUALLY(!stage.identityOf("stopped").isEmpty());
    const QByteArray identity = stage.identityOf("stopped");
    // While it runs it answers.
    QVERIFY(
        holdsFor(Heartbeat + 500ms, [&] { return stage.business.closesOf(identity).isEmpty(); }));
    QElapsedTimer timer;
    timer.start();
    ::kill(pid_t(client.processId()), SIGSTOP);
    const bool gone = waitUntil([&] { return stage.business.closesOf(identity).size() == 1; });
    const qint64 took = timer.elapsed();
    client.kill();
    ::kill(pid_t(client.processId()), SIGCONT);
    client.waitForFinished();
    qInfo(
        "client process stopped (SIGSTOP) | expected: gone within 1.5 x heartbeat (%.1f s) | gone "
        "after %.2f s",
        double(Most.count()) / 1'000, double(took) / 1'000);
    QVERIFY(gone);
    QVERIFY(took <= Most.count());
}

QTEST_GUILESS_MAIN(TestFaultVanish)
#include "tst_fault_vanish.moc"
