// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What the client library takes: round trips of QoS 1 a second on one core, against a peer on
// another that answers every message and does nothing else; and what idle clients cost in memory.

#include "bench/loop.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/server.h"

#include <rainbow/client.h>

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QElapsedTimer>
#include <QFile>
#include <QTimer>

#include <cstdio>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include <csignal>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Rainbow::Bench;

namespace {

/// The peer's side of a connection: agrees to rainbow.2, says HELLO, and sends an ACK for each SEND
/// of QoS 1.
class Peer : public Source {
public:
    explicit Peer(int descriptor) : m_descriptor(descriptor) { }

    void onReady(uint32_t) override
    {
        bool ended = false;
        m_bytes += receive(m_descriptor, ended);
        if (ended) {
            close(m_descriptor);
            return;
        }
        if (!m_open)
            upgrade();
        std::string answers;
        while (m_open && takeFrame(answers)) { }
        if (!answers.empty() && !sendAll(m_descriptor, answers))
            close(m_descriptor);
    }

private:
    void upgrade()
    {
        const size_t end = m_bytes.find("\r\n\r\n");
        if (end == std::string::npos)
            return;
        constexpr std::string_view name = "Sec-WebSocket-Key: ";
        const size_t key = m_bytes.find(name) + name.size();
        const QByteArray accept =
            QCryptographicHash::hash(
                QByteArray::fromStdString(m_bytes.substr(key, m_bytes.find("\r\n", key) - key))
                    + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11",
                QCryptographicHash::Sha1)
                .toBase64();
        const std::string hello = "\x60{\"identity\":\"a\",\"session\":\"1-a\"}";
        m_bytes.erase(0, end + 4);
        m_bytes.shrink_to_fit();
        m_open = sendAll(m_descriptor,
                         "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                         "Connection: Upgrade\r\nSec-WebSocket-Protocol: rainbow.2\r\n"
                         "Sec-WebSocket-Accept: "
                             + accept.toStdString() + "\r\n\r\n\x82" + char(hello.size()) + hello);
    }

    /// Of small frames only.
    bool takeFrame(std::string &answers)
    {
        constexpr size_t header = 6;
        if (m_bytes.size() < header)
            return false;
        const size_t size = uint8_t(m_bytes[1]) & 0x7f;
        if (m_bytes.size() < header + size)
            return false;
        const auto octet = [this](size_t i) {
            return char(m_bytes[header + i] ^ m_bytes[2 + i % 4]);
        };
        if ((m_bytes[0] & 0x0f) == 2 && octet(0) == 0x12) {
            answers += "\x82\x03\x20";
            answers += octet(3);
            answers += octet(4);
        }
        m_bytes.erase(0, header + size);
        return true;
    }

    int m_descriptor;
    bool m_open = false;
    std::string m_bytes;
};

class Listener : public Source {
public:
    Listener(Loop &loop, int descriptor) : m_loop(loop), m_descriptor(descriptor) { }

