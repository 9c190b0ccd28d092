// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"
#include "src/clock.h"

#include <rainbow/error.h>

#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

namespace Rainbow {

/// By which a send is known on this side, in the order of the calls; never 0.
using SendKey = quint64;

/// What Outgoing tells. Must not call back into it.
class OutgoingPort {
public:
    virtual void write(const Packet &packet) = 0;
    /// A send was written for the so manieth time.
    virtual void onSent(SendKey key, int attempts) = 0;
    /// Its end: one of these two, once.
    virtual void onSucceeded(SendKey key, const QByteArray &answer) = 0;
    virtual void onFailed(SendKey key, const Error &error) = 0;

protected:
    ~OutgoingPort() = default;
};

/// What is known of the relay that a connection goes to.
struct Peer {
    bool rainbow2 = false;
    Duration retryInterval{3'000};
    qint64 maxPayload = -1; ///< bytes; negative: it does not say
};

/// The sender's side of QoS 1 and 2 (rainbow.md §4), and of SUB, UNSUB and PUB (session.md): what
/// waits for a connection or its turn, what is in flight, what is repeated when, and how each ends.
/// No socket; time is an argument.
class Outgoing {
public:
    /// So many are unanswered at once: a relay forwards one after the other, and what waits there
    /// longer than the retry interval is done twice.
    static constexpr size_t MaxInFlight = 32;
    /// How long REL is repeated that gets no COM.
    static constexpr Duration ReleaseTimeout{30'000};

    explicit Outgoing(OutgoingPort &port) : m_port(port) { }
    Q_DISABLE_COPY_MOVE(Outgoing)

    void setMaxInFlight(int messages) { m_maxInFlight = size_t(messages); }
    /// Of what waits.
    void setLimits(int messages, qint64 bytes);

    /// Queues a packet that has an id; flush() follows. Nothing: the queue is full.
    [[nodiscard]] std::optional<SendKey> add(Packet packet, TimePoint deadline);
    /// Writes what may be written.
    void flush(TimePoint now);
    /// Forgets a send, which ends without a word; false: it has ended already.
    bool cancel(SendKey key);
    /// The end of all.
    void failAll(const Error &error);

    /// There is a connection: repeats, or begins anew when it is not the session of before.
    void connectTo(const Peer &peer, bool resumed, TimePoint now);
    void disconnect() { m_connected = false; }

    /// ACK, REC, COM or NAK.
    void onPacket(const Packet &packet, TimePoint now);
    /// Deadlines and repeats; whether anything was repeated.
    bool onTime(TimePoint now);
    [[nodiscard]] TimePoint nextDue() const;

    /// Why the relay would not take this; none: it would.
    [[nodiscard]] Error verdict(const Packet &packet) const;
    /// Sends that have not ended.
    [[nodiscard]] size_t pending() const;

private:
    struct Entry {
        Packet packet;
        TimePoint deadline;
        TimePoint repeatAt = Never;
        int attempts = 0;
        bool releasing = false; ///< QoS 2: REC has come, COM is awaited; has ended for the app
        Error nak = {}; ///< the last retryable one
    };
    using Entries = std::map<SendKey, Entry>;

    void onRec(quint16 id, const QByteArray &answer, TimePoint now);
    void onNak(const Packet &packet, TimePoint now);
    void repeat(SendKey key, Entry &entry, TimePoint now);
    void startAnew();
    void expire(TimePoint now);
    [[nodiscard]] Entries::iterator findInFlight(quint16 id);
    void endInFlight(Entries::iterator entry);
    void endQueued(Entries::iterator entry);
    [[nodiscard]] quint16 nextId();

    OutgoingPort &m_port;
    Peer m_peer;
    bool m_connected = false;
    size_t m_maxInFlight = MaxInFlight;
    int m_maxQueued = 1'000;
    qint64 m_maxQueuedBytes = 4 * 1024 * 1024;
    qint64 m_queuedBytes = 0;
    SendKey m_lastKey = 0;
    quint16 m_lastId = 0;
    Entries m_queued;
    Entries m_inFlight;
    std::unordered_map<quint16, SendKey> m_ids; ///< of those in flight
    std::set<std::pair<TimePoint, SendKey>> m_deadlines; ///< of all
};

} // namespace Rainbow
