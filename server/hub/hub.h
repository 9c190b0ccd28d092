// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/businessanswer.h"
#include "hub/counters.h"
#include "hub/session.h"
#include "limit.h"
#include "pressure.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

namespace Rainbow {

/// Routes: the sessions and channels of one worker, messages up to the business server and down
/// to the clients, and the receipts of what it had published on all hubs.
///
/// Pure: no socket, no timer of its own; time comes in as an argument, `now` never goes back.
/// Thread: one, its worker's. The world around it is told through the ports, which never call
/// back from within a call.
class Hub {
public:
    using ReceiptHandler = std::function<void(const Receipt &)>;

    /// upstream and peers must outlive the hub.
    Hub(HubId id, const HubSettings &settings, Upstream &upstream, Peers &peers);
    ~Hub();
    Q_DISABLE_COPY_MOVE(Hub)

    /// From now on, for the sessions there are too. What is over a lower limit stays until it has
    /// gone by itself; what is under way keeps the time of its next repeat.
    void setSettings(const HubSettings &settings, TimePoint now);

    [[nodiscard]] HubId id() const { return m_id; }
    [[nodiscard]] const HubCounters &counters() const { return m_counters; }
    [[nodiscard]] int sessionCount() const { return int(m_sessions.size()); }

    // --- clients
    /// A client has been admitted; answer is what the business server said to it. The session
    /// lives until close().
    Session &open(SessionInfo info, Link &link, const Encoder &encoder,
                  const BusinessAnswer &answer);
    /// Its connection has ended, for whatever reason: the session is gone for everybody here. What
    /// it has sent still goes to the business server, which is then told of the end.
    void close(Session &session);
    /// A command the dialect understood.
    void handle(Session &session, const Command &command, TimePoint now);
    /// A frame the dialect made nothing of: counted, and logged with why.
    void ignore(const Session &session, const char *why);

    // --- business server
    void onForwarded(const Identity &identity, quint64 number, const BusinessAnswer &answer);

    // --- from the exchange
    void take(const Publication &publication, TimePoint now);
    void take(const Order &order);
    void take(const Receipt &receipt);

    // --- on behalf of the API
    /// Sends to the channel on all hubs. handler is called once: for QoS 0 without
    /// wantsReceipt at once, otherwise when every hub has reported or `timeout` has passed.
    void publish(Publication publication, std::chrono::milliseconds timeout, TimePoint now,
                 ReceiptHandler handler);
    /// Has an order carried out on all hubs; handler gets the gathered receipts.
    void order(Order order, TimePoint now, ReceiptHandler handler);

    // --- memory
    /// From now on; at first None.
    void setPressure(Pressure pressure) { m_pressure = pressure; }
    /// Closes clients (1013) for whom at least relief.atLeast bytes are kept, the biggest first, at
    /// most MaxRelieved, until those have held relief.bytes; what such clients have sent and nobody
    /// has confirmed is given up. Returns how many it closed.
    int relieve(const Relief &relief);
    static constexpr int MaxRelieved = 16;

    // --- time
    /// When onTime() is due; TimePoint::max(): not at all.
    [[nodiscard]] TimePoint nextDue() const;
    void onTime(TimePoint now);

    // --- stopping
    /// Begins no further callback; those under way may end.
    void drain() { m_draining = true; }
    /// Callbacks under way, and publications and orders of this hub that wait for receipts.
    [[nodiscard]] int underWay() const { return m_forwarding + int(m_gatherings.size()); }
    /// Sends every client a WebSocket close. From here on callbacks under way are given up.
    void closeAll(quint16 code, const QByteArray &reason);

private:
    /// What this hub has asked all hubs for, until all have reported.
    struct Gathering {
        Receipt receipt;
        int missing = 0;
        TimePoint deadline;
        ReceiptHandler handler;
    };
    using Gatherings = std::unordered_map<quint64, Gathering>;

    // up
    void handleSend(Session &session, const SendCommand &command);
    void handleAnswer(Session &session, const AnswerCommand &command, TimePoint now);
    void pump(Session &session);
    void seeOff(const Identity &identity);
    void pace(Session &session);
    void obey(Session &session, const BusinessAnswer &answer);
    [[nodiscard]] Inbound::Limits inboundLimits() const;

    // down
    void fanOut(const Publication &publication, std::span<Session *const> members, TimePoint now);
    void fanOutOnce(const Publication &publication, std::span<Session *const> members);
    void drop(const Session &session, Limit limit);
    void deliver(Session &session, const OpenPublicationPtr &open, TimePoint now);
    void start(Session &session, const OpenPublicationPtr &open, TimePoint now);
    void put(Session &session, const Frame &frame, MessageId id);
    void deliverBacklog(Session &session, TimePoint now);
    void sendAnswer(Session &session, AnswerKind kind, MessageId id, const QByteArray &payload);
    void confirm(const Session &session, const OpenPublicationPtr &open, const QByteArray &payload,
                 TimePoint now);
    void settle(const OpenPublicationPtr &open);
    void report(const OpenPublicationPtr &open);

    // channels
    /// Why a session cannot join; no text: it can.
    struct JoinProblem {
        QByteArray text;
        std::optional<Limit> limit; ///< that is in the way
    };
    [[nodiscard]] JoinProblem joinProblem(const Session &session, const ChannelName &name) const;
    void logUnjoined(const Session &session, const ChannelName &name, const JoinProblem &problem);
    [[nodiscard]] JoinProblem join(Session &session, const ChannelName &name);
    void leave(Session &session, const ChannelName &name);
    void evictOthers(const ChannelName &name, const Identity &occupant);

    // time
    void schedule(Session &session);
    void unschedule(Session &session);
    void check(Session &session, TimePoint now);
    RequestId begin(TimePoint deadline, ReceiptHandler handler);
    void finish(Gatherings::iterator gathering);

    HubId m_id;
    HubSettings m_settings;
    Upstream &m_upstream;
    Peers &m_peers;
    HubCounters m_counters;

    std::unordered_map<ChannelName, std::unique_ptr<Channel>> m_channels; // outlive sessions
    std::unordered_map<Identity, std::unique_ptr<Session>> m_sessions;
    /// Their connections have ended, their links are no more; their last messages are under way.
    std::unordered_map<Identity, std::unique_ptr<Session>> m_departed;
    std::set<std::pair<TimePoint, Session *>> m_schedule;
    std::set<std::pair<TimePoint, OpenPublicationPtr>> m_open; ///< by deadline
    Gatherings m_gatherings;
    std::set<std::pair<TimePoint, quint64>> m_gatheringDeadlines;
    quint64 m_lastRequest = 0;
    int m_forwarding = 0;
    Pressure m_pressure = Pressure::None;
    bool m_draining = false;
    bool m_sendingAway = false; ///< no answer is waited for any more
};

} // namespace Rainbow
