// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/requesthead.h"

#include <QByteArray>
#include <QElapsedTimer>
#include <QList>
#include <QSet>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

#include <functional>
#include <memory>
#include <optional>

namespace Rainbow {

/// What a scripted server was asked, as it stood on the wire.
struct SeenRequest {
    QByteArray method;
    QByteArray target;
    QList<HeaderField> headers;
    QByteArray body;
    qint64 elapsed = 0; ///< ms since the server began

    [[nodiscard]] std::optional<QByteArray> header(const QByteArray &name) const
    {
        for (const HeaderField &field : headers) {
            if (field.name.compare(name, Qt::CaseInsensitive) == 0)
                return field.value;
        }
        return std::nullopt;
    }
    /// The name in the very case it was sent in.
    [[nodiscard]] bool hasExactName(const QByteArray &name) const
    {
        for (const HeaderField &field : headers) {
            if (field.name == name)
                return true;
        }
        return false;
    }
    [[nodiscard]] QString query(const QString &name) const
    {
        const QByteArray query = target.mid(target.indexOf('?') + 1);
        return QUrlQuery(QString::fromLatin1(query)).queryItemValue(name);
    }
    [[nodiscard]] QByteArray path() const { return target.left(target.indexOf('?')); }
};

/// A business server that does what a test tells it, byte for byte, on 127.0.0.1.
class ScriptedServer : public QTcpServer {
public:
    using Script = std::function<void(QTcpSocket *, const SeenRequest &)>;

    explicit ScriptedServer(Script script = {}) : m_script(std::move(script))
    {
        m_clock.start();
        connect(this, &QTcpServer::pendingConnectionAvailable, this,
                &ScriptedServer::onPendingConnection);
        if (!listen(QHostAddress::LocalHost))
            qFatal("cannot listen");
    }

    void setScript(Script script) { m_script = std::move(script); }
    [[nodiscard]] const QList<SeenRequest> &seen() const { return m_seen; }
    [[nodiscard]] int connections() const { return m_connections; }
    /// Open connections on which a request came; a client may keep others in reserve.
    [[nodiscard]] qsizetype open() const { return m_used.size(); }
    [[nodiscard]] QByteArray address() const
    {
        return "http://127.0.0.1:" + QByteArray::number(serverPort());
    }

    static QByteArray answer(const QByteArray &body, const QByteArray &headers = {},
                             const QByteArray &status = "200 OK")
    {
        return "HTTP/1.1 " + status + "\r\nContent-Length: " + QByteArray::number(body.size())
            + "\r\n" + headers + "\r\n" + body;
    }

    /// Answers every request with these bytes, then hangs up if told.
    static Script always(const QByteArray &bytes, bool hangUp = false)
    {
        return [bytes, hangUp](QTcpSocket *socket, const SeenRequest &) {
            socket->write(bytes);
            if (hangUp)
                socket->disconnectFromHost();
        };
    }

private:
    void onPendingConnection()
    {
        while (QTcpSocket *socket = nextPendingConnection()) {
            ++m_connections;
            const auto buffer = std::make_shared<QByteArray>();
            connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
                m_used.remove(socket);
                socket->deleteLater();
            });
            connect(socket, &QTcpSocket::readyRead, this, [this, socket, buffer] {
                *buffer += socket->readAll();
                while (takeRequest(socket, *buffer)) { }
            });
        }
    }

    bool takeRequest(QTcpSocket *socket, QByteArray &buffer)
    {
        const qsizetype end = buffer.indexOf("\r\n\r\n");
        if (end < 0)
            return false;
        QList<QByteArray> lines = buffer.left(end).split('\n');
        const QList<QByteArray> first = lines.takeFirst().trimmed().split(' ');
        SeenRequest request;
        request.method = first.value(0);
        request.target = first.value(1);
        for (const QByteArray &line : std::as_const(lines)) {
            const qsizetype colon = line.indexOf(':');
            request.headers.append({line.left(colon), line.mid(colon + 1).trimmed()});
        }
        const qsizetype length = request.header("Content-Length").value_or("0").toInt();
        if (buffer.size() < end + 4 + length)
            return false;
        request.body = buffer.mid(end + 4, length);
        request.elapsed = m_clock.elapsed();
        buffer.remove(0, end + 4 + length);
        m_seen.append(request);
        m_used.insert(socket);
        if (m_script)
            m_script(socket, request);
        return true;
    }

    Script m_script;
    QList<SeenRequest> m_seen;
    QElapsedTimer m_clock;
    int m_connections = 0;
    QSet<QTcpSocket *> m_used;
};

} // namespace Rainbow
