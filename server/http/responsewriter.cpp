// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/responsewriter.h"

#include "http/octets.h"
#include "logging.h"

#include <QDateTime>
#include <QLocale>

namespace Rainbow {

namespace {

struct Reason {
    int status;
    const char *phrase;
};

constexpr Reason Reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

const char *reasonPhrase(int status)
{
    for (const Reason &reason : Reasons) {
        if (reason.status == status)
            return reason.phrase;
    }
    return "Status";
}

/// The line with the date, made once per second and thread.
const QByteArray &dateLine()
{
    struct Cache {
        qint64 second = -1;
        QByteArray line;
    };
    thread_local Cache cache;
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    if (now != cache.second) {
        cache.second = now;
        cache.line = QLocale::c()
                         .toString(QDateTime::fromSecsSinceEpoch(now, Qt::UTC),
                                   u"'Date: 'ddd, dd MMM yyyy HH:mm:ss 'GMT'")
                         .toLatin1()
            + "\r\n";
    }
    return cache.line;
}

void appendField(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    // Whatever a handler took from elsewhere must not become a header line of its own.
    if (!isToken(name) || !isFieldValue(value)) {
        qCWarning(lcHttp) << "header left out of an answer:" << name.toByteArray();
        return;
    }
    out.append(name).append(": ").append(value).append("\r\n");
}

} // namespace

void appendResponse(QByteArray &out, const HttpResponse &response, ResponseFraming framing)
{
    const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
    constexpr qsizetype UsualHead = 256;
    if (out.capacity() - out.size() < UsualHead + response.body.size())
        out.reserve(qMax(2 * out.capacity(), out.size() + UsualHead + response.body.size()));

    if (response.status == 200) {
        out.append("HTTP/1.1 200 OK\r\n");
    } else {
        out.append("HTTP/1.1 ").append(QByteArray::number(response.status)).append(' ');
        out.append(reasonPhrase(response.status)).append("\r\n");
    }
    out.append(dateLine());
    if (!bodiless) {
        if (!response.contentType.isEmpty())
            appendField(out, "Content-Type", response.contentType);
        out.append("Content-Length: ").append(QByteArray::number(response.body.size()));
        out.append("\r\n");
    }
    for (const HeaderField &field : response.headers)
        appendField(out, field.name, field.value);
    if (!framing.keepAlive)
        out.append("Connection: close\r\n");
    else if (framing.oldClient)
        out.append("Connection: keep-alive\r\n");
    out.append("\r\n");
    if (!bodiless && !framing.headOnly)
        out.append(response.body);
}

} // namespace Rainbow
