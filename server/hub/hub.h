// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/businessanswer.h"
#include "hub/counters.h"
#include "hub/latencyhistogram.h"
#include "hub/lostlink.h"
#include "hub/lostsessions.h"
#include "hub/presence.h"
#include "hub/session.h"
#include "hub/sessiontokens.h"
#include "hub/tablewalk.h"
#include "limit.h"
#include "pressure.h"
#include "protocol/closecode.h"

#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>

namespace Rainbow {

/// How a connection ended.
enum class Ending : quint8 {
    Lost, ///< without a word, or with a close code after which a client comes again
    Over, ///< the client has said goodbye (1000, 1001), or the relay has closed it for good
};

/// Routes: the sessions and channels of one worker, messages up to the business server and down
/// to the clients, and the receipts of what it had published on all hubs.
///
/// Its rooms: hub.cpp sessions come and go; hubup.cpp what clients say;
/// hubrights.cpp what they may do by themselves; hubdown.cpp what they get; hubtext.cpp what they
/// are told besides messages; hubchannels.cpp who is where; hubaccounts.cpp whose connections there
/// are; huborders.cpp what all hubs are to do; hubreceipts.cpp what they were asked for;
/// hubtime.cpp what time asks for; relief.cpp short of memory; hubview.cpp people who look on.
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
    /// From a publication to each client's first answer, QoS 1 and 2.
    [[nodiscard]] const LatencyHistogram &deliveryLatency() const { return m_deliveryLatency; }
    [[nodiscard]] HubGauges gauges() const
    {
        return {m_lost.count(),      int(m_channels.size()),   m_memberships,
                m_waiting + m_calls, int(m_gatherings.size()), m_backlogBytes};
    }
    [[nodiscard]] int sessionCount() const { return int(m_sessions.size()); }

    // --- clients
    /// A client has been admitted; answer is what the business server said to it. With rainbow.2
    /// HELLO is put out before this returns. Where its account has too many connections, one that
    /// is lost has to go, or else the new session is closed (4429). The session lives until
    /// close().
    Session &open(SessionInfo info, Link &link, const Encoder &encoder,
                  const BusinessAnswer &answer);
    /// The session that resume() would find; nullptr: none.
    [[nodiscard]] const Session *findResumable(const SessionToken &token) const;
    /// A client is back: its session has this link from now on, and keeps its encoder. A link it
    /// still had is told so. HELLO is put out, then all that is unanswered once more, then what has
    /// come meanwhile. nullptr: there is no such session (any more); link is not touched.
    Session *resume(const SessionToken &token, Link &link, TimePoint now);
    /// What the business server said besides yes: channels, cookie.
    void obey(Session &session, const BusinessAnswer &answer);
    /// Its link has ended, and is not used any more. Lost: a session that can be resumed lives on
    /// for session_ttl, unless the hub itself has closed it with a code. Otherwise it is gone for
    /// everybody here; what it has sent still goes to the business server, which is then told of
    /// the end.
    void close(Session &session, Ending ending, TimePoint now);
    /// A command the dialect understood.
    void handle(Session &session, const Command &command, TimePoint now);
    /// That many bytes of a message of WebSocket have come: counted.
    void countIn(Session &session, qsizetype bytes)
    {
        session.traffic.bytesIn += quint64(bytes);
        m_counters.bytesIn += quint64(bytes);
    }
    /// A frame the dialect made nothing of: counted, and logged with why.
    void ignore(const Session &session, const char *why);

    // --- business server
    void onForwarded(const Identity &identity, quint64 number, const BusinessAnswer &answer,
                     TimePoint now);
    void onSubscribeAnswered(const Identity &identity, quint64 number, const Permission &permission,
                             TimePoint now);
    void onPublishAnswered(const Identity &identity, quint64 number, const Permission &permission,
                           TimePoint now);

    // --- from the exchange
    void take(const Publication &publication, TimePoint now);
    void take(const Order &order);
    void take(const Receipt &receipt, TimePoint now);
    void take(const Tally &tally, TimePoint now);

    // --- on behalf of the API
    /// Sends to the publication's audience on all hubs, with a stamp. handler is called once: for
    /// QoS 0 without wantsReceipt at once, otherwise when every hub has reported or `timeout` has
    /// passed.
    void publish(Publication publication, std::chrono::milliseconds timeout, TimePoint now,
                 ReceiptHandler handler);
    /// Has an order carried out on all hubs; handler gets the gathered receipts.
    void order(Order order, TimePoint now, ReceiptHandler handler);
    /// Puts text out to one session of this hub, as it is; not essential: unless the client is too
    /// slow. False: it did not get out, or there is no such session.
    bool tell(const Identity &identity, const QByteArray &text, bool essential);
    /// The account's sessions at this hub.
    [[nodiscard]] std::span<Session *const> connectionsOf(const AccountName &account) const;
    /// What a context may hold: members, and bytes as JSON without white space.
    static constexpr int MaxContextMembers = 64;
    static constexpr int MaxContextSize = 16 * 1024;

