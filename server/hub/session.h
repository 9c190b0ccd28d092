// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/channel.h"
#include "hub/hubsettings.h"
#include "hub/inbound.h"
#include "hub/outbound.h"
#include "hub/ports.h"
#include "hub/ratelimit.h"

#include <QJsonObject>

#include <vector>

namespace Rainbow {

/// What a client speaks.
enum class SessionProtocol : quint8 {
    Original, ///< rainbow.md
    Version2, ///< rainbow.2: and what session.md adds
    Im, ///< person to person (endpoints.md)
    Topic, ///< publish and subscribe
    Mesh, ///< a business server that calls the relay
};

/// Who a client says it is, and where it comes from.
struct SessionInfo {
    Identity identity;
    QByteArray platform;
    QByteArray device;
    QByteArray address; ///< of the peer, as text
    SessionProtocol protocol = SessionProtocol::Original;
    /// Of the request with which it came, for people: `Name: value` lines; empty: not kept.
    QByteArray headers = {};
    AccountName account = {}; ///< empty: none
    /// Where nothing else is said it may join, leave and publish as its dialect has it. Off for
    /// clients of topic that come by a path which nobody has asked for: who has run a relay for
    /// years must not find all channels open to everybody.
    bool hasDialectRights = true;
    TimePoint expiresAt = TimePoint::max(); ///< its authorisation ends then, and so does it
};

/// What has passed between a client and the relay, whatever its connections.
struct Traffic {
    quint64 messagesOut = 0; ///< first sendings
    quint64 bytesOut = 0; ///< of all packets, with their headers; not those of WebSocket
    quint64 messagesIn = 0;
    quint64 bytesIn = 0;
};

/// One client: its channels, its cookie, its dialogues, its sign of life. It has one connection,
/// or, with rainbow.2, one after another. Made and ended by the hub.
class Session {
public:
    enum class State : quint8 {
        Attached, ///< it has a link, and nothing is known against it
        Closing, ///< its connection is ending: nothing more is sent or taken
        Lost, ///< it has no connection, until it is resumed or ends
        Departed, ///< it has ended; what the client has sent is under way
    };

    /// link and encoder must outlive the session, or, a link, until it is attached to another.
    Session(SessionInfo info, Link &link, const Encoder &encoder);
    ~Session();
    Q_DISABLE_COPY_MOVE(Session)

    [[nodiscard]] const SessionInfo &info() const { return m_info; }
    [[nodiscard]] const Identity &identity() const { return m_info.identity; }
    [[nodiscard]] Link &link() const { return *m_link; }
    [[nodiscard]] const Encoder &encoder() const { return m_encoder; }
    [[nodiscard]] bool speaksRainbow2() const
    {
        return m_info.protocol == SessionProtocol::Version2;
    }

    /// It speaks a protocol in which messages are answered.
    [[nodiscard]] bool canAnswer() const
    {
        return m_info.protocol == SessionProtocol::Original
            || m_info.protocol == SessionProtocol::Version2;
    }

    /// From here on that is its link, new to it.
    void attach(Link &link, State newState);
    /// Who is told of its packets, whatever its link; nullptr: nobody.
    void setWatcher(PacketWatcher *watcher);
    [[nodiscard]] PacketWatcher *watcher() const { return m_watcher; }
    [[nodiscard]] bool isAttached() const { return state == State::Attached; }

    // --- channels
    [[nodiscard]] bool isIn(const Channel &channel) const;
    [[nodiscard]] int channelCount() const { return int(m_memberships.size()); }
    [[nodiscard]] std::vector<Channel *> channels() const;
    /// Both do nothing where there is nothing to do.
    void join(Channel &channel);
    void leave(Channel &channel);
    /// Joins its account's connections, which count as no channel of it; leave() leaves them too.
    void joinAccount(Channel &connections);
    /// nullptr: it is not there.
    [[nodiscard]] Channel *account() const { return m_account.channel; }

    // --- time
    /// Pings a client that was silent for too long, now rather than later when asked to; one of im
    /// in its rhythm.
    enum class Pulse : quint8 { Alive, Lost };
    [[nodiscard]] Pulse beat(TimePoint now, const HubSettings &settings, bool pingNow);
    /// A client of topic is to be told `heartbeat` now. However late that is, it is asked for once,
    /// and the next is due when it would have been.
    [[nodiscard]] bool takeHeartbeat(TimePoint now, const HubSettings &settings);
    /// When beat(), takeHeartbeat(), the outbound dialogues or its end are due. A client that is
    /// not read from has no pulse.
    [[nodiscard]] TimePoint nextDue(const HubSettings &settings) const;

    /// min(): no ping is unanswered.
    [[nodiscard]] TimePoint pingedAt() const { return m_pingedAt; }
    /// min(): its connection is not lost.
    [[nodiscard]] TimePoint lostAt() const { return m_lostAt; }

    /// Bytes that are kept for this client, in its link too.
    [[nodiscard]] qint64 heldBytes() const;

    // What every message to the client touches, together.
    State state = State::Attached;
    bool isOver = false; ///< the relay has closed it: it cannot be resumed
    bool readingPaused = false;
    Traffic traffic;

private:
    Link *m_link;
    const Encoder &m_encoder;

public:
    QByteArray cookie; ///< of the business server; empty: none
    Outbound outbound;
    Inbound inbound;
    /// Publications for which there is no room in the window of max_inflight, in order.
    QList<OpenPublicationPtr> backlog;
    qsizetype backlogBytes = 0;
    qint64 connectedAtMs = 0; ///< its latest connection: ms since 1970; 0: not told
    RateLimit publishRate;
    QJsonObject context; ///< what the business server keeps here

private:
    friend class Hub; // m_scheduledAt: where the session stands in its schedule; m_overloadedAt
    friend class LostSessions; // m_lostAt: and there
    friend class SessionTokens; // the secrets by which that finds it

    struct Membership {
        Channel *channel = nullptr;
        size_t index = 0; ///< of this session in the channel's members
    };

    [[nodiscard]] Membership *membership(const Channel &channel);
    void enter(Channel &channel, Membership &membership);
    [[nodiscard]] Pulse beatIm(TimePoint now);
    [[nodiscard]] TimePoint imLostAt() const;
    [[nodiscard]] bool takeBeat(TimePoint now, std::chrono::milliseconds interval);

    SessionInfo m_info;
    std::vector<Membership> m_memberships;
    Membership m_account;
    TimePoint m_pingedAt = TimePoint::min(); ///< min(): no ping is unanswered
    TimePoint m_scheduledAt = TimePoint::max();
    TimePoint m_lostAt = TimePoint::min();
    TimePoint m_beatAt; ///< its last beat, in a dialect that has a rhythm; at first, when it came
    TimePoint m_overloadedAt = TimePoint::min(); ///< when that was last told
    PacketWatcher *m_watcher = nullptr;
    QByteArray m_latestSecret;
    QByteArray m_usedSecret; ///< with which it was resumed
};

} // namespace Rainbow
