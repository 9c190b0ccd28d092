// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/relayaddress.h"

#include <QHostAddress>

namespace Rainbow::Admin {

namespace {

constexpr int MaxLength = 2000; // characters

bool isLoopback(const QString &host)
{
    return host.compare(u"localhost", Qt::CaseInsensitive) == 0 || QHostAddress(host).isLoopback();
}

/// Every character that a host name or an address may have; QUrl is laxer.
bool isHost(const QString &host)
{
    if (host.isEmpty() || host.startsWith(u'.') || host.startsWith(u'-'))
        return false;
    if (host.contains(u':'))
        return QHostAddress(host).protocol() == QAbstractSocket::IPv6Protocol;
    return std::none_of(host.begin(), host.end(), [](QChar c) {
        return c.isSpace() || u"_/\\?#@[]<>\"'`{}|^%,;=+&*()!$~"_qs.contains(c);
    });
}

/// Adds the brackets that people leave away around an IPv6 address.
QString withBrackets(const QString &text)
{
    return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol ? u'[' + text + u']'
                                                                          : text;
}

} // namespace

RelayAddress RelayAddress::bad(const QString &problem)
{
    RelayAddress result;
    result.m_problem = problem;
    return result;
}

RelayAddress RelayAddress::parse(const QString &text)
{
    const QString typed = text.trimmed();
    if (typed.isEmpty())
        return bad(
            tr("Enter the address of the relay, for example 127.0.0.1:%1.").arg(DefaultPort));
    if (typed.size() > MaxLength)
        return bad(tr("The address is too long."));

    const qsizetype colon = typed.indexOf(u"://"_qs);
    const bool bare = colon < 0;
    const QString scheme = bare ? u"ws"_qs : typed.left(colon).toLower();
    const bool secure = scheme == u"wss" || scheme == u"https";
    if (!secure && scheme != u"ws" && scheme != u"http")
        return bad(tr("“%1” is none of ws, wss, http and https.").arg(typed.left(colon)));

    const QString rest = bare ? withBrackets(typed) : typed.mid(colon + 3);
    const QString authority = rest.section(u'/', 0, 0);
    if (rest.contains(u'@'))
        return bad(
            tr("The address must not have a user or password; the token has a field of its own."));
    if (rest.contains(u'?') || rest.contains(u'#'))
        return bad(tr("The address must not have anything after “?” or “#”."));

    // QUrl calls a wrong port by many names; so it is looked at first.
    const qsizetype portAt = authority.lastIndexOf(u':');
    const bool hasPort = portAt > authority.lastIndexOf(u']');
    int port = -1;
    if (hasPort) {
        bool number = false;
        const QString digits = authority.mid(portAt + 1);
        port = digits.toInt(&number);
        if (!number || port < 1 || port > 65535 || !digits.at(0).isDigit())
            return bad(tr("“%1” is no port; a port is a number from 1 to 65535.").arg(digits));
    }
    QString host = hasPort ? authority.left(portAt) : authority;
    const bool bracketed = host.startsWith(u'[') && host.endsWith(u']');
    if (bracketed)
        host = host.mid(1, host.size() - 2);
    if (host.isEmpty())
        return bad(tr("The address has no host."));

    QUrl url;
    url.setScheme(secure ? u"wss"_qs : u"ws"_qs);
    url.setHost(host, QUrl::StrictMode);
    if (!isHost(host) || url.host().isEmpty() || (bracketed && !host.contains(u':')))
        return bad(tr("“%1” is no host name and no IP address.").arg(host));
    if (bare && !hasPort)
        port = DefaultPort;
    url.setPort(port);
    const QString path = rest.mid(authority.size());
    url.setPath(path.isEmpty() || path == u"/" ? u"/admin/"_qs : path, QUrl::TolerantMode);
    if (!url.isValid())
        return bad(tr("“%1” is no address.").arg(typed));

    RelayAddress result;
    result.m_url = url;
    return result;
}

bool RelayAddress::isExposed() const
{
    return m_url.scheme() == u"ws" && !isLoopback(m_url.host());
}

QString RelayAddress::shortText(const QUrl &url)
{
    const QString host = url.host().contains(u':') ? u'[' + url.host() + u']' : url.host();
    return url.port() < 0 ? host : u"%1:%2"_qs.arg(host).arg(url.port());
}

} // namespace Rainbow::Admin
