// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/feedevent.h"

namespace Rainbow::Admin {

namespace {

struct Name {
    FeedEvent::Kind kind;
    const char16_t *text;
};
constexpr std::array Names{
    Name{FeedEvent::Kind::Connect, u"connect"}, Name{FeedEvent::Kind::Resume, u"resume"},
    Name{FeedEvent::Kind::Close, u"close"},     Name{FeedEvent::Kind::Refusal, u"refusal"},
    Name{FeedEvent::Kind::Limit, u"limit"},     Name{FeedEvent::Kind::Callback, u"callback"},
    Name{FeedEvent::Kind::Action, u"action"},   Name{FeedEvent::Kind::Error, u"error"},
};

FeedEvent::Kind kindOf(const QString &name)
{
    for (const Name &each : Names) {
        if (name == QStringView(each.text))
            return each.kind;
    }
    return FeedEvent::Kind::Other;
}

/// Codes of docs/admin-feed.md, RFC 6455 §7.4.1 and the relay (closecode.h).
QString closeMeaning(int code)
{
    switch (code) {
    case 1000:
        return FeedEvent::tr("ended normally");
    case 1001:
        return FeedEvent::tr("going away");
    case 1002:
        return FeedEvent::tr("protocol error");
    case 1003:
        return FeedEvent::tr("data of a kind that is not taken");
    case 1005:
        return FeedEvent::tr("closed without a code");
    case 1006:
        return FeedEvent::tr("the connection broke");
    case 1007:
        return FeedEvent::tr("text that is no UTF-8");
    case 1008:
        return FeedEvent::tr("broke a rule of the relay");
    case 1009:
        return FeedEvent::tr("message too large");
    case 1011:
        return FeedEvent::tr("internal error");
    case 1012:
        return FeedEvent::tr("restart");
    case 1013:
        return FeedEvent::tr("too slow; to come again later");
    case 4009:
        return FeedEvent::tr("taken over by another connection");
    case 4401:
        return FeedEvent::tr("authorisation withdrawn");
    case 4500:
        return FeedEvent::tr("kicked by an administrator");
    case 4501:
        return FeedEvent::tr("kicked by the business server");
    default:
        return {};
    }
}

QString httpMeaning(int code)
{
    switch (code) {
    case 200:
        return FeedEvent::tr("done");
    case 400:
        return FeedEvent::tr("malformed");
    case 401:
        return FeedEvent::tr("not authorised");
    case 403:
        return FeedEvent::tr("not allowed");
    case 404:
        return FeedEvent::tr("there is no such thing");
    case 405:
        return FeedEvent::tr("method not allowed");
    case 408:
        return FeedEvent::tr("took too long");
    case 409:
        return FeedEvent::tr("not now");
    case 413:
        return FeedEvent::tr("too large");
    case 426:
        return FeedEvent::tr("no WebSocket of version 13");
    case 429:
        return FeedEvent::tr("too many");
    case 431:
        return FeedEvent::tr("headers too large");
    case 500:
        return FeedEvent::tr("error of the server");
    case 502:
        return FeedEvent::tr("bad answer");
    case 503:
        return FeedEvent::tr("not available");
    case 504:
        return FeedEvent::tr("no answer in time");
    default:
        return {};
    }
}

} // namespace

FeedEvent FeedEvent::fromJson(const QJsonObject &row)
{
    FeedEvent event;
    event.seq = row[u"seq"].toInteger();
    event.at = row[u"at"].toInteger();
    event.kindName = row[u"kind"].toString();
    event.kind = kindOf(event.kindName);
    event.worker = row[u"worker"].toInt(-1);
    event.identity = row[u"identity"].toString();
    event.address = row[u"address"].toString();
    event.code = row[u"code"].toInt();
    event.text = row[u"text"].toString();
    return event;
}

FeedEvent FeedEvent::gap(qint64 at, const QString &text)
{
    FeedEvent event;
    event.at = at;
    event.kind = Kind::Gap;
    event.text = text;
    return event;
}

QString FeedEvent::nameOf(Kind kind)
{
    for (const Name &each : Names) {
        if (each.kind == kind)
            return QString::fromUtf16(each.text);
    }
    return {};
}

QString FeedEvent::title() const
{
    switch (kind) {
    case Kind::Connect:
        return tr("Connect");
    case Kind::Resume:
        return tr("Resume");
    case Kind::Close:
        return tr("Close");
    case Kind::Refusal:
        return tr("Refusal");
    case Kind::Limit:
        return tr("Limit");
    case Kind::Callback:
        return tr("Callback failure");
    case Kind::Action:
        return tr("Action");
    case Kind::Error:
        return tr("Error");
    case Kind::Gap:
        return tr("Gap");
    case Kind::Other:
        break;
    }
    return kindName;
}

QString FeedEvent::meaning() const
{
    // Limits end connections, or refuse them.
    return code >= 1000 ? closeMeaning(code) : httpMeaning(code);
}

QString FeedEvent::codeText() const
{
    if (code == 0)
        return {};
    const QString words = meaning();
    return words.isEmpty() ? QString::number(code) : u"%1: %2"_qs.arg(code).arg(words);
}

bool FeedEvent::contains(const QString &wanted) const
{
    return identity.contains(wanted, Qt::CaseInsensitive)
        || address.contains(wanted, Qt::CaseInsensitive)
        || text.contains(wanted, Qt::CaseInsensitive);
}

} // namespace Rainbow::Admin
