// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/responsewriter.h"

#include "http/octets.h"
#include "logging.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <numeric>

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

/// Appends all of them, looking for room once.
void appendAll(QByteArray &out, std::initializer_list<QByteArrayView> parts)
{
    qsizetype at = out.size();
    out.resize(
        std::accumulate(parts.begin(), parts.end(), at,
                        [](qsizetype size, QByteArrayView part) { return size + part.size(); }));
    for (const QByteArrayView part : parts) {
        std::copy(part.begin(), part.end(), out.data() + at);
        at += part.size();
    }
}

/// A number as text, for as long as it is there.
class Digits {
public:
    explicit Digits(qsizetype number)
        : m_end(std::to_chars(std::begin(m_text), std::end(m_text), number).ptr)
    {
    }
    [[nodiscard]] QByteArrayView text() const { return {m_text, m_end - m_text}; }

private:
    char m_text[20];
    const char *m_end;
};

void appendField(QByteArray &out, QByteArrayView name, QByteArrayView value)
{
    // Whatever a handler took from elsewhere must not become a header line of its own.
    if (!isToken(name) || !isFieldValue(value)) {
        qCWarning(lcHttp) << "header left out of an answer:" << name.toByteArray();
        return;
    }
    appendAll(out, {name, ": ", value, "\r\n"});
}

} // namespace

void appendResponse(QByteArray &out, const HttpResponse &response, ResponseFraming framing)
{
    const bool bodiless = response.status < 200 || response.status == 204 || response.status == 304;
    constexpr qsizetype UsualHead = 256;
    if (out.capacity() - out.size() < UsualHead + response.body.size())
        out.reserve(qMax(2 * out.capacity(), out.size() + UsualHead + response.body.size()));

    appendAll(out,
              {"HTTP/1.1 ", Digits(response.status).text(), " ", reasonPhrase(response.status),
               "\r\n", dateLine()});
    if (!bodiless) {
        if (!response.contentType.isEmpty())
            appendField(out, "Content-Type", response.contentType);
        appendAll(out, {"Content-Length: ", Digits(response.body.size()).text(), "\r\n"});
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