    void onReady(uint32_t) override
    {
        const int descriptor = accept4(m_descriptor, nullptr, nullptr, SOCK_NONBLOCK);
        if (descriptor < 0)
            return;
        m_peers.push_back(std::make_unique<Peer>(descriptor));
        m_loop.add(descriptor, *m_peers.back(), EPOLLIN);
    }

private:
    Loop &m_loop;
    int m_descriptor;
    std::vector<std::unique_ptr<Peer>> m_peers;
};

/// The peer, in a process of its own that ends with this one.
pid_t startPeer(int listening, int core)
{
    const pid_t pid = fork();
    if (pid != 0)
        return pid;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    pinToCore(core);
    Loop loop;
    Listener listener(loop, listening);
    loop.add(listening, listener, EPOLLIN);
    loop.runUntil([] { return false; }, 24h);
    _exit(0);
}

double cpuSeconds()
{
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

long residentKiB()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    if (!file.open(QIODevice::ReadOnly))
        fail("/proc/self/statm");
    return file.readAll().split(' ').at(1).toLong() * (sysconf(_SC_PAGESIZE) / 1024);
}

void waitFor(const std::function<bool()> &done)
{
    QElapsedTimer elapsed;
    elapsed.start();
    while (!done()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        if (elapsed.elapsed() > 60'000)
            fail("nothing happens any more");
    }
}

/// So many messages, each sent when another was answered.
class RoundTrips : public QObject {
public:
    RoundTrips(Rainbow::Client &client, long count, int payload)
        : m_client(client), m_left(count), m_payload(payload, 'x')
    {
    }
    void start(int atOnce)
    {
        for (int i = 0; i < atOnce; ++i)
            next();
    }
    [[nodiscard]] bool isDone() const { return m_left <= 0 && m_unanswered == 0; }
    [[nodiscard]] long failures() const { return m_failures; }

private:
    void next()
    {
        if (m_left-- <= 0)
            return;
        ++m_unanswered;
        Rainbow::Delivery *delivery = m_client.send(1, m_payload);
        connect(delivery, &Rainbow::Delivery::success, this, [this] { onEnd(); });
        connect(delivery, &Rainbow::Delivery::fail, this, [this] {
            ++m_failures;
            onEnd();
        });
    }
    void onEnd()
    {
        --m_unanswered;
        next();
    }

    Rainbow::Client &m_client;
    long m_left;
    long m_unanswered = 0;
    long m_failures = 0;
    QByteArray m_payload;
};

void measureRoundTrips(const QUrl &url, long count, int payload, int atOnce, int rounds)
{
    Rainbow::Client client(url);
    client.bloom();
    waitFor([&] { return client.isBloomed(); });
    Series perSecond;
    Series cpu;
    for (int round = 0; round <= rounds; ++round) {
        RoundTrips trips(client, count, payload);
        const auto begin = Clock::now();
        const double cpuBegin = cpuSeconds();
        trips.start(atOnce);
        waitFor([&] { return trips.isDone(); });
        if (trips.failures() != 0)
            fail("messages have failed");
        if (round == 0)
            continue; // to warm up
        perSecond.add(double(count) / std::chrono::duration<double>(Clock::now() - begin).count());
        cpu.add((cpuSeconds() - cpuBegin) * 1e6 / double(count));
    }
    std::printf("QoS 1, %d bytes, %2d in flight: %s round trips/s, %s us CPU each\n", payload,
                atOnce, perSecond.text(0).c_str(), cpu.text(1).c_str());
}

void measureIdle(const QUrl &url, int count)
{
    std::vector<std::unique_ptr<Rainbow::Client>> clients;
    const auto add = [&](int more) {
        for (int i = 0; i < more; ++i) {
            clients.push_back(std::make_unique<Rainbow::Client>(url));
            clients.back()->bloom();
            waitFor([&] { return clients.back()->isBloomed(); });
        }
    };
    add(10);
    const long before = residentKiB();
    add(count);
    QCoreApplication::processEvents();
    const long after = residentKiB();
    std::printf("%d idle clients: %.1f KiB each\n", count, double(after - before) / count);
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    const long count = options.number("count", 100'000, "round trips in a round");
    const int rounds = int(options.number("rounds", 5, "rounds"));
    const int payload = int(options.number("payload", 64, "bytes of a message, up to 100"));
    const int idle = int(options.number("idle", 1'000, "clients that do nothing"));
    const int ownCore = int(options.number("own-core", 1, "of the clients"));
    const int peerCore = int(options.number("peer-core", 0, "of the peer"));
    options.check();

    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    uint16_t port = 0;
    const int listening = listenLocally(port);
    const pid_t peer = startPeer(listening, peerCore);
    pinToCore(ownCore);
    int none = 0;
    QCoreApplication app(none, nullptr);
    const QUrl url(QStringLiteral("ws://127.0.0.1:%1/connect/").arg(port));
    measureIdle(url, idle);
    for (const int atOnce : {1, 8, 32})
        measureRoundTrips(url, count, payload, atOnce, rounds);
    kill(peer, SIGKILL);
    waitpid(peer, nullptr, 0);
    return 0;
}
