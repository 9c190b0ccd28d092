// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedjson.h"

#include <QJsonDocument>

#include <chrono>

namespace Rainbow {

namespace {

void addTime(JsonText &json, const char *name, TimePoint time, TimePoint now, qint64 nowMs)
{
    if (time == TimePoint::min())
        json.null(name);
    else
        json.number(name,
                    nowMs - std::chrono::floor<std::chrono::milliseconds>(now - time).count());
}

void addRate(JsonText &json, const char *name, const std::optional<double> &rate)
{
    if (rate)
        json.number(name, *rate);
    else
        json.null(name);
}

/// `Name: value` lines as a list of pairs.
QByteArray headersJson(const QByteArray &headers)
{
    JsonList list;
    const QList<QByteArray> lines = headers.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(": ");
        if (colon > 0)
            list.raw(JsonList().text(line.first(colon)).text(line.sliced(colon + 2)).end());
    }
    return list.end();
}

} // namespace

JsonText toJson(const ConnectionRow &row)
{
    JsonText json;
    json.text("identity", row.identity).number("worker", row.worker).text("app", row.app);
    json.text("account", row.account);
    json.text("platform", row.platform).text("device", row.device).text("address", row.address);
    json.text("protocol", nameOf(row.protocol)).text("state", nameOf(row.state));
    json.number("connectedAt", row.connectedAt).number("channels", row.channels);
    json.number("messagesIn", row.messagesIn).number("messagesOut", row.messagesOut);
    json.number("bytesIn", row.bytesIn).number("bytesOut", row.bytesOut);
    json.number("unanswered", row.unanswered).number("backlog", row.backlog);
    if (row.roundTrip < 0)
        json.null("roundTripMs");
    else
        json.number("roundTripMs", double(row.roundTrip) / 1'000);
    return json;
}

JsonText toJson(const ChannelRow &row)
{
    JsonText json;
    json.text("name", row.name).text("app", row.app).number("members", row.members);
    json.number("rate", row.rate).number("published", row.published);
    json.number("delivered", row.delivered).text("occupant", row.occupant);
    return json;
}

JsonText toJson(const EventLog::Event &event)
{
    const JournalEntry &entry = event.entry;
    JsonText json;
    json.number("seq", event.seq).number("at", entry.at).text("kind", nameOf(entry.kind));
    json.number("worker", event.worker).text("identity", entry.identity);
    json.text("address", entry.address).number("code", entry.code).text("text", entry.text);
    return json;
}

JsonText toJson(const ConnectionDetail &detail, const Rates &rates, qint64 nowMs)
{
    JsonText qos;
    qos.number("inFlight", detail.inFlight).number("queued", detail.queued);
    qos.number("forwardsWaiting", detail.forwardsWaiting);
    qos.number("forwardsUnderWay", detail.forwardsUnderWay);
    qos.number("answersKept", detail.answersKept);
    JsonList channels;
    for (const QByteArray &name : detail.channelNames)
        channels.text(name);

    const TimePoint now = Clock::now();
    JsonText json = toJson(detail.row);
    json.text("cookie", detail.cookie).raw("headers", headersJson(detail.headers));
    json.raw("context", QJsonDocument(detail.context).toJson(QJsonDocument::Compact));
    json.raw("channelNames", channels.end()).raw("qos", qos.end());
    addRate(json, "inRate", rates.in);
    addRate(json, "outRate", rates.out);
    addTime(json, "pingedAt", detail.pingedAt, now, nowMs);
    addTime(json, "lastHeardAt", detail.lastHeardAt, now, nowMs);
    addTime(json, "lostAt", detail.lostAt, now, nowMs);
    return json;
}

} // namespace Rainbow
