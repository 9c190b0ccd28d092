// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedrequest.h"

#include "observe/memberreader.h"
#include "observe/table.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace Rainbow {

namespace {

constexpr qsizetype MaxIdText = 64;
constexpr qsizetype MaxName = 1'024; ///< bytes of an identity, a channel, a node
constexpr qsizetype MaxFilterText = 1'024;
constexpr qsizetype MaxKickReason = 120;
constexpr qint64 MaxOffset = 1'000'000'000;
constexpr qint64 MaxTimeout = 24 * 3'600 * 1'000; ///< ms; the relay's own limit is lower

constexpr const char *KindNames[] = {"connect", "resume",   "close",  "refusal",
                                     "limit",   "callback", "action", "error"};
constexpr std::array Levels{std::pair{"debug", LogLevel::Debug}, std::pair{"info", LogLevel::Info},
                            std::pair{"warning", LogLevel::Warning},
                            std::pair{"error", LogLevel::Error}};

using Facts = ColumnFacts (*)(QByteArrayView name);

// --- tables

void readMatch(MemberReader &reader, const QString &member, const QJsonValue &value, Facts facts,
               TableFilter &filter)
{
    const QByteArray name = member.toUtf8();
    const ColumnFacts column = facts(name);
    if (!column.exists)
        reader.fail("filter: there is no member " + name.left(MaxIdText));
    else if (column.isText && value.isString())
        filter.matches.append({name, value.toString().toUtf8()});
    else if (!column.isText && value.isDouble())
        filter.matches.append({name, value.toDouble()});
    else
        reader.fail("filter: " + name + (column.isText ? " must be text" : " must be a number"));
}

/// The filter, where it is an object; where it is text, text is set.
std::optional<QJsonObject> filterObject(MemberReader &reader, QByteArray &text)
{
    const QJsonValue value = reader.value(u"filter");
    if (value.isObject())
        return value.toObject();
    if (value.isString())
        text = reader.text(u"filter", {0, MaxFilterText});
    else if (!value.isUndefined() && !value.isNull())
        reader.fail("filter must be text or an object");
    return std::nullopt;
}

/// Text, or an object of members that must match; channel, where it is asked for, is one more.
void readFilter(MemberReader &reader, Facts facts, TableFilter &filter, ChannelName *channel)
{
    const std::optional<QJsonObject> object = filterObject(reader, filter.text);
    if (!object)
        return;
    MemberReader members(*object, "filter: ");
    for (auto it = object->begin(); it != object->end(); ++it) {
        if (it.key() == u"text")
            filter.text = members.text(u"text", {0, MaxFilterText});
        else if (channel && it.key() == u"channel")
            *channel = ChannelName(members.text(u"channel", {1, MaxName}));
        else
            readMatch(reader, it.key(), it.value(), facts, filter);
    }
    reader.failAs(members);
}

template <typename Question>
void readPage(MemberReader &reader, Question &question)
{
    question.offset = reader.whole(u"offset", 0, MaxOffset, 0);
    question.limit =
        int(reader.whole(u"limit", 0, std::numeric_limits<int>::max(), question.limit));
    if (question.limit > MaxPage)
        reader.fail("limit must be at most " + QByteArray::number(MaxPage), 413);
}

TableQuery readTable(MemberReader &reader, Facts facts, const char *sort, ChannelName *channel)
{
    TableQuery query;
    readPage(reader, query);
    query.sort = reader.text(u"sort", {1, MaxIdText}, sort);
    if (!facts(query.sort).exists)
        reader.fail("sort must be a member of the rows");
    // The newest and the biggest first, unless something else is asked for.
    const bool isDefault = reader.value(u"sort").isUndefined();
    const QByteArray order = reader.text(u"order", {1, MaxIdText}, isDefault ? "desc" : "asc");
    if (order != "asc" && order != "desc")
        reader.fail("order must be asc or desc");
    query.descending = order == "desc";
    readFilter(reader, facts, query.filter, channel);
    return query;
}

/// Whose channel it is about.
QByteArray readApp(MemberReader &reader)
{
    return reader.text(u"app", {1, MaxName}, AppSettings::Default);
}

// --- questions

FeedWish readConnections(MemberReader &reader)
{
    ConnectionsQuestion question;
    question.query = readTable(reader, connectionColumn, "connectedAt", &question.channel);
    for (const TableFilter::Match &match : question.query.filter.matches) {
        if (match.member == "app")
            question.app = std::get<QByteArray>(match.value);
    }
    return question;
}

FeedWish readChannel(MemberReader &reader)
{
    ConnectionsQuestion question;
    question.withChannel = true;
    question.channel = ChannelName(reader.text(u"name", {1, MaxName}));
    question.app = readApp(reader);
    question.query = readTable(reader, connectionColumn, "connectedAt", nullptr);
    return question;
}

FeedWish readChannels(MemberReader &reader)
{
    return ChannelsQuestion{readTable(reader, channelColumn, "members", nullptr)};
}

void readKinds(MemberReader &reader, const QJsonValue &value, EventsQuestion &question)
{
    if (!value.isArray())
        return reader.fail("filter: kinds must be a list");
    const QJsonArray kinds = value.toArray();
    for (const auto &one : kinds) {
        const QByteArray text = one.toString().toUtf8();
        const auto it = std::find(std::begin(KindNames), std::end(KindNames), text);
        if (it == std::end(KindNames))
            return reader.fail(
                "filter: kinds must be of "
                + QByteArrayList(std::begin(KindNames), std::end(KindNames)).join(", "));
        const auto kind = JournalKind(it - std::begin(KindNames));
        if (!question.kinds.contains(kind))
            question.kinds.append(kind);
    }
}

void readEventFilter(MemberReader &reader, EventsQuestion &question)
{
    const std::optional<QJsonObject> object = filterObject(reader, question.text);
    if (!object)
        return;
    MemberReader members(*object, "filter: ");
    for (auto it = object->begin(); it != object->end(); ++it) {
        if (it.key() == u"kinds")
            readKinds(reader, it.value(), question);
        else if (it.key() != u"text" && it.key() != u"identity")
            reader.fail("filter: there is no member " + it.key().toUtf8().left(MaxIdText));
    }
    question.text = members.text(u"text", {0, MaxFilterText}, "");
    question.identity = members.text(u"identity", {0, MaxName}, "");
    reader.failAs(members);
}

FeedWish readEvents(MemberReader &reader)
{
    EventsQuestion question;
    readPage(reader, question);
    if (!reader.value(u"after").isUndefined())
        question.after = quint64(reader.whole(u"after", 0, std::numeric_limits<qint64>::max(), 0));
    readEventFilter(reader, question);
    return question;
}

Identity readIdentity(MemberReader &reader)
{
    return Identity(reader.text(u"identity", {1, MaxName}));
}

FeedWish readAsk(const QByteArray &name, MemberReader &reader)
{
    if (name == "connections")
        return readConnections(reader);
    if (name == "channels")
        return readChannels(reader);
    if (name == "channel")
        return readChannel(reader);
    if (name == "nodes")
        return NodesQuestion{};
    if (name == "connection")
        return ConnectionQuestion{readIdentity(reader)};
    if (name == "events")
        return readEvents(reader);
    if (name == "config")
        return ConfigQuestion{};
    if (name != "time")
        reader.fail("ask must be connections, channels, channel, nodes, connection, events, "
                    "config or time");
    return TimeQuestion{};
}

FeedWish readWatch(const QByteArray &name, bool on, MemberReader &reader)
{
    if (name != "connection")
        reader.fail(on ? "watch must be connection" : "unwatch must be connection");
    return WatchRequest{readIdentity(reader), on};
}

// --- actions

FeedWish readKick(MemberReader &reader)
{
    return KickAction{readIdentity(reader), reader.text(u"reason", {0, MaxKickReason}, "")};
}

FeedWish readSubscribe(MemberReader &reader, bool join)
{
    SubscribeAction action;
    action.join = join;
    action.identity = readIdentity(reader);
    action.channel = ChannelName(reader.text(u"channel", {1, MaxName}));
    action.occupy = join && reader.flag(u"occupy", false);
    return action;
}

QByteArray readPayload(MemberReader &reader)
{
    const QJsonValue coded = reader.value(u"payloadBase64");
    if (coded.isUndefined())
        return reader.text(u"payload", {0, std::numeric_limits<int>::max()}, "");
    if (!reader.value(u"payload").isUndefined())
        reader.fail("payload and payloadBase64 exclude each other");
    const auto decoded = QByteArray::fromBase64Encoding(coded.toString().toLatin1(),
                                                        QByteArray::AbortOnBase64DecodingErrors);
    if (!coded.isString() || !decoded)
        reader.fail("payloadBase64 must be base64");
    return decoded.decoded;
}

FeedWish readSend(MemberReader &reader)
{
    SendAction action;
    const bool toOne = !reader.value(u"identity").isUndefined();
    if (toOne == !reader.value(u"channel").isUndefined())
        reader.fail("channel or identity is needed, one of them");
    else if (toOne)
        action.identity = readIdentity(reader);
    else
        action.channel = ChannelName(reader.text(u"channel", {1, MaxName}));
    action.app = readApp(reader);
    action.type = quint16(reader.whole(u"type", 1, 65'535, 1));
    action.qos = QoS(reader.whole(u"qos", 0, 2, 0));
    action.payload = readPayload(reader);
    action.timeout = std::chrono::milliseconds(reader.whole(u"timeoutMs", 1, MaxTimeout, 5'000));
    return action;
}

FeedWish readLogLevel(MemberReader &reader)
{
    const QByteArray text = reader.text(u"level", {1, MaxIdText});
    for (const auto &[name, level] : Levels) {
        if (text == name)
            return LogLevelAction{level};
    }
    reader.fail("level must be debug, info, warning or error");
    return LogLevelAction{};
}

FeedWish readDo(const QByteArray &name, MemberReader &reader)
{
    if (name == "kick")
        return readKick(reader);
    if (name == "subscribe" || name == "unsubscribe")
        return readSubscribe(reader, name == "subscribe");
    if (name == "send")
        return readSend(reader);
    if (name == "drain")
        return DrainAction{reader.text(u"node", {1, MaxName})};
    if (name == "log_level")
        return readLogLevel(reader);
    if (name != "reload")
        reader.fail("do must be kick, subscribe, unsubscribe, send, drain, log_level or reload");
    return ReloadAction{};
}

// --- all of them

/// As JSON; empty: it is none.
QByteArray readId(const QJsonValue &value)
{
    if (value.isDouble()) {
        const qint64 number = value.toInteger();
        return double(number) == value.toDouble() ? QByteArray::number(number) : QByteArray();
    }
    if (!value.isString() || value.toString().toUtf8().size() > MaxIdText)
        return {};
    const QByteArray list = QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
    return list.sliced(1, list.size() - 2);
}

FeedWish readWish(const QByteArray &verb, const QByteArray &name, MemberReader &reader)
{
    if (verb == "ask")
        return readAsk(name, reader);
    if (verb == "do")
        return readDo(name, reader);
    return readWatch(name, verb == "watch", reader);
}

} // namespace

FeedRequest parseFeedRequest(const QByteArray &text)
{
    FeedRequest request;
    QJsonParseError parsed;
    const QJsonDocument document = QJsonDocument::fromJson(text, &parsed);
    if (!document.isObject()) {
        request.wish = FeedError{400, "a frame must be a JSON object"};
        return request;
    }
    const QJsonObject object = document.object();
    request.id = readId(object.value(u"id"));
    if (request.id.isEmpty()) {
        request.wish = FeedError{400, "id must be a whole number or a string of at most 64 bytes"};
        return request;
    }

    MemberReader reader(object);
    QByteArrayList verbs;
    for (const char *verb : {"ask", "watch", "unwatch", "do"}) {
        if (object.contains(QLatin1StringView(verb)))
            verbs.append(verb);
    }
    if (verbs.size() != 1) {
        request.wish = FeedError{400, "ask, watch, unwatch or do is needed, one of them"};
        return request;
    }
    const QByteArray verb = verbs.first();
    const QByteArray name = reader.text(QString::fromLatin1(verb), {1, MaxIdText});
    if (verb == "do")
        request.action = name.isEmpty() ? QByteArray("?") : name;
    const FeedWish wish = readWish(verb, name, reader);
    if (const auto &error = reader.error())
        request.wish = *error;
    else
        request.wish = wish;
    return request;
}

const char *nameOf(JournalKind kind)
{
    return KindNames[size_t(kind)];
}

} // namespace Rainbow