    // --- on behalf of people who look on
    /// Sessions that have not ended.
    [[nodiscard]] const Session *find(const Identity &identity) const;
    [[nodiscard]] const Channel *findChannel(const ChannelName &name) const;
    /// A step of a way through all of them, see TableWalk::go().
    [[nodiscard]] TableWalk::Step walk(TableWalk &walk, int count,
                                       const std::function<void(const Session &)> &visit) const;
    [[nodiscard]] TableWalk::Step walk(TableWalk &walk, int count,
                                       const std::function<void(const Channel &)> &visit) const;
    /// watcher is told of that session's packets, until it is told of its end, or another (or
    /// nullptr) takes its place. False: there is no such session.
    bool watch(const Identity &identity, PacketWatcher *watcher);
    /// Closes a session for good. False: there is no such session.
    bool dismiss(const Identity &identity, CloseCode code, const QByteArray &reason);
    /// All of them.
    void dismissAll(CloseCode code, const QByteArray &reason);
    /// As publish(), to one session of this hub; neither channel nor audience count.
    void sendTo(const Identity &identity, Publication publication,
                std::chrono::milliseconds timeout, TimePoint now, ReceiptHandler handler);

    // --- memory
    /// From now on; at first None.
    void setPressure(Pressure pressure) { m_pressure = pressure; }
    /// Closes clients (1013) for whom at least relief.atLeast bytes are kept, the biggest first, at
    /// most MaxRelieved, until those have held relief.bytes; what such clients have sent and nobody
    /// has confirmed is given up. Sessions without a connection end. Returns how many it closed.
    int relieve(const Relief &relief);
    static constexpr int MaxRelieved = 16;

    // --- time
    /// When onTime() is due; TimePoint::max(): not at all.
    [[nodiscard]] TimePoint nextDue() const;
    void onTime(TimePoint now);

    // --- stopping
    /// Begins no further callback; those under way may end. Clients of rainbow.2 are told (503).
    void drain();
    /// Callbacks under way, and publications and orders of this hub that wait for receipts.
    [[nodiscard]] int underWay() const { return m_calls + int(m_gatherings.size()); }
    /// Sends every client a WebSocket close. From here on callbacks under way are given up, and
    /// sessions end with their connections; those that have none end now.
    void closeAll(quint16 code, const QByteArray &reason, TimePoint now);

private:
    /// What this hub has asked all hubs for, until all have reported.
    struct Gathering {
        Receipt receipt;
        int missing = 0;
        TimePoint deadline;
        ReceiptHandler handler; ///< empty: it was asked for a client
        Identity client = {};
        quint64 number = 0; ///< of its request
    };
    using Gatherings = std::unordered_map<quint64, Gathering>;

    // coming and going
    [[nodiscard]] bool canBeResumed(const Session &session) const;
    /// A message for it need not be in vain.
    [[nodiscard]] bool isReachable(const Session &session) const
    {
        return session.isAttached() || canBeResumed(session);
    }
    void sayHello(Session &session, const SessionToken &token, bool resumed);
    void keep(Session &session, TimePoint now);
    /// why: for who watches it.
    void end(Session &session, const char *why, TimePoint now);
    void seeOff(const Identity &identity, TimePoint now);
    [[nodiscard]] bool joinAccount(Session &session);
    [[nodiscard]] bool makeRoom(const AccountName &account);
    void leaveAccount(Session &session);
    void cutOff(Session &session, CloseCode code, const QByteArray &reason);

    // up
    void handleSend(Session &session, const SendCommand &command, TimePoint now);
    void handleAnswer(Session &session, const AnswerCommand &command, TimePoint now);
    void handleCall(Session &session, const CallCommand &command);
    void handleTooLarge(Session &session, const SendCommand &command);
    void handleTaken(Session &session, const Inbound::Taken &taken, MessageId id, TimePoint now);
    void pump(Session &session, TimePoint now);
    void refuseQueue(Session &session);
    QList<Inbound::Request> dropQueue(Session &session);
    void forward(const Session &session, Inbound::Request &&request);
    [[nodiscard]] static QByteArray messageIdOf(const Session &session, quint64 number);
    [[nodiscard]] Session *findRequester(const Identity &identity) const;
    void succeed(Session &session, quint64 number, const QByteArray &body);
    void fail(Session &session, quint64 number, NakCode code, const QByteArray &reason);
    void goOn(Session &session, TimePoint now);

    // up, of their own accord
    void handleSubscribe(Session &session, const SubscribeCommand &command, TimePoint now);
    void handlePublish(Session &session, const PublishCommand &command, TimePoint now);
    void handleRefusal(Session &session, const RefuseCommand &command, TimePoint now);
    void subscribe(Session &session, const Inbound::Request &request);
    void joinFor(Session &session, quint64 number);
    void publish(Session &session, const Inbound::Request &request, TimePoint now);
    void publishFor(Session &session, const Inbound::Request &request, const QByteArray &payload,
                    TimePoint now);
    void onPublished(const Identity &identity, quint64 number, bool everywhere, TimePoint now);
    [[nodiscard]] ClientRight subscribeRight(const Session &session) const;
    [[nodiscard]] ClientRight publishRight(const Session &session) const;
    [[nodiscard]] bool isWithinRate(Session &session, const SendCommand &message, TimePoint now);
    void pace(Session &session, TimePoint now);
    void tellOverload(Session &session, TimePoint now);
    [[nodiscard]] Inbound::Limits inboundLimits() const;

