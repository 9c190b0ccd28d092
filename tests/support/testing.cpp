// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/testing.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QDateTime>
#include <QMessageAuthenticationCode>
#include <QRandomGenerator>
#include <QTimer>
#include <QUrl>

#include <algorithm>

#include <sys/resource.h>

namespace Rainbow::Test {

std::optional<QByteArray> fieldValue(const Fields &fields, QByteArrayView name)
{
    for (const auto &[key, value] : fields) {
        if (name.compare(key, Qt::CaseInsensitive) == 0)
            return value;
    }
    return std::nullopt;
}

int fieldCount(const Fields &fields, QByteArrayView name)
{
    return int(std::count_if(fields.begin(), fields.end(), [name](const auto &field) {
        return name.compare(field.first, Qt::CaseInsensitive) == 0;
    }));
}

bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds timeout)
{
    static constexpr std::chrono::milliseconds Tick = 20ms;
    if (condition())
        return true;
    std::chrono::milliseconds waited{};
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, [&waited] { waited += Tick; });
    tick.start(Tick);
    while (waited < timeout) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
        if (condition())
            return true;
    }
    return false;
}

bool holdsFor(std::chrono::milliseconds time, const std::function<bool()> &condition)
{
    return !waitUntil([&condition] { return !condition(); }, time);
}

HttpHead splitHead(const QByteArray &head)
{
    HttpHead result;
    const QList<QByteArray> lines = head.split('\n');
    for (const QByteArray &raw : lines) {
        const QByteArray line = raw.trimmed();
        if (line.isEmpty())
            continue;
        if (result.startLine.isEmpty()) {
            result.startLine = line;
            continue;
        }
        const qsizetype colon = line.indexOf(':');
        result.headers.append(
            {line.left(colon).trimmed(), colon < 0 ? QByteArray() : line.mid(colon + 1).trimmed()});
    }
    return result;
}

Fields splitQuery(const QByteArray &query)
{
    Fields result;
    if (query.isEmpty())
        return result;
    const QList<QByteArray> parts = query.split('&');
    const auto decode = [](QByteArray text) {
        return QByteArray::fromPercentEncoding(text.replace('+', ' '));
    };
    for (const QByteArray &part : parts) {
        const qsizetype equals = part.indexOf('=');
        result.append({decode(equals < 0 ? part : part.left(equals)),
                       equals < 0 ? QByteArray() : decode(part.mid(equals + 1))});
    }
    return result;
}

QByteArray signatureOf(const QByteArray &token, const QByteArray &timestamp,
                       const QByteArray &nonce)
{
    QList<QByteArray> parts{token, timestamp, nonce};
    std::sort(parts.begin(), parts.end());
    return QCryptographicHash::hash(parts.join(), QCryptographicHash::Sha1).toHex();
}

static QByteArray timestampNow(qint64 shift)
{
    return QByteArray::number(QDateTime::currentSecsSinceEpoch() + shift);
}

static QByteArray randomNonce()
{
    return QByteArray::number(QRandomGenerator::global()->generate64() >> 1);
}

/// timestamp is within ±10 s of now and nonce is a number.
static bool isOfNow(const QByteArray &timestamp, const QByteArray &nonce)
{
    bool timeOk = false;
    bool nonceOk = false;
    const qint64 time = timestamp.toLongLong(&timeOk);
    (void)nonce.toULongLong(&nonceOk);
    return timeOk && nonceOk && qAbs(time - QDateTime::currentSecsSinceEpoch()) <= 10;
}

Fields signatureFields(const QByteArray &token, qint64 shift)
{
    const QByteArray timestamp = timestampNow(shift);
    const QByteArray nonce = randomNonce();
    return {{"timestamp", timestamp},
            {"nonce", nonce},
            {"signature", signatureOf(token, timestamp, nonce)}};
}

bool isSigned(const Fields &query, const QByteArray &token)
{
    const auto timestamp = fieldValue(query, "timestamp");
    const auto nonce = fieldValue(query, "nonce");
    const auto given = fieldValue(query, "signature");
    return timestamp && nonce && given && isOfNow(*timestamp, *nonce)
        && *given == signatureOf(token, *timestamp, *nonce);
}

QByteArray hmacOf(const QByteArray &token, const QByteArray &method, const QByteArray &target,
                  const QByteArray &body)
{
    const qsizetype mark = target.indexOf('?');
    QList<QByteArray> query = mark < 0 ? QList<QByteArray>() : target.mid(mark + 1).split('&');
    query.removeIf([](const QByteArray &part) { return part.startsWith("signature="); });
    std::sort(query.begin(), query.end());
    QList<QByteArray> lines{method, mark < 0 ? target : target.left(mark)};
    lines += query;
    lines += QCryptographicHash::hash(body, QCryptographicHash::Sha256).toHex();
    return QMessageAuthenticationCode::hash(lines.join('\n'), token, QCryptographicHash::Sha256)
        .toHex();
}

QByteArray hmacSigned(const QByteArray &token, const QByteArray &method, const QByteArray &target,
                      const QByteArray &body, const QByteArray &nonce, qint64 shift)
{
    const QByteArray unsignedTarget = target + (target.contains('?') ? '&' : '?')
        + "timestamp=" + timestampNow(shift) + "&nonce=" + (nonce.isNull() ? randomNonce() : nonce);
    return unsignedTarget + "&signature=" + hmacOf(token, method, unsignedTarget, body);
}

bool isHmacSigned(const QByteArray &token, const QByteArray &method, const QByteArray &target,
                  const QByteArray &body)
{
    const Fields query = splitQuery(target.mid(target.indexOf('?') + 1));
    return isOfNow(fieldValue(query, "timestamp").value_or(""),
                   fieldValue(query, "nonce").value_or(""))
        && fieldCount(query, "signature") == 1
        && fieldValue(query, "signature") == hmacOf(token, method, target, body);
}

qint64 raiseFileLimit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return -1;
    limit.rlim_cur = limit.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &limit);
    (void)getrlimit(RLIMIT_NOFILE, &limit);
    return qint64(limit.rlim_cur);
}

} // namespace Rainbow::Test
