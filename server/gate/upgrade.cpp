// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/upgrade.h"

#include "http/octets.h"

#include <QCryptographicHash>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr QByteArrayView SupportedVersion = "13";

/// What every server appends to the client's key (RFC 6455 §1.3).
constexpr auto KeySuffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// 16 bytes in base64 (RFC 6455 §4.1): 22 characters and two '='.
bool isKey(const QByteArray &key)
{
    constexpr qsizetype KeyBytes = 16;
    const auto decoded =
        QByteArray::fromBase64Encoding(key, QByteArray::AbortOnBase64DecodingErrors);
    return decoded && decoded.decoded.size() == KeyBytes && key.size() == 24;
}

HttpResponse badRequest(QByteArrayView reason)
{
    return jsonError(400, reason);
}

/// Whether two names are the same once case and the difference of '-' and '_' are forgotten.
bool sameName(QByteArrayView a, QByteArrayView b)
{
    const auto fold = [](char c) {
        return c == '_' ? '-' : (c >= 'A' && c <= 'Z') ? char(c - 'A' + 'a') : c;
    };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&fold](char x, char y) { return fold(x) == fold(y); });
}

/// A host and its port; empty: malformed.
struct Site {
    QByteArray host; ///< lower case
    QByteArray port; ///< without leading zeros; empty: none, and no default is known

    friend bool operator==(const Site &, const Site &) = default;
};

QByteArrayView defaultPort(QByteArrayView scheme)
{
    if (scheme == "http" || scheme == "ws")
        return "80";
    return scheme == "https" || scheme == "wss" ? QByteArrayView("443") : QByteArrayView();
}

std::optional<Site> siteOf(QByteArrayView authority, QByteArrayView port)
{
    const qsizetype bracket = authority.lastIndexOf(']');
    const qsizetype colon = authority.indexOf(':', qMax<qsizetype>(bracket, 0));
    const QByteArrayView host = colon < 0 ? authority : authority.first(colon);
    if (colon >= 0 && colon + 1 < authority.size())
        port = authority.sliced(colon + 1);
    const auto isHostOctet = [](char c) { return isOctet(c, Octet::Host) && c != '@'; };
    if (host.isEmpty() || !std::all_of(host.begin(), host.end(), isHostOctet)
        || !std::all_of(port.begin(), port.end(), isDigit)) {
        return std::nullopt;
    }
    while (port.size() > 1 && port.startsWith('0'))
        port = port.sliced(1);
    return Site{host.toByteArray().toLower(), port.toByteArray()};
}

struct Origin {
    QByteArray scheme;
    Site site;

    friend bool operator==(const Origin &, const Origin &) = default;
};

/// scheme://host[:port] (RFC 6454 §6.1). Anything else, `null` too: nothing.
std::optional<Origin> originOf(QByteArrayView text)
{
    const qsizetype end = text.indexOf("://");
    if (end <= 0)
        return std::nullopt;
    const QByteArray scheme = text.first(end).toByteArray().toLower();
    const auto site = siteOf(text.sliced(end + 3), defaultPort(scheme));
    if (!isToken(scheme) || !site)
        return std::nullopt;
    return Origin{scheme, *site};
}

bool isListed(const Origin &origin, const QList<QByteArray> &origins)
{
    return std::any_of(origins.begin(), origins.end(), [&origin](const QByteArray &one) {
        return one == "*" || originOf(one) == origin;
    });
}

bool isOwnHost(const Origin &origin, const RequestHead &head)
{
    const auto host = head.header("Host");
    return host && siteOf(*host, defaultPort(origin.scheme)) == origin.site;
}

QByteArray named(const RequestHead &head, QByteArrayView name)
{
    for (const HeaderField &field : head.headers) {
        if (sameName(field.name, name) && !field.value.isEmpty())
            return field.value;
    }
    for (const auto &[key, value] : head.query) {
        if (sameName(key, name) && !value.isEmpty())
            return value;
    }
    return {};
}

} // namespace

HttpResponse upgradeRequired(QByteArrayView reason)
{
    HttpResponse response = jsonError(426, reason);
    response.headers = {{"Sec-WebSocket-Version", SupportedVersion.toByteArray()},
                        {"Upgrade", "websocket"}};
    return response;
}

bool isUpgradeRequest(const RequestHead &head)
{
    return head.headerHasToken("Upgrade", "websocket");
}

std::optional<HttpResponse> upgradeProblem(const RequestHead &head)
{
    if (head.method != "GET")
        return badRequest("a WebSocket begins with GET");
    if (head.minorVersion < 1)
        return badRequest("a WebSocket needs HTTP/1.1");
    if (!head.headerHasToken("Connection", "upgrade"))
        return badRequest("Connection does not name Upgrade");
    if (head.headerCount("Sec-WebSocket-Version") != 1
        || head.header("Sec-WebSocket-Version") != SupportedVersion.toByteArray()) {
        return upgradeRequired("the WebSocket version is not 13");
    }
    if (head.headerCount("Sec-WebSocket-Key") != 1 || !isKey(*head.header("Sec-WebSocket-Key")))
        return badRequest("Sec-WebSocket-Key is not one key of 16 bytes");
    if (head.chunked || head.contentLength.value_or(0) > 0)
        return badRequest("a WebSocket request has no body");
    return std::nullopt;
}

std::optional<HttpResponse> originProblem(const RequestHead &head, const QList<QByteArray> &origins)
{
    const int count = head.headerCount("Origin");
    if (count == 0)
        return std::nullopt;
    const auto origin = count == 1 ? originOf(*head.header("Origin")) : std::nullopt;
    if (!origin)
        return jsonError(403, "Origin is null or no single origin");
    if (origins.isEmpty() ? isOwnHost(*origin, head) : isListed(*origin, origins))
        return std::nullopt;
    return jsonError(403, "Origin not allowed");
}

SessionProtocol protocolOf(const RequestHead &head)
{
    bool isWellFormed = true;
    bool offersRainbow2 = false;
    for (const HeaderField &field : head.headers) {
        if (!equalsIgnoringCase(field.name, "Sec-WebSocket-Protocol"))
            continue;
        forEachToken(field.value, [&](QByteArrayView one) {
            isWellFormed = isWellFormed && isToken(one);
            offersRainbow2 = offersRainbow2 || one == QByteArrayView(Rainbow2);
        });
    }
    return isWellFormed && offersRainbow2 ? SessionProtocol::Version2 : SessionProtocol::Original;
}

std::optional<SessionToken> sessionToken(const RequestHead &head)
{
    if (protocolOf(head) != SessionProtocol::Version2)
        return std::nullopt;
    return SessionToken::parse(named(head, "X-RAINBOW-SESSION"));
}

QByteArray handshakeAnswer(const RequestHead &head, SessionProtocol protocol)
{
    const QByteArray proof = QCryptographicHash::hash(*head.header("Sec-WebSocket-Key") + KeySuffix,
                                                      QCryptographicHash::Sha1);
    QByteArray answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: "
        + proof.toBase64() + "\r\n";
    if (protocol == SessionProtocol::Version2)
        answer += QByteArray("Sec-WebSocket-Protocol: ") + Rainbow2 + "\r\n";
    return answer + "\r\n";
}

std::optional<ClientName> clientName(const RequestHead &head)
{
    ClientName name{named(head, "X-CLIENT-OS"), named(head, "X-DEVICEID")};
    if (name.platform.isEmpty() || name.device.isEmpty())
        return std::nullopt;
    return name;
}

} // namespace Rainbow
