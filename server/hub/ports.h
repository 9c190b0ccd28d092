// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/event.h"
#include "hub/publication.h"

#include <chrono>
#include <optional>

namespace Rainbow {

// What a hub needs from the world around it, as interfaces: so that it is pure and a test can
// play every part. All calls come on the hub's thread.

/// What became of bytes handed to a Link.
enum class SendResult : quint8 {
    Sent, ///< accepted; it will go out, in order, unless the connection breaks
    Dropped, ///< refused: the client is too slow (QoS 0 only)
    Closed, ///< the connection is closing, or was cut off for being too slow
};

/// Looks on at what passes between one client and the relay.
class PacketWatcher {
public:
    virtual ~PacketWatcher() = default;

    enum class Direction : quint8 { In, Out }; ///< from the client, to it
    enum class Kind : quint8 { Packet, Ping, Pong, Close };
    /// payload: the packet, or what the control frame carries; valid until this returns.
    virtual void onFrame(Direction direction, Kind kind, QByteArrayView payload) = 0;
    /// The session has ended; nothing comes any more. why is English, for people.
    virtual void onEnded(const char *why) = 0;
};

/// The connection of one client.
class Link {
public:
    virtual ~Link() = default;

    /// Puts a frame out. With frame.idOffset ≥ 0, id is written there. A frame that is not
    /// essential (QoS 0) is dropped when more than max_backlog waits; an essential one that
    /// finds more than twice as much closes the link with 1013.
    virtual SendResult send(const Frame &frame, MessageId id, bool essential) = 0;
    virtual void ping() = 0;
    /// Starts the closing handshake; the link reports its end later, once, as for any end.
    virtual void close(quint16 code, const QByteArray &reason) = 0;
    /// Ends the connection without a word; reported as any end.
    virtual void abort() = 0;
    /// Another link has its session: closes with 4009. From now on it tells the hub nothing, not
    /// even its end; no other function is called.
    virtual void takenOver() = 0;
    /// Off: nothing more is read from the client, so that TCP slows it down.
    virtual void setReading(bool on) = 0;
    /// Something that was sent earlier has not left yet.
    [[nodiscard]] virtual bool isBlocked() const = 0;
    /// Bytes it keeps: what has not left, and what has come of a message that is not whole.
    [[nodiscard]] virtual qsizetype heldBytes() const = 0;
    /// The client's last sign of life: bytes that came, or progress in taking what waits.
    [[nodiscard]] virtual TimePoint lastHeard() const = 0;
    /// From the last ping that was answered to its answer; nothing: none was, or it is not known.
    [[nodiscard]] virtual std::optional<std::chrono::microseconds> roundTrip() const { return {}; }
    /// Tells watcher of what passes from now on; nullptr: nobody. It is not told of the end.
    virtual void setWatcher(PacketWatcher *) { }
};

/// The part of a dialect a session needs: turns events into frames. Stateless, shared by all
/// sessions of that dialect.
class Encoder {
public:
    virtual ~Encoder() = default;
    [[nodiscard]] virtual Frame encode(const MessageEvent &event) const = 0;
    [[nodiscard]] virtual Frame encode(const AnswerEvent &event) const = 0;
    [[nodiscard]] virtual Frame encode(const HelloEvent &event) const = 0;
    [[nodiscard]] virtual Frame encode(const NakEvent &event) const = 0;
    [[nodiscard]] virtual Frame encode(const TextEvent &event) const = 0;
};

/// A client's message on its way to the business server.
struct ForwardCall {
    Identity identity;
    QByteArray cookie;
    quint64 number = 0; ///< to be given back with the answer
    QByteArray messageId; ///< the same whenever this message is forwarded again
    quint16 type = 0;
    QByteArray payload;
    QoS qos = QoS::AtMostOnce;
};

/// May a client join these channels?
struct SubscribeCall {
    Identity identity;
    QByteArray cookie;
    quint64 number = 0; ///< to be given back with the answer
    QList<ChannelName> channels;
};

/// May a client publish this? As a ForwardCall, with the channel.
struct PublishCall {
    Identity identity;
    QByteArray cookie;
    quint64 number = 0;
    QByteArray messageId;
    ChannelName channel;
    quint16 type = 0;
    QoS qos = QoS::AtMostOnce;
    QByteArray payload;
    Audience audience = Audience::Channel; ///< what `channel` is
};

/// A client has come into a channel, or is in it no more.
struct MembershipNote {
    Identity identity;
    AccountName account;
    QByteArray cookie;
    ChannelName channel;
    bool joined = true;
};

/// A client says more than the business server takes: it is not read from for now.
struct OverloadNote {
    Identity identity;
    QByteArray cookie;
    int queued = 0; ///< messages that wait
    std::chrono::milliseconds oldest{0}; ///< how long the first of them has waited
};

/// The business server. Answers come back, later, through the hub.
class Upstream {
public:
    virtual ~Upstream() = default;
    /// Ends in exactly one Hub::onForwarded() with the call's identity and number, also when the
    /// session has gone by then. Never answers from within the call.
    virtual void forward(const ForwardCall &call) = 0;
    /// Likewise, ending in Hub::onSubscribeAnswered().
    virtual void askSubscribe(const SubscribeCall &call) = 0;
    /// Likewise, ending in Hub::onPublishAnswered().
    virtual void askPublish(const PublishCall &call) = 0;
    /// The connection has ended; cookie is its last one.
    virtual void closed(const Identity &identity, const QByteArray &cookie) = 0;
    /// Told while HubSettings::tellsMemberships is on, whatever the reason.
    virtual void membershipChanged(const MembershipNote &note) = 0;
    virtual void overloaded(const OverloadNote &note) = 0;
    /// A client that may call the relay (dialect mesh) does; answers come back through
    /// Hub::tell().
    virtual void called(const Identity &identity, const QByteArray &request) = 0;
    /// ms since 1970, for stamps.
    [[nodiscard]] virtual qint64 wallClockMs() const = 0;
};

/// Every hub, this one included: the exchange, seen from a hub. What is handed over here comes
/// back through Hub::take(), never from within the call.
class Peers {
public:
    virtual ~Peers() = default;
    virtual void dispatch(const Publication &publication) = 0; ///< to every hub
    virtual void dispatch(const Order &order) = 0; ///< to every hub
    virtual void dispatch(const Receipt &receipt) = 0; ///< to receipt.id.origin
    virtual void dispatch(const Tally &tally) = 0; ///< to every hub
    /// How many receipts one dispatch brings.
    [[nodiscard]] virtual int hubCount() const = 0;
};

} // namespace Rainbow
