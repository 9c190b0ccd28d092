// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/callback.h"

#include "business/signature.h"
#include "http/octets.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QJsonParseError>

#include <algorithm>
#include <cctype>

namespace Rainbow {

namespace {

using namespace Qt::Literals::StringLiterals;

/// As business servers behind CGI or WSGI see a name: '-' and '_' are the same.
QByteArray folded(const QByteArray &name)
{
    QByteArray result(name.size(), Qt::Uninitialized);
    std::transform(name.cbegin(), name.cend(), result.begin(), [](char c) {
        return c == '_' ? '-' : c >= 'A' && c <= 'Z' ? char(c | 0x20) : c;
    });
    return result;
}

/// Whether it reads RAINBOW… in letters and digits, which no server folds into something else.
bool readsRainbow(const QByteArray &foldedName)
{
    QByteArrayView left = "rainbow";
    for (const char c : foldedName) {
        if (left.isEmpty() || (std::isalnum(quint8(c)) && c != left.front()))
            break;
        if (c == left.front())
            left = left.sliced(1);
    }
    return left.isEmpty();
}

bool isWithheld(const QByteArray &foldedName)
{
    static const QByteArrayView names[] = {
        "upgrade",
        "connection",
        "host",
        "origin",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "proxy-authenticate",
        "content-length",
        "proxy-authorization",
        "accept-encoding",
        "expect",
        "proxy",
    };
    if (foldedName.startsWith("sec-websocket-"))
        return true;
    // X-RAINBOW-SESSION is between the relay and its client.
    if (readsRainbow(foldedName) || foldedName.startsWith("x-rainbow-"))
        return true;
    return std::find(std::begin(names), std::end(names), foldedName) != std::end(names);
}

/// The parts of a comma-separated list, trimmed, without the empty ones.
QList<QByteArray> listOf(const QByteArray &value)
{
    QList<QByteArray> parts;
    const QList<QByteArray> raw = value.split(',');
    for (const QByteArray &part : raw) {
        if (const QByteArray trimmed = part.trimmed(); !trimmed.isEmpty())
            parts.append(trimmed);
    }
    return parts;
}

QList<QByteArray> namedByConnection(const RequestHead &head)
{
    QList<QByteArray> names;
    for (const HeaderField &field : head.headers) {
        if (field.name.compare("Connection", Qt::CaseInsensitive) != 0)
            continue;
        const QList<QByteArray> tokens = listOf(field.value);
        for (const QByteArray &token : tokens)
            names.append(folded(token));
    }
    return names;
}

void appendChannels(QList<ChannelName> &channels, const QByteArray &value)
{
    const QList<QByteArray> names = listOf(value);
    for (const QByteArray &name : names)
        channels.append(ChannelName(name));
}

/// The channel of a first-generation answer; anything but a string or an integer: none.
QByteArray uidOf(const QJsonValue &value)
{
    if (value.isString())
        return value.toString().toUtf8().trimmed();
    // Beyond 64 bits a number has lost digits: it would name somebody else's channel.
    if (value.isDouble() && value.toInteger(0) == value.toInteger(1))
        return QByteArray::number(value.toInteger());
    return {};
}

/// url with more appended to its query, and without a fragment.
QUrl withQuery(const QUrl &url, const QByteArray &more)
{
    QString query = url.query(QUrl::FullyEncoded);
    if (!query.isEmpty() && !query.endsWith(u'&'))
        query += u'&';
    QUrl result = url;
    result.setQuery(query + QLatin1StringView(more));
    result.setFragment(QString());
    return result;
}

} // namespace

QList<HeaderField> connectHeaders(const RequestHead &head)
{
    const QList<QByteArray> named = namedByConnection(head);
    const auto isPassedOn = [&named](const QByteArray &name) {
        const QByteArray key = folded(name);
        return !isWithheld(key) && !named.contains(key);
    };
    QList<HeaderField> fields;
    const auto find = [&fields](const QByteArray &name) {
        return std::find_if(fields.begin(), fields.end(), [&name](const HeaderField &field) {
            return field.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    const auto isTaken = [&fields](const QByteArray &name) {
        return std::any_of(fields.begin(), fields.end(), [key = folded(name)](const auto &field) {
            return folded(field.name) == key;
        });
    };

    for (const HeaderField &field : head.headers) {
        if (!isPassedOn(field.name))
            continue;
        if (const auto known = find(field.name); known != fields.end()) {
            const bool isCookie = field.name.compare("Cookie", Qt::CaseInsensitive) == 0;
            known->value += (isCookie ? "; " : ", ") + field.value;
        } else {
            fields.append(field);
        }
    }
    for (const auto &[name, value] : head.query) {
        if (isToken(name) && isFieldValue(value) && isPassedOn(name) && !isTaken(name))
            fields.append({name, value.trimmed()});
    }
    return fields;
}

QByteArray signedUrl(const QByteArray &url, QByteArrayView token, qint64 unixSeconds)
{
    const bool goesOn = url.endsWith('?') || url.endsWith('&');
    const char *mark = goesOn ? "" : url.contains('?') ? "&" : "?";
    return url + mark + signedQuery(token, unixSeconds);
}

QUrl hmacSignedUrl(const QUrl &url, QByteArrayView token, qint64 unixSeconds, QByteArrayView method,
                   QByteArrayView body)
{
    // What is signed must be what is sent: as QNetworkAccessManager writes its request line.
    constexpr auto asSent = QUrl::FormattingOptions(QUrl::FullyEncoded) | QUrl::RemoveScheme
        | QUrl::RemoveAuthority | QUrl::NormalizePathSegments;
    QUrl plain = url.adjusted(QUrl::NormalizePathSegments);
    if (plain.path().isEmpty())
        plain.setPath(u"/"_qs);
    plain = withQuery(plain, unsignedQuery(unixSeconds));
    return withQuery(plain,
                     "signature=" + hmacSignature(token, method, plain.toEncoded(asSent), body));
}

QUrl forwardTarget(const QByteArray &forwardUrl, quint16 type)
{
    const QByteArray number = QByteArray::number(type);
    QByteArray target = forwardUrl;
    target.replace("{{message_type}}", number).replace("{message_type}", number);
    if (target == forwardUrl) {
        const auto isPathEnd = [](char c) { return c == '?' || c == '#'; };
        const auto end = std::find_if(target.cbegin(), target.cend(), isPathEnd);
        const qsizetype at = end - target.cbegin();
        const qsizetype authority = target.indexOf("://") + 3;
        const qsizetype path = target.indexOf('/', authority);
        const bool hasPath = path >= 0 && path < at;
        target.insert(at, (hasPath ? QByteArray() : QByteArray("/")) + number + '/');
    }
    return QUrl::fromEncoded(target);
}

Verdict verdictOf(const CallbackReply &reply)
{
    using Kind = Verdict::Kind;
    if (reply.status == 0 || !reply.error.isEmpty())
        return {Kind::NoVerdict, {}, reply.error.isEmpty() ? "no answer" : reply.error};
    const QByteArray code = "HTTP " + QByteArray::number(reply.status);
    if (reply.status == 401 || reply.status == 403)
        return {Kind::No, {}, code};
    if (!reply.isSuccess())
        return {Kind::NoVerdict, {}, code};

    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson(reply.body, &error);
    if (error.error != QJsonParseError::NoError)
        return {Kind::NoVerdict, {}, code + ", not JSON"};
    if (!document.isObject())
        return {Kind::NoVerdict, {}, code + ", not a JSON object"};
    const QJsonObject object = document.object();
    if (object.value("status"_L1) != "success"_L1)
        return {Kind::No, {}, code + ", status is not success"};

    Verdict verdict{Kind::Yes, businessAnswerOf(reply), {}};
    verdict.account = AccountName(uidOf(object.value("uid"_L1)));
    return verdict;
}

BusinessAnswer businessAnswerOf(const CallbackReply &reply)
{
    BusinessAnswer answer;
    answer.timedOut = reply.timedOut;
    if (!reply.isSuccess())
        return answer;
    answer.ok = true;
    answer.body = reply.body;
    for (const auto &[name, value] : reply.headers) {
        if (name.compare("RAINBOWCLIENTCHANNEL", Qt::CaseInsensitive) == 0)
            appendChannels(answer.join, value);
        else if (name.compare("RAINBOWCLIENTCHANNELUNSUB", Qt::CaseInsensitive) == 0)
            appendChannels(answer.leave, value);
        else if (name.compare("RAINBOWCLIENTCOOKIE", Qt::CaseInsensitive) == 0)
            answer.cookie = value.trimmed();
    }
    return answer;
}

} // namespace Rainbow
