// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/request.h"

#include "protocol/signature.h"

#include <algorithm>

namespace Rainbow {

namespace {

constexpr int PlainPort = 1984;
constexpr int TlsPort = 443;

bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
        || (c != '\0' && QByteArrayView("!#$%&'*+-.^_`|~").contains(c));
}

} // namespace

QUrl completeUrl(QUrl url)
{
    url.setScheme(url.scheme().toLower());
    if (url.path().isEmpty())
        url.setPath(u"/connect/"_qs);
    if (url.port() < 0)
        url.setPort(url.scheme() == u"wss" ? TlsPort : PlainPort);
    url.setFragment(QString());
    return url;
}

QString urlProblem(const QUrl &url)
{
    if (url.isEmpty())
        return u"there is no URL"_qs;
    if (!url.isValid())
        return u"not a URL: "_qs + url.errorString();
    if (const QString scheme = url.scheme().toLower(); scheme != u"ws" && scheme != u"wss")
        return u"the scheme of the URL is \"%1\", not ws or wss"_qs.arg(scheme);
    if (url.host().isEmpty())
        return u"there is no host in the URL"_qs;
    return {};
}

bool isGoodHeader(const QByteArray &name, const QByteArray &value)
{
    const QByteArray lower = name.toLower();
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), isTokenCharacter)
        && !lower.startsWith("sec-websocket-") && lower != "upgrade" && lower != "connection"
        && lower != "host" && lower != "x-rainbow-session"
        && std::none_of(value.begin(), value.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void setHeader(Headers &headers, const QByteArray &name, const QByteArray &value)
{
    headers.removeIf([&name](const auto &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    if (!value.isEmpty())
        headers.append({name, value});
}

QNetworkRequest makeRequest(const RequestParts &parts)
{
    Headers headers;
    setHeader(headers, "X-DEVICEID", parts.deviceId.toUtf8());
    setHeader(headers, "X-CLIENT-OS", parts.platform.toUtf8());
    for (const auto &[name, value] : parts.headers)
        setHeader(headers, name, value);
    setHeader(headers, "X-RAINBOW-SESSION", parts.session);

    QUrl url = completeUrl(parts.url);
    QByteArray query = url.query(QUrl::FullyEncoded).toLatin1();
    const auto addToQuery = [&query](const QByteArray &more) {
        query += (query.isEmpty() ? "" : "&") + more;
    };
    QNetworkRequest request;
    for (const auto &[name, value] : headers) {
        if (parts.inQuery)
            addToQuery(name.toPercentEncoding() + '=' + value.toPercentEncoding());
        else
            request.setRawHeader(name, value);
    }
    if (!parts.securityKey.isEmpty())
        addToQuery(signedQuery(parts.securityKey, parts.unixSeconds));
    url.setQuery(query.isEmpty() ? QString() : QString::fromLatin1(query));
    request.setUrl(url);
    return request;
}

} // namespace Rainbow
