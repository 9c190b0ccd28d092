// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Clients of the other dialects, and what a message of theirs costs the server: im from account to
// account, topic to many beside the same with the Rainbow dialect, and client messages through a
// queue to one consumer and back. The server runs on one core, this program on another.

#include "bench/business.h"
#include "bench/callers.h"
#include "bench/forwards.h"
#include "bench/messagereader.h"
#include "bench/net.h"
#include "bench/options.h"
#include "bench/rounds.h"
#include "bench/server.h"
#include "bench/websockets.h"

#include <QMessageAuthenticationCode>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <vector>

using namespace Rainbow::Bench;

namespace {

constexpr char Secret[] = "bench-secret";
constexpr char Channel[] = "bench";

struct Settings {
    std::string server;
    long seconds = 3;
    long rounds = 5;
    int serverCore = 0;
    size_t size = 64;
};

std::string upgradeTo(const std::string &target)
{
    return "GET " + target
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
}

std::string textFrame(std::string_view text)
{
    constexpr char FinalText = char(0x81);
    std::string frame = clientFrame(text);
    frame[0] = FinalText;
    return frame;
}

/// An account's JSON Web Token, HS256.
std::string tokenOf(const std::string &account)
{
    const auto part = [](const QByteArray &bytes) {
        return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const std::string claims =
        R"({"sub":")" + account + R"(","exp":)" + std::to_string(std::time(nullptr) + 3'600) + '}';
    const QByteArray text =
        part(R"({"alg":"HS256"})") + '.' + part(QByteArray::fromStdString(claims));
    const QByteArray mac =
        QMessageAuthenticationCode::hash(text, Secret, QCryptographicHash::Sha256);
    return (text + '.' + part(mac)).toStdString();
}

/// Messages of WebSocket connections, whole.
class Readers {
public:
    using Handler = std::function<void(size_t number, std::string_view message)>;

    Readers(WebSockets &clients, size_t count, Handler handler)
        : m_readers(count), m_handler(std::move(handler))
    {
        clients.setReceiver([this](size_t number, std::string_view bytes) {
            Sink sink(*this, number);
            if (!m_readers.at(number).take(bytes, sink))
                fail(m_readers[number].error().c_str());
        });
    }

private:
    class Sink final : public MessageReader::Sink {
    public:
        Sink(Readers &readers, size_t number) : m_all(readers), m_number(number) { }
        void onSubscribed() override { }
        void onMessage(std::string_view message) override { m_all.m_handler(m_number, message); }

    private:
        Readers &m_all;
        size_t m_number;
    };

    std::vector<PlainReader> m_readers;
    Handler m_handler;
};

void print(const char *what, const Rounds &rounds)
{
    std::printf("%-34s  %16s  %18s  %10.0f  %6.0f  %8.0f\n", what, rounds.rate.text(1).c_str(),
                rounds.cost.text(2).c_str(), 1'000 / rounds.cost.median(),
                rounds.serverLoad.median(), rounds.ownLoad.median());
    std::fflush(stdout);
}

Rounds measure(Loop &loop, const Server &server, const Settings &settings,
               std::function<uint64_t()> counter)
{
    loop.runFor(1s);
    return measureRounds(loop, server, settings.rounds, std::chrono::seconds(settings.seconds),
                         {std::move(counter)});
}

/// Each account sends to the next as soon as it has got something.
void measureIm(const Settings &settings, size_t accounts)
{
    Loop loop;
    Business business(loop, Channel);
    Server server(loop, settings.server, business.port(), settings.serverCore, false,
                  std::string(Server::Quiet) + "app_secret = " + Secret + '\n');
    WebSockets clients(loop,
                       {server.port(),
                        false,
                        64,
                        [](size_t number) {
                            const std::string account = "a" + std::to_string(number);
                            return upgradeTo("/ws/connect?app_id=default&token="
                                             + tokenOf(account));
                        },
                        {}});
    std::vector<std::string> frames;
    const std::string data(settings.size, 'x');
    for (size_t i = 0; i < accounts; ++i) {
        frames.push_back(textFrame(R"({"to":"a)" + std::to_string((i + 1) % accounts)
                                   + R"(","event":1,"data":{"text":")" + data + R"("}})"));
    }
    uint64_t received = 0;
    Readers readers(clients, accounts, [&](size_t number, std::string_view) {
        ++received;
        clients.send(number, frames[number]);
    });
    clients.open(accounts);
    for (size_t i = 0; i < accounts; ++i)
        clients.send(i, frames[i]);
    print("im, one to one", measure(loop, server, settings, [&] { return received; }));
}

/// POST /send/ to a channel, whose members speak that dialect.
void measureFanOut(const Settings &settings, size_t subscribers, bool topic)
{
    Loop loop;
    Business business(loop, "c0");
    Server server(loop, settings.server, business.port(), settings.serverCore, false,
                  std::string(Server::Quiet) + "heartbeat = 1 h\n");
    uint64_t received = 0;
    const auto target = [topic](size_t number) {
        const std::string name = std::to_string(number);
        return upgradeTo((topic ? "/ws?n=" : "/connect/?X-CLIENT-OS=bench&X-DEVICEID=") + name);
    };
    WebSockets clients(loop, {server.port(), false, 64, target, {}});
    Readers readers(clients, subscribers, [&](size_t, std::string_view) { ++received; });
    clients.open(subscribers);
    Callers callers(loop, server, {.connections = 4, .window = 2, .size = settings.size});
    print(topic ? "topic, fan-out" : "rainbow, fan-out",
          measure(loop, server, settings, [&] { return received; }));
    callers.stop();
}

std::string_view valueOf(std::string_view json, std::string_view name)
{
    const size_t at = json.find(name);
    if (at == std::string_view::npos)
        return {};
    const size_t begin = at + name.size();
    return json.substr(begin, json.find('"', begin) - begin);
}

/// Each client has some messages on their way, QoS 1, through a queue to one consumer.
void measureQueue(const Settings &settings, size_t clientCount, bool batches)
{
    Loop loop;
    Business business(loop, Channel);
    Server server(loop, settings.server, business.port(), settings.serverCore, false,
                  std::string(Server::Quiet) + "[app:lane]\nforward = queue:work\nconnect_url = "
                      + "http://127.0.0.1:" + std::to_string(business.port())
                      + "/connect/\n[endpoint:/connect/]\ndialect = rainbow\napp = lane\n"
                        "[endpoint:/ws/v1]\ndialect = mesh\napp = lane\n");
    WebSockets consumer(loop,
                        {server.port(), false, 1, [](size_t) { return upgradeTo("/ws/v1"); }, {}});
    std::string answers;
    size_t gathered = 0;
    Readers reader(consumer, 1, [&](size_t, std::string_view message) {
        const std::string_view mid = valueOf(message, "\"mid\":\"");
        if (mid.empty())
            return;
        answers += textFrame(R"({"m":"conn.call","p":{"f":"answer","a":[")" + std::string(mid)
                             + R"(",""]},"i":1})");
        if (!batches || ++gathered == 64) {
            consumer.send(0, answers);
            answers.clear();
            gathered = 0;
        }
    });
    consumer.open(1);
    consumer.send(0, textFrame(R"({"m":"queue.pop","p":{"t":["work"]},"i":0})"));
    loop.runFor(200ms);
    WebSockets clients(loop, server);
    clients.open(clientCount);
    Forwards forwards(clients, clientCount, settings.size);
    print(batches ? "queue, answers in batches of 64" : "queue, each answered at once",
          measure(loop, server, settings, [&] { return forwards.answered(); }));
}

} // namespace

