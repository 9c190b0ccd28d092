// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/meshanswer.h"
#include "mesh/meshports.h"
#include "mesh/meshrequest.h"
#include "queue/queuelane.h"

#include <limits>
#include <memory>
#include <unordered_map>
#include <vector>

namespace Rainbow {

/// What a caller of the mesh API may do.
struct MeshRights {
    bool read = true; ///< take messages out of queues, and answer them
    bool write = true; ///< publish, send, steer connections
};

/// The API for business servers, and the queues they take messages from: one per worker and
/// application. Requests are JSON text and are answered with JSON text (meshanswer.h); what a
/// method does not know of it passes over.
///
/// Each request is answered exactly once, unless its caller has gone. Those of one caller are begun
/// in order; answers may come in another. "i" may be an integer or a string of at most MaxId bytes
/// of JSON; without one, or with null, it is answered with null.
///
/// Thread: one, its worker's. Pure, as QueueLane is: the port is called from onTime() alone, and
/// from publish() and send(). A Hub's handlers that are left when the service ends do nothing.
class MeshService final : private QueuePort {
public:
    static constexpr qsizetype MaxId = 256;
    static constexpr qsizetype MaxName = 255; ///< bytes of a topic
    /// Requests of a caller that wait for the hubs; beyond, one is answered with an error at once.
    static constexpr int MaxUnderWay = 1'000;
    static constexpr std::chrono::milliseconds Timeout{10'000}; ///< for the hubs to report

    /// node: what "n" of events is, a name. port and peers must outlive the service.
    MeshService(HubId id, const QByteArray &node, MeshPort &port, QueuePeers &peers,
                const QueueLimits &limits = {});
    ~MeshService() override;
    Q_DISABLE_COPY_MOVE(MeshService)

    /// The largest payload to publish or to answer with, in bytes; at first any.
    void setMaxPayload(qsizetype size) { m_maxPayload = size; }

    // --- callers by WebSocket
    /// A connection that may call from now on.
    void open(const Identity &caller, MeshRights rights);
    /// It has ended; of others nothing happens, and false is returned.
    bool gone(const Identity &caller);
    [[nodiscard]] QList<Identity> callers() const;
    /// It says something: a request, or `ping`. Of one that is not open it is ignored.
    void call(const Identity &caller, const QByteArray &text);

    // --- callers by HTTP, who have the right to write; body is what "p" is otherwise
    using AnswerHandler = std::function<void(const QByteArray &json)>;
    void publish(const QByteArray &body, AnswerHandler handler);
    void send(const QByteArray &body, AnswerHandler handler);

    // --- clients' messages, see QueueLane
    void forward(const ForwardCall &message, const QByteArray &topic, QoS qos,
                 std::chrono::milliseconds timeout, TimePoint now)
    {
        m_lane.forward(message, topic, qos, timeout, now);
    }
    void take(const QueueItem &item) { m_lane.take(item); }
    [[nodiscard]] const QueueCounters &counters() const { return m_lane.counters(); }
    [[nodiscard]] QList<QueueFigures> figures() const { return m_lane.figures(); }

    // --- time
    /// When onTime() is due; TimePoint::min(): at once.
    [[nodiscard]] TimePoint nextDue() const;
    void onTime(TimePoint now);

private:
    struct Caller {
        MeshRights rights;
        int underWay = 0;
    };
    /// Whom to answer, and how.
    struct Asker {
        Identity caller; ///< empty: by HTTP
        QByteArray id; ///< JSON; empty: by HTTP
        AnswerHandler handler = {}; ///< by HTTP
    };

    void run(const Identity &identity, const QByteArray &text);
    void dispatch(Caller &caller, const MeshRequest &request, const Asker &asker);
    void publish(const MeshRequest &request, Audience audience, const Asker &asker);
    void connCall(const MeshRights &rights, const MeshRequest &request, const Asker &asker);
    void answer(const MeshRequest &request, const Asker &asker);
    void setContext(const MeshRequest &request, const Identity &client, bool whole,
                    const Asker &asker);
    void steer(const QList<Order> &orders, const Asker &asker);
    void queue(bool pop, const MeshRights &rights, const MeshRequest &request, const Asker &asker);
    void reply(const Asker &asker, const QByteArray &json);
    void fail(const Asker &asker, MeshCode code, QByteArrayView text);
    /// From here on it is waited for; false: too much is, and that has been said.
    bool begin(const Asker &asker);
    void finish(const Asker &asker, const QByteArray &json);
    [[nodiscard]] std::weak_ptr<bool> life() const { return m_life; }

    // --- of the lane
    bool deliver(const Identity &consumer, const QueueMessage &message) override;
    [[nodiscard]] bool isBlocked(const Identity &consumer) const override;
    void forwarded(const Identity &client, quint64 number, const BusinessAnswer &answer) override;

    MeshPort &m_port;
    QByteArray m_node; ///< JSON
    qsizetype m_maxPayload = std::numeric_limits<qsizetype>::max();
    QueueLane m_lane;
    MeshReader m_reader;
    std::unordered_map<Identity, Caller> m_callers;
    std::vector<std::pair<Identity, QByteArray>> m_requests; ///< of this turn
    std::shared_ptr<bool> m_life = std::make_shared<bool>(true); ///< handlers see whether it is
};

} // namespace Rainbow