    // down
    void stamp(Publication &publication);
    /// Both return for how many members the message goes out or is kept.
    int fanOut(const Publication &publication, std::span<Session *const> members, TimePoint now);
    int fanOutOnce(const Publication &publication, std::span<Session *const> members);
    [[nodiscard]] bool putOnce(Session &session, OpenPublication &open);
    [[nodiscard]] int dropFor(const Session &session);
    void drop(const Session &session, Limit limit);
    [[nodiscard]] bool hasRoom(const Session &session, const OpenPublication &open) const;
    void putBack(Session &session, const OpenPublicationPtr &open);
    [[nodiscard]] OpenPublicationPtr takeBacklog(Session &session);
    void deliver(Session &session, const OpenPublicationPtr &open, TimePoint now);
    void start(Session &session, const OpenPublicationPtr &open, TimePoint now);
    bool put(Session &session, const Frame &frame, MessageId id);
    void deliverBacklog(Session &session, TimePoint now);
    void sendAnswer(Session &session, AnswerKind kind, MessageId id, const QByteArray &payload);
    void sendNak(Session &session, MessageId id, NakCode code, const QByteArray &reason);
    void repeatMessage(Session &session, const Outbound::Due &due);
    void confirm(const Session &session, const OpenPublicationPtr &open, const QByteArray &payload,
                 TimePoint now);
    void settle(const OpenPublicationPtr &open);
    void report(const OpenPublicationPtr &open);

    // down, besides messages
    bool say(Session &session, const Frame &frame, bool essential);
    void tellNews(const QList<Presence::News> &news);
    [[nodiscard]] Presence::Filter newsFilter() const;
    void setPresence(bool on);
    void tellPresence(TimePoint now);

    // orders
    void kick(const Order &order, Receipt &receipt);
    void moveAccount(const Order &order, Receipt &receipt);
    static QByteArray setContext(Session &session, const Order &order);

    // channels
    /// Why a session cannot join; no text: it can.
    struct JoinProblem {
        QByteArray text;
        std::optional<Limit> limit; ///< that is in the way
        ChannelName name = {}; ///< of which channel
    };
    [[nodiscard]] JoinProblem joinProblem(const Session &session, const ChannelName &name) const;
    void logUnjoined(const Session &session, const JoinProblem &problem);
    [[nodiscard]] JoinProblem join(Session &session, const ChannelName &name);
    [[nodiscard]] JoinProblem joinAll(Session &session, QList<ChannelName> names);
    void leave(Session &session, const ChannelName &name);
    /// Who is in the channel leaves it, but for one. Returns how many that were.
    int evictOthers(const ChannelName &name, const Identity &occupant);
    void onMembership(const Session &session, const ChannelName &name, bool joined);

    // time
    void schedule(Session &session);
    void unschedule(Session &session);
    void check(Session &session, TimePoint now, SharedText &heartbeat);
    void endLost(TimePoint now);
    [[nodiscard]] TimePoint nextLostDue() const;
    RequestId begin(Gathering gathering, int hubs);
    void finish(Gatherings::iterator gathering, TimePoint now);

    HubId m_id;
    HubSettings m_settings;
    Upstream &m_upstream;
    Peers &m_peers;
    HubCounters m_counters;
    LatencyHistogram m_deliveryLatency;
    LostLink m_noLink; ///< of sessions that are lost, or have ended

    std::unordered_map<ChannelName, std::unique_ptr<Channel>> m_channels; // outlive sessions
    std::unordered_map<AccountName, std::unique_ptr<Channel>> m_accounts; // these too
    std::unordered_map<Identity, std::unique_ptr<Session>> m_sessions;
    /// Their connections have ended, their links are no more; their last messages are under way.
    std::unordered_map<Identity, std::unique_ptr<Session>> m_departed;
    SessionTokens m_tokens;
    LostSessions m_lost;
    Presence m_presence;
    std::set<std::pair<TimePoint, Session *>> m_schedule;
    std::set<std::pair<TimePoint, OpenPublicationPtr>> m_open; ///< by deadline
    Gatherings m_gatherings;
    std::set<std::pair<TimePoint, quint64>> m_gatheringDeadlines;
    quint64 m_lastRequest = 0;
    PublicationStamp m_lastStamp;
    int m_calls = 0; ///< to the business server, under way
    int m_waiting = 0; ///< requests in the queues of all sessions
    int m_memberships = 0; ///< of all channels
    qint64 m_backlogBytes = 0; ///< of all sessions
    Pressure m_pressure = Pressure::None;
    bool m_draining = false;
    bool m_sendingAway = false; ///< no answer is waited for any more
};

} // namespace Rainbow
