// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/httpclient.h"

#include <QJsonDocument>

namespace Rainbow::Test {

QByteArray canonical(const QByteArray &text)
{
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (!document.isObject())
        return "no JSON object: " + text;
    return QJsonDocument(document.object()).toJson(QJsonDocument::Compact);
}

QJsonObject HttpReply::object() const
{
    return QJsonDocument::fromJson(body).object();
}

QByteArray HttpReply::json() const
{
    return canonical(body);
}

HttpClient::HttpClient(QObject *parent) : QObject(parent), m_socket(makeSocket(0))
{
}

bool HttpClient::connectTo(const Server &server)
{
    m_socket = makeSocket(server);
    connect(m_socket.get(), &QTcpSocket::readyRead, this, &HttpClient::read);
    return connectSocket(*m_socket, server);
}

void HttpClient::send(const QByteArray &bytes)
{
    m_socket->write(bytes);
    m_socket->flush();
}

HttpReply HttpClient::next(std::chrono::milliseconds timeout)
{
    (void)waitUntil([this] { return hasReply() || isDisconnected(); }, timeout);
    return hasReply() ? m_replies.takeFirst() : HttpReply();
}

bool HttpClient::waitForDisconnected(std::chrono::milliseconds timeout)
{
    return waitUntil([this] { return isDisconnected(); }, timeout);
}

QByteArray HttpClient::request(const QByteArray &method, const QByteArray &target,
                               const QByteArray &body, const Fields &headers)
{
    QByteArray bytes = method + ' ' + target + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
    for (const auto &[name, value] : headers)
        bytes += name + ": " + value + "\r\n";
    if (!body.isEmpty() || method == "POST")
        bytes += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    return bytes + "\r\n" + body;
}

QByteArray HttpClient::target(const QByteArray &path, const Fields &query)
{
    QByteArray result = path;
    char separator = '?';
    for (const auto &[name, value] : query) {
        result += separator + name.toPercentEncoding() + '=' + value.toPercentEncoding();
        separator = '&';
    }
    return result;
}

HttpReply HttpClient::get(const Server &server, const QByteArray &method, const QByteArray &target,
                          const QByteArray &body, const Fields &headers)
{
    HttpClient client;
    if (!client.connectTo(server))
        return {};
    client.send(request(method, target, body, headers));
    return client.next();
}

void HttpClient::read()
{
    m_input += m_socket->readAll();
    while (readReply()) { }
}

bool HttpClient::readReply()
{
    const qsizetype end = m_input.indexOf("\r\n\r\n");
    if (end < 0)
        return false;
    const HttpHead head = splitHead(m_input.left(end));
    HttpReply reply;
    reply.status = head.startLine.split(' ').value(1).toInt();
    reply.headers = head.headers;
    const qsizetype length = reply.header("Content-Length").toLongLong();
    if (m_input.size() < end + 4 + length)
        return false;
    reply.body = m_input.mid(end + 4, length);
    m_input.remove(0, end + 4 + length);
    if (reply.status != 100)
        m_replies.append(reply);
    return true;
}

HttpReply ApiCaller::call(const QByteArray &method, const QByteArray &path, const Fields &query,
                          const QByteArray &body) const
{
    const PendingCall pending = begin(method, path, query, body);
    return pending->next();
}

PendingCall ApiCaller::begin(const QByteArray &method, const QByteArray &path, const Fields &query,
                             const QByteArray &body) const
{
    auto client = std::make_unique<HttpClient>();
    if (client->connectTo(m_server)) {
        const QByteArray target = m_signing == Signing::Hmac
            ? hmacSigned(m_token, method, HttpClient::target(path, query), body)
            : HttpClient::target(path, query + signatureFields(m_token));
        client->send(HttpClient::request(method, target, body));
    }
    return client;
}

QByteArray ApiCaller::send(const Fields &query, const QByteArray &body) const
{
    return call("POST", "/send/", query, body).json();
}

QByteArray ApiCaller::sub(const QByteArray &identity, const QByteArray &channel, int occupy) const
{
    const QJsonObject body{{u"identity"_qs, QString::fromUtf8(identity)},
                           {u"channel"_qs, QString::fromUtf8(channel)},
                           {u"occupy"_qs, occupy}};
    return call("POST", "/sub/", {}, QJsonDocument(body).toJson()).json();
}

QByteArray ApiCaller::unsub(const QByteArray &identity, const QByteArray &channel) const
{
    const QJsonObject body{{u"identity"_qs, QString::fromUtf8(identity)},
                           {u"channel"_qs, QString::fromUtf8(channel)}};
    return call("POST", "/unsub/", {}, QJsonDocument(body).toJson()).json();
}

} // namespace Rainbow::Test
