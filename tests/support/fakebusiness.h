// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/testing.h"

#include <QObject>
#include <QTcpServer>

#include <map>
#include <memory>
#include <vector>

class QTcpSocket;

namespace Rainbow::Test {

/// A request that the business server got.
struct BusinessRequest {
    QByteArray method;
    QByteArray target; ///< path and query, as they came
    QByteArray path; ///< as it came, without the query
    Fields query;
    Fields headers;
    QByteArray body;
    std::chrono::steady_clock::time_point time;

    [[nodiscard]] QByteArray header(QByteArrayView name) const
    {
        return fieldValue(headers, name).value_or(QByteArray());
    }
    [[nodiscard]] bool hasHeader(QByteArrayView name) const
    {
        return fieldCount(headers, name) > 0;
    }
    [[nodiscard]] QByteArray identity() const { return header("RAINBOWCLIENTIDENTITY"); }
};

/// What the business server does with a request.
struct BusinessReply {
    enum class Behaviour : quint8 {
        Answer,
        Hang, ///< says nothing and keeps the connection
        CloseAtOnce, ///< closes without an answer
        Cut, ///< closes after cutAfter bytes of the answer
        Drip, ///< one byte of the answer every dripInterval, after the first dripAfter
        Endless, ///< a body that does not end
        Garbage, ///< bytes that are no HTTP
    };

    int status = 200;
    QByteArray body;
    Fields headers;
    std::chrono::milliseconds delay{0};
    Behaviour behaviour = Behaviour::Answer;
    qsizetype cutAfter = 0;
    std::chrono::milliseconds dripInterval{100};
    qsizetype dripAfter = 0;

    /// {"status":"success"} with these headers.
    [[nodiscard]] static BusinessReply success(const Fields &headers = {});
};

/// A scripted business server: HTTP/1.1 with keep-alive on 127.0.0.1, in the test's thread. It
/// answers connects with success (and puts the client into the channels that its X-Channels
/// header lists), messages with their body, anything else with 200 and no body.
class FakeBusiness : public QObject {
public:
    using Handler = std::function<BusinessReply(const BusinessRequest &)>;

    FakeBusiness();
    ~FakeBusiness() override;

    /// Listens; port 0: a free one. After stop(), 0 is the same port as before.
    [[nodiscard]] bool start(quint16 port = 0);
    /// Listens no more and breaks all connections.
    void stop();
    [[nodiscard]] quint16 port() const { return m_port; }
    [[nodiscard]] QByteArray url(const QByteArray &path) const;
    /// connect_url, forward_url, close_url and security_token for a relay of this server.
    [[nodiscard]] Fields settings(const QByteArray &token) const;

    /// From now on requests whose path begins so go to this handler; the longest prefix wins.
    void handle(const QByteArray &prefix, Handler handler);
    void onConnect(Handler handler) { handle("/connect", std::move(handler)); }
    void onMessage(Handler handler) { handle("/message", std::move(handler)); }
    void onClose(Handler handler) { handle("/close", std::move(handler)); }
    /// Back to what it does by itself.
    void reset();

    [[nodiscard]] const QList<BusinessRequest> &requests() const { return m_requests; }
    /// Those whose path begins so.
    [[nodiscard]] QList<BusinessRequest> requests(const QByteArray &prefix) const;
    [[nodiscard]] QList<BusinessRequest> connects() const { return requests("/connect"); }
    [[nodiscard]] QList<BusinessRequest> messages() const { return requests("/message"); }
    [[nodiscard]] QList<BusinessRequest> closes() const { return requests("/close"); }
    /// The close callbacks of that client.
    [[nodiscard]] QList<BusinessRequest> closesOf(const QByteArray &identity) const;
    /// Forgets the requests so far.
    void clear() { m_requests.clear(); }

private:
    struct Peer;

    void accept(QTcpSocket *socket);
    /// Null once its connection has ended.
    Peer *find(QTcpSocket *socket) const;
    void serve(Peer &peer);
    void answer(Peer &peer, const BusinessReply &reply);
    void finish(Peer &peer);

    QTcpServer m_server;
    quint16 m_port = 0;
    std::map<QByteArray, Handler> m_handlers;
    QList<BusinessRequest> m_requests;
    std::map<QTcpSocket *, std::unique_ptr<Peer>> m_peers;
};

} // namespace Rainbow::Test
