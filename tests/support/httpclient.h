// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/clientsocket.h"

#include <QJsonObject>
#include <QObject>

#include <memory>

namespace Rainbow::Test {

/// An answer over HTTP.
struct HttpReply {
    int status = 0; ///< 0: there was none
    Fields headers;
    QByteArray body;

    [[nodiscard]] QByteArray header(QByteArrayView name) const
    {
        return fieldValue(headers, name).value_or(QByteArray());
    }
    /// The body as a JSON object; empty when it is none.
    [[nodiscard]] QJsonObject object() const;
    /// The body's JSON in the one form that canonical() gives.
    [[nodiscard]] QByteArray json() const;
};

/// One connection to an HTTP server that sends whatever bytes it is told to. Thread: the
/// test's; waiting runs the event loop.
class HttpClient : public QObject {
public:
    explicit HttpClient(QObject *parent = nullptr);

    [[nodiscard]] bool connectTo(const Server &server);
    /// Raw bytes: half a request, a request, several.
    void send(const QByteArray &bytes);
    void abort() { m_socket->abort(); }
    /// Waits for the next answer, in the order they come.
    [[nodiscard]] HttpReply next(std::chrono::milliseconds timeout = Patience);
    /// The next answer has come.
    [[nodiscard]] bool hasReply() const { return !m_replies.isEmpty(); }
    [[nodiscard]] bool isDisconnected() const
    {
        return m_socket->state() == QAbstractSocket::UnconnectedState;
    }
    [[nodiscard]] bool waitForDisconnected(std::chrono::milliseconds timeout = Patience);

    /// A request; Content-Length is added when there is a body.
    [[nodiscard]] static QByteArray request(const QByteArray &method, const QByteArray &target,
                                            const QByteArray &body = {},
                                            const Fields &headers = {});
    /// path?a=b&…, percent-encoded.
    [[nodiscard]] static QByteArray target(const QByteArray &path, const Fields &query);
    /// Connects, asks, waits, closes.
    [[nodiscard]] static HttpReply get(const Server &server, const QByteArray &method,
                                       const QByteArray &target, const QByteArray &body = {},
                                       const Fields &headers = {});

private:
    void read();
    bool readReply();

    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_input;
    QList<HttpReply> m_replies;
};

/// A call that waits for its answer; breaks the connection on destruction.
using PendingCall = std::unique_ptr<HttpClient>;

/// The API of a relay, as a business server uses it: signed calls.
class ApiCaller {
public:
    ApiCaller(Server server, QByteArray token, Signing signing = Signing::Sha1)
        : m_server(std::move(server)), m_token(std::move(token)), m_signing(signing)
    {
    }

    /// A signed call, and its answer.
    [[nodiscard]] HttpReply call(const QByteArray &method, const QByteArray &path,
                                 const Fields &query = {}, const QByteArray &body = {}) const;
    /// A signed call whose answer is had later, with next().
    [[nodiscard]] PendingCall begin(const QByteArray &method, const QByteArray &path,
                                    const Fields &query = {}, const QByteArray &body = {}) const;
    /// POST /send/ and the JSON of the answer, as canonical() gives it; likewise the others.
    [[nodiscard]] QByteArray send(const Fields &query, const QByteArray &body) const;
    [[nodiscard]] QByteArray sub(const QByteArray &identity, const QByteArray &channel,
                                 int occupy = 0) const;
    [[nodiscard]] QByteArray unsub(const QByteArray &identity, const QByteArray &channel) const;

private:
    Server m_server;
    QByteArray m_token;
    Signing m_signing;
};

/// The JSON object in one form, whatever the order of its keys and its blanks, to compare with.
/// Text that is no JSON object says so.
[[nodiscard]] QByteArray canonical(const QByteArray &text);

} // namespace Rainbow::Test
