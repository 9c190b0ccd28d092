// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QHashFunctions>

#include <chrono>
#include <functional>
#include <optional>

namespace Rainbow {

/// The time by which sessions, deliveries and deadlines go: monotonic, never the wall clock.
using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

/// A name that cannot be mistaken for one of another kind. Bytes, UTF-8 by convention.
template <typename Tag>
class Name {
public:
    Name() = default;
    explicit Name(QByteArray bytes) : m_bytes(std::move(bytes)) { }

    [[nodiscard]] const QByteArray &bytes() const { return m_bytes; }
    [[nodiscard]] bool isEmpty() const { return m_bytes.isEmpty(); }

    friend bool operator==(const Name &, const Name &) = default;
    friend bool operator<(const Name &a, const Name &b) { return a.m_bytes < b.m_bytes; }
    friend size_t qHash(const Name &name, size_t seed = 0) { return qHash(name.m_bytes, seed); }

private:
    QByteArray m_bytes;
};

/// Of one connection: lower-case hex, unique in the cluster.
using Identity = Name<struct IdentityTag>;
using ChannelName = Name<struct ChannelTag>;
/// Of the person or thing behind a connection, which may have many.
using AccountName = Name<struct AccountTag>;

/// Of a message between one client and the relay, per direction: 1…65534 from this side.
using MessageId = quint16;

/// Which hub: the number of its worker in this node.
using HubId = quint32;

/// With what a client takes its session up again (session.md, "Resume"): unguessable, made anew for
/// every connection. No secret is ever logged.
struct SessionToken {
    static constexpr qsizetype SecretSize = 32; ///< bytes

    HubId hub = 0; ///< where the session is
    QByteArray secret; ///< SecretSize bytes

    /// With a secret of the system's random source.
    [[nodiscard]] static SessionToken generate(HubId hub);
    /// What toText() made, and nothing else.
    [[nodiscard]] static std::optional<SessionToken> parse(QByteArrayView text);
    /// `<hub>-<64 lower-case hex digits>`.
    [[nodiscard]] QByteArray toText() const;

    friend bool operator==(const SessionToken &, const SessionToken &) = default;
};

/// Of something a hub asked all hubs for: unique per origin.
struct RequestId {
    HubId origin = 0;
    quint64 number = 0;

    friend bool operator==(const RequestId &, const RequestId &) = default;
    friend size_t qHash(const RequestId &id, size_t seed = 0)
    {
        return qHashMulti(seed, id.origin, id.number);
    }
};

} // namespace Rainbow

template <typename Tag>
struct std::hash<Rainbow::Name<Tag>> {
    size_t operator()(const Rainbow::Name<Tag> &name) const { return qHash(name); }
};

template <>
struct std::hash<Rainbow::RequestId> {
    size_t operator()(const Rainbow::RequestId &id) const { return qHash(id); }
};
