// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/upgrade.h"

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

QByteArray handshakeAnswer(const RequestHead &head)
{
    const QByteArray proof = QCryptographicHash::hash(*head.header("Sec-WebSocket-Key") + KeySuffix,
                                                      QCryptographicHash::Sha1);
    return "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
           "Sec-WebSocket-Accept: "
        + proof.toBase64() + "\r\n\r\n";
}

std::optional<ClientName> clientName(const RequestHead &head)
{
    ClientName name{named(head, "X-CLIENT-OS"), named(head, "X-DEVICEID")};
    if (name.platform.isEmpty() || name.device.isEmpty())
        return std::nullopt;
    return name;
}

} // namespace Rainbow
