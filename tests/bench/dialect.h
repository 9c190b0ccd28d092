// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/messagereader.h"

#include <memory>
#include <string>
#include <string_view>

namespace Rainbow::Bench {

/// How one server for WebSocket messages is spoken to: what a subscriber sends, what comes back,
/// and what a publisher writes. Nothing is acknowledged between client and server (MQTT: QoS 0).
class Dialect {
public:
    virtual ~Dialect() = default;

    /// rainbow, nchan, mosquitto, nats or pushpin; null: none of these.
    static std::unique_ptr<Dialect> of(std::string_view name);

    /// The request that opens a subscriber's WebSocket. "{channel}" in path is replaced.
    [[nodiscard]] std::string upgradeRequest(const std::string &path,
                                             const std::string &channel) const;
    /// Frames a subscriber sends behind the handshake, after which its reader reports ready;
    /// empty: it is subscribed with the handshake.
    [[nodiscard]] virtual std::string subscription(const std::string &channel, size_t number) const;
    [[nodiscard]] virtual std::unique_ptr<MessageReader> reader() const = 0;

    /// True: a publication is one HTTP request, which is answered. False: it goes down a stream of
    /// the server's own protocol, which begins with publisherGreeting().
    [[nodiscard]] virtual bool publishesOverHttp() const { return true; }
    [[nodiscard]] virtual std::string publisherGreeting() const { return {}; }
    /// Clients that may be connecting at once.
    [[nodiscard]] virtual size_t mostConnecting() const { return 64; }
    /// Connections a publisher may have at once, for HTTP.
    [[nodiscard]] virtual size_t mostPublishers() const { return 64; }
    [[nodiscard]] virtual std::string publication(const std::string &channel,
                                                  std::string_view payload) const = 0;
    /// A client's frame that the server puts to the business server; empty: it cannot.
    [[nodiscard]] virtual std::string question(std::string_view payload) const;

protected:
    /// Header lines of the upgrade, each with its line end.
    [[nodiscard]] virtual std::string upgradeHeaders(const std::string &channel) const;
};

} // namespace Rainbow::Bench