int main(int argc, char **argv)
{
    Options options(argc, argv);
    Settings settings;
    settings.server = options.text("server", RAINBOW_SERVER_PATH, "the program");
    const std::string only = options.text("only", "im,topic,queue", "what is measured, a list");
    const auto accounts = size_t(options.number("accounts", 1'000, "of im"));
    const auto subscribers = size_t(options.number("subscribers", 1'000, "of topic"));
    const auto clients =
        size_t(options.number("clients", 512, "whose messages go through a queue"));
    settings.size = size_t(options.number("size", 64, "bytes of a message's data"));
    settings.seconds = std::max(1L, options.number("seconds", 3, "of a round"));
    settings.rounds = std::max(1L, options.number("rounds", 5, "measured"));
    settings.serverCore = int(options.number("server-core", 0, "of the server"));
    const int ownCore = int(options.number("own-core", 1, "of this program"));
    options.check();

    pinToCore(ownCore);
    std::printf("%ld rounds of %ld s; median (least-most); CPU in %% of a core\n", settings.rounds,
                settings.seconds);
    std::printf("%-34s  %16s  %18s  %10s  %6s  %8s\n", "", "1000 messages/s", "server us each",
                "1000/core", "server", "load gen");
    const auto wants = [&only](const char *name) { return only.find(name) != std::string::npos; };
    if (wants("im"))
        measureIm(settings, accounts);
    if (wants("topic")) {
        measureFanOut(settings, subscribers, false);
        measureFanOut(settings, subscribers, true);
    }
    if (wants("queue")) {
        measureQueue(settings, clients, false);
        measureQueue(settings, clients, true);
    }
    return 0;
}
