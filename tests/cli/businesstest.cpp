// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "businesstest.h"

#include <QCryptographicHash>
#include <QDateTime>
#include <QTest>
#include <QUrl>

#include <algorithm>
#include <memory>
#include <optional>

namespace {

// Splits one response off the front of bytes; nothing while it is incomplete.
std::optional<Response> takeResponse(QByteArray &bytes)
{
    const qsizetype end = bytes.indexOf("\r\n\r\n");
    if (end < 0)
        return std::nullopt;
    const QList<QByteArray> lines = bytes.left(end).split('\n');
    Response response;
    response.status = lines.first().split(' ').value(1).toInt();
    for (const QByteArray &line : lines.mid(1)) {
        const qsizetype colon = line.indexOf(':');
        response.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    const qsizetype length = response.headers.value("content-length", "-1").toLongLong();
    if (length < 0 || bytes.size() < end + 4 + length)
        return std::nullopt;
    response.body = bytes.mid(end + 4, length);
    bytes.remove(0, end + 4 + length);
    return response;
}

} // namespace

// The rule of the contract, written down once more so that two readings of it are compared.
QByteArray signatureOf(const QByteArray &token, const QByteArray &timestamp,
                       const QByteArray &nonce)
{
    QList<QByteArray> parts = {token, timestamp, nonce};
    std::sort(parts.begin(), parts.end());
    return QCryptographicHash::hash(parts.join(), QCryptographicHash::Sha1).toHex();
}

QByteArray query(const QByteArray &token, qint64 age, const QByteArray &nonce)
{
    const QByteArray timestamp = QByteArray::number(QDateTime::currentSecsSinceEpoch() - age);
    return "?timestamp=" + timestamp + "&nonce=" + nonce
        + "&signature=" + signatureOf(token, timestamp, nonce);
}

bool BusinessTest::startRelay(quint16 port)
{
    connect(&m_relay, &QTcpServer::newConnection, this, &BusinessTest::onRelayCalled,
            Qt::UniqueConnection);
    return m_relay.listen(QHostAddress::LocalHost, port);
}

void BusinessTest::onRelayCalled()
{
    QTcpSocket *socket = m_relay.nextPendingConnection();
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    auto request = std::make_shared<QByteArray>();
    connect(socket, &QTcpSocket::readyRead, this, [this, socket, request] {
        *request += socket->readAll();
        const qsizetype end = request->indexOf("\r\n\r\n");
        const QByteArray head = request->left(end).toLower();
        const qsizetype at = head.indexOf("content-length: ");
        if (end < 0 || at < 0
            || request->size() - end - 4 < head.mid(at + 16).split('\r').first().toInt())
            return;
        const QByteArray target = request->split(' ').at(1);
        m_posts.append({target.left(target.indexOf('?')), QUrlQuery(QUrl::fromEncoded(target)),
                        QJsonDocument::fromJson(request->mid(end + 4)).object()});
        socket->write("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 31\r\n\r\n"
                      R"({"status": 0, "connections": 3})");
        socket->disconnectFromHost();
    });
}

bool BusinessTest::startBusiness()
{
    m_posts.clear();
    m_log.clear();
    m_received.clear();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(QStringLiteral(BUSINESS_SERVER),
                    {u"--port"_qs, u"0"_qs, u"--token"_qs, QString::fromLatin1(Token),
                     u"--relay"_qs, u"http://127.0.0.1:%1"_qs.arg(m_relay.serverPort())});
    const auto isUp = [this] { return (m_log += m_process.readAll()).endsWith("/\n"); };
    if (!QTest::qWaitFor(isUp, Wait))
        return false;
    const QUrl url(QString::fromLatin1(m_log.trimmed().split(' ').last()));
    m_socket.connectToHost(url.host(), quint16(url.port()));
    return QTest::qWaitFor([this] { return m_socket.state() == QAbstractSocket::ConnectedState; },
                           Wait);
}

void BusinessTest::stopBusiness()
{
    m_socket.abort();
    m_process.terminate();
    if (!m_process.waitForFinished(Wait)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

Response BusinessTest::call(const QByteArray &method, const QByteArray &target,
                            const QList<QByteArray> &headers, const QByteArray &body)
{
    QByteArray request = method + ' ' + target + " HTTP/1.1\r\nHost: test\r\n";
    for (const QByteArray &header : headers)
        request += header + "\r\n";
    if (method == "POST")
        request += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    m_socket.write(request + "\r\n" + body);
    std::optional<Response> response;
    const auto arrived = [this, &response] {
        m_received += m_socket.readAll();
        response = takeResponse(m_received);
        return response.has_value();
    };
    [[maybe_unused]] const bool inTime = QTest::qWaitFor(arrived, Wait);
    return response.value_or(Response());
}
