// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <chrono>
#include <optional>

namespace Rainbow {

/// What a relay says first to a client that speaks rainbow.2: who it is here, and what it goes by.
struct Hello {
    QByteArray identity;
    QByteArray session; ///< the token with which the session is taken up again, once
    bool resumed = false; ///< it is the session of before
    std::chrono::milliseconds sessionTtl{0}; ///< how long it outlives a connection; 0: it does not
    std::chrono::milliseconds pingInterval{25'000};
    std::chrono::milliseconds retryInterval{3'000};
    qint64 maxPayload = 1024 * 1024; ///< bytes
    QByteArray server; ///< name and version

    friend bool operator==(const Hello &, const Hello &) = default;
};

/// Payload of a HELLO packet: a JSON object with identity, session, resumed, session_ttl,
/// ping_interval, retry_interval (seconds), max_payload (bytes) and server.
[[nodiscard]] QByteArray toPayload(const Hello &hello);

/// Nothing: it is not a JSON object with identity and session as strings, or one of the members it
/// has is of another type or negative. Members that are missing keep their defaults, unknown ones
/// are ignored.
[[nodiscard]] std::optional<Hello> parseHello(const QByteArray &payload);

} // namespace Rainbow
