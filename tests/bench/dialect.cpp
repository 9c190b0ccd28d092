// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/dialect.h"

#include "bench/net.h"
#include "bench/server.h"
#include "business/signature.h"

#include <ctime>

namespace Rainbow::Bench {

namespace {

std::string request(const std::string &target, const std::string &type, std::string_view body)
{
    return "POST " + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: " + type
        + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

class RainbowDialect final : public Dialect {
public:
    std::unique_ptr<MessageReader> reader() const override
    {
        return std::make_unique<PlainReader>(3); // SEND, QoS 0: type; ACK: message id
    }
    std::string publication(const std::string &channel, std::string_view payload) const override
    {
        return request("/send/?channel=" + channel + "&qos=0&" + signature(),
                       "application/octet-stream", payload);
    }
    std::string question(std::string_view payload) const override
    {
        const char head[] = {0x12, 0, 1, 0, 1}; // SEND, QoS 1, type 1, message id 1
        return clientFrame(std::string(head, sizeof head).append(payload));
    }

protected:
    /// For the business server, which finds its answer there.
    std::string upgradeHeaders(const std::string &channel) const override
    {
        return "X-CLIENT-OS: bench\r\nX-DEVICEID: bench\r\nX-CHANNEL: " + channel + "\r\n";
    }

private:
    const std::string &signature() const
    {
        const std::time_t now = std::time(nullptr);
        if (now != m_signedAt) {
            m_signedAt = now;
            m_signature = signedQuery(Token, now).toStdString();
        }
        return m_signature;
    }

    mutable std::time_t m_signedAt = 0;
    mutable std::string m_signature; ///< of the second
};

class NchanDialect final : public Dialect {
public:
    std::unique_ptr<MessageReader> reader() const override
    {
        return std::make_unique<PlainReader>();
    }
    std::string publication(const std::string &channel, std::string_view payload) const override
    {
        return request("/pub?id=" + channel, "text/plain", payload);
    }
};

/// It has no HTTP API: a publisher speaks MQTT over TCP.
class MosquittoDialect final : public Dialect {
public:
    std::string subscription(const std::string &channel, size_t number) const override
    {
        const std::string body = std::string("\0\1", 2) + text(channel) + '\0';
        return clientFrame(connectPacket(std::to_string(number)))
            + clientFrame(packet('\x82', body));
    }
    std::unique_ptr<MessageReader> reader() const override
    {
        return std::make_unique<MqttReader>();
    }
    bool publishesOverHttp() const override { return false; }
    std::string publisherGreeting() const override { return connectPacket("publisher"); }
    std::string publication(const std::string &channel, std::string_view payload) const override
    {
        return packet('\x30', text(channel).append(payload));
    }

protected:
    std::string upgradeHeaders(const std::string &) const override
    {
        return "Sec-WebSocket-Protocol: mqtt\r\n";
    }

private:
    static std::string text(const std::string &value)
    {
        return std::string{char(value.size() >> 8), char(value.size() & 0xff)} + value;
    }
    static std::string packet(char type, const std::string &body)
    {
        std::string result(1, type);
        size_t left = body.size();
        do {
            result += char((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
            left >>= 7;
        } while (left > 0);
        return result + body;
    }
    /// 3.1.1, a clean session, no keep-alive.
    static std::string connectPacket(const std::string &id)
    {
        return packet('\x10', text("MQTT") + std::string("\4\2\0\0", 4) + text(id));
    }
};

/// It has no HTTP API: a publisher speaks the client protocol over TCP.
class NatsDialect final : public Dialect {
public:
    std::string subscription(const std::string &channel, size_t) const override
    {
        return clientFrame(std::string(Connect) + "SUB " + channel + " 1\r\nPING\r\n");
    }
    std::unique_ptr<MessageReader> reader() const override
    {
        return std::make_unique<NatsReader>();
    }
    bool publishesOverHttp() const override { return false; }
    std::string publisherGreeting() const override { return Connect; }
    std::string publication(const std::string &channel, std::string_view payload) const override
    {
        return "PUB " + channel + ' ' + std::to_string(payload.size()) + "\r\n"
            + std::string(payload) + "\r\n";
    }

private:
    static constexpr char Connect[] =
        "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":false,\"protocol\":1}\r\n";
};

/// Speaks WebSocket-over-HTTP with the business server.
class PushpinDialect final : public Dialect {
public:
    std::unique_ptr<MessageReader> reader() const override
    {
        return std::make_unique<PlainReader>();
    }
    std::string publication(const std::string &channel, std::string_view payload) const override
    {
        return request("/publish/", "application/json",
                       R"({"items":[{"channel":")" + channel
                           + R"(","formats":{"ws-message":{"content":")" + std::string(payload)
                           + R"("}}}]})");
    }
    /// Its parts queue a hundred requests to each other; those beyond are answered with 502.
    size_t mostConnecting() const override { return 32; }
    /// It closes each connection behind the answer, and few new ones may wait for it.
    size_t mostPublishers() const override { return 8; }
    std::string question(std::string_view payload) const override { return clientFrame(payload); }
};

} // namespace

std::unique_ptr<Dialect> Dialect::of(std::string_view name)
{
    if (name == "rainbow")
        return std::make_unique<RainbowDialect>();
    if (name == "nchan")
        return std::make_unique<NchanDialect>();
    if (name == "mosquitto")
        return std::make_unique<MosquittoDialect>();
    if (name == "nats")
        return std::make_unique<NatsDialect>();
    if (name == "pushpin")
        return std::make_unique<PushpinDialect>();
    return {};
}

std::string Dialect::upgradeRequest(const std::string &path, const std::string &channel) const
{
    constexpr std::string_view mark = "{channel}";
    std::string target = path;
    if (const size_t at = target.find(mark); at != std::string::npos)
        target.replace(at, mark.size(), channel);
    return "GET " + target
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        + upgradeHeaders(channel) + "\r\n";
}

std::string Dialect::upgradeHeaders(const std::string &) const
{
    return {};
}

std::string Dialect::subscription(const std::string &, size_t) const
{
    return {};
}

std::string Dialect::question(std::string_view) const
{
    return {};
}

} // namespace Rainbow::Bench
