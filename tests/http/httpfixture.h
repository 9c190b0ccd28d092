// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpconnection.h"
#include "http/router.h"

#include <QPointer>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>

#include <sys/socket.h>

namespace Rainbow {

using namespace std::chrono_literals;

struct Answer {
    int status = 0;
    QByteArray head; ///< in lower case
    QByteArray body;

    [[nodiscard]] bool has(const QByteArray &line) const
    {
        return head.contains("\r\n" + line.toLower() + "\r\n");
    }
};

/// Takes apart what a server sent; whatever is no whole answer is left in rest. headsOnly: to HEAD.
inline QList<Answer> answersIn(const QByteArray &bytes, QByteArray *rest = nullptr,
                               bool headsOnly = false)
{
    QList<Answer> answers;
    qsizetype at = 0;
    for (;;) {
        const qsizetype end = bytes.indexOf("\r\n\r\n", at);
        if (end < 0 || !bytes.mid(at).startsWith("HTTP/1.1 "))
            break;
        Answer answer;
        answer.head = bytes.mid(at, end + 4 - at).toLower();
        answer.status = answer.head.mid(9, 3).toInt();
        const qsizetype length = answer.head.indexOf("content-length: ");
        const qsizetype size = length < 0 || headsOnly
            ? 0
            : answer.head.mid(length + 16, answer.head.indexOf('\r', length) - length - 16)
                  .toLongLong();
        if (bytes.size() < end + 4 + size)
            break;
        answer.body = bytes.mid(end + 4, size);
        at = end + 4 + size;
        answers.append(answer);
    }
    if (rest)
        *rest = bytes.mid(at);
    return answers;
}

inline QByteArray get(const QByteArray &path, const QByteArray &lines = {})
{
    return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

inline QByteArray post(const QByteArray &path, const QByteArray &body, const QByteArray &lines = {})
{
    return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: "
        + QByteArray::number(body.size()) + "\r\n" + lines + "\r\n" + body;
}

/// A server whose connections are HttpConnections.
class Server : public QTcpServer {
public:
    explicit Server(const Router &router, const HttpSettings &settings = {})
    {
        connect(this, &QTcpServer::newConnection, this, [this, &router, settings] {
            while (QTcpSocket *socket = nextPendingConnection()) {
                last = new HttpConnection(socket, router, settings, this);
                ++live;
                connect(last, &QObject::destroyed, this, [this] { --live; });
            }
        });
        setListenBacklogSize(1024);
        listen(QHostAddress::LocalHost);
    }

    QPointer<HttpConnection> last;
    int live = 0;
};

/// The client's end: keeps all it gets.
class Client : public QTcpSocket {
public:
    explicit Client(const Server &server)
    {
        connect(this, &QTcpSocket::readyRead, this, [this] { received += readAll(); });
        connectToHost(server.serverAddress(), server.serverPort());
        waitForConnected();
        setSocketOption(QAbstractSocket::LowDelayOption, 1);
    }
    void shutDownSending() { ::shutdown(int(socketDescriptor()), SHUT_WR); }
    [[nodiscard]] QList<Answer> answers() const { return answersIn(received); }
    [[nodiscard]] bool isClosed() const { return state() == UnconnectedState; }

    QByteArray received;
};

inline const HttpSettings Hasty = [] {
    HttpSettings settings;
    settings.headTimeout = 40ms;
    settings.bodyTimeout = 40ms;
    settings.idleTimeout = 40ms;
    return settings;
}();

/// Handlers that answer at once, later or never, and what they were asked.
class HttpFixture {
protected:
    void later(const HttpRequest &request, const Responder &responder)
    {
        m_requests.append(request);
        m_responders.append(responder);
    }

    void answerLater(qsizetype index, const QByteArray &body)
    {
        HttpResponse response;
        response.body = body;
        m_responders.at(index).answer(response);
    }

    void reset()
    {
        m_router = Router();
        m_requests.clear();
        m_responders.clear();
        const auto echo = [this](const HttpRequest &request, const Responder &responder) {
            m_requests.append(request);
            HttpResponse response;
            response.contentType = "text/plain";
            response.body = request.body;
            responder.answer(response);
        };
        m_router.add("POST", "/echo", echo);
        m_router.add("GET", "/hello/", [](const HttpRequest &, const Responder &responder) {
            HttpResponse response;
            response.body = "ok";
            responder.answer(response);
        });
        const auto keep = [this](const HttpRequest &request, const Responder &responder) {
            later(request, responder);
        };
        m_router.add("GET", "/later", keep);
        m_router.add("POST", "/later", keep);
        m_router.add("GET", "/drop", [](const HttpRequest &, const Responder &) {});
    }

    Router m_router;
    QList<HttpRequest> m_requests;
    QList<Responder> m_responders;
};

} // namespace Rainbow
