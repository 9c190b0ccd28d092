// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticrelay.h"

#include "admin-gui/synthetictable.h"

#include <QSet>

#include <algorithm>
#include <array>
#include <cmath>

namespace Rainbow::Test {

namespace {

constexpr qint64 Second = 1'000;
constexpr qint64 Hour = 3'600 * Second;
constexpr qint64 MeanAge = 2 * Hour;
constexpr qsizetype MaxEvents = 10'000;
constexpr int MaxChannelNames = 1'000;

struct Kind {
    const char16_t *platform;
    int share; ///< per cent
    std::array<const char16_t *, 6> devices;
};

constexpr std::array<Kind, 7> Kinds{{
    {u"iOS",
     34,
     {u"iPhone 15 Pro", u"iPhone 14", u"iPhone SE", u"张伟的 iPhone", u"iPad Air",
      u"陈静的 iPhone"}},
    {u"Android",
     33,
     {u"Xiaomi 14", u"小米 13 Ultra", u"Pixel 8", u"OPPO Find X7", u"vivo X100", u"Galaxy S24"}},
    {u"HarmonyOS",
     11,
     {u"华为 Mate 60 Pro", u"华为 P60", u"Nova 12", u"MatePad Pro", u"荣耀 Magic6", u"Pocket 2"}},
    {u"WeChat",
     9,
     {u"微信小程序", u"微信小程序", u"李娜", u"王芳", u"小程序（测试）", u"WeChat 8.0"}},
    {u"Web",
     7,
     {u"Firefox 131", u"Chrome 129", u"Safari 17", u"Edge 128", u"前台收银", u"Chrome 130"}},
    {u"Windows",
     4,
     {u"DESKTOP-7QK2", u"客服一号", u"客服二号", u"LAPTOP-R3", u"仓库终端", u"DESKTOP-M0F"}},
    {u"macOS",
     2,
     {u"MacBook Pro", u"MacBook Air", u"Mac mini", u"设计部 iMac", u"Mac Studio", u"MacBook"}},
}};

constexpr std::array<const char16_t *, 12> ChannelKinds{u"room", u"订单通知", u"live",   u"直播间",
                                                        u"user", u"群聊",     u"device", u"广播",
                                                        u"game", u"物流",     u"chat",   u"客服"};

/// By the application's place among them.
constexpr std::array<const char16_t *, 4> Protocols{u"rainbow.2", u"im", u"topic", u"mesh"};

constexpr std::array<const char16_t *, 6> CloseReasons{
    u"1000: the client left", u"1001: going away",      u"the connection broke",
    u"no pong within 10 s",   u"1000: the client left", u"4009: another connection took over"};

QString text(const char16_t *utf16)
{
    return QString::fromUtf16(utf16);
}

template <typename Array>
auto pick(const Array &from, QRandomGenerator &random)
{
    return from[size_t(random.bounded(int(from.size())))];
}

qint64 grown(double rate, qint64 since, qint64 at)
{
    return qint64(rate * double(std::max<qint64>(0, at - since)) / double(Second));
}

double rounded(double value)
{
    return std::round(value * 10) / 10;
}

QJsonObject latency(qint64 count, double p50, QRandomGenerator &random)
{
    const double p99 = p50 * (3.2 + random.generateDouble());
    return {{u"count"_qs, count},
            {u"p50Ms"_qs, rounded(p50)},
            {u"p99Ms"_qs, rounded(p99)},
            {u"maxMs"_qs, rounded(p99 * (1.2 + random.generateDouble() * 2))}};
}

/// Adds up what workers say, for the node.
void addUp(QJsonObject &total, const QJsonObject &worker)
{
    for (auto it = worker.begin(); it != worker.end(); ++it) {
        if (it.key() == u"worker")
            continue;
        const QJsonValue before = total[it.key()];
        if (it.key() == u"loopDelayMs") {
            total[it.key()] = std::max(before.toDouble(), it->toDouble());
        } else if (it->isDouble()) {
            total[it.key()] = before.toDouble() + it->toDouble();
        } else if (it.key() == u"failures") {
            QJsonObject sum = before.toObject();
            addUp(sum, it->toObject());
            total[it.key()] = sum;
        } else if (before.isUndefined() || before.isNull()) {
            total[it.key()] = *it;
        } else if (it->isObject()) {
            QJsonObject sum = before.toObject();
            const QJsonObject other = it->toObject();
            sum[u"count"] = sum[u"count"].toDouble() + other[u"count"].toDouble();
            for (const QString &member : {u"p50Ms"_qs, u"p99Ms"_qs, u"maxMs"_qs})
                sum[member] = std::max(sum[member].toDouble(), other[member].toDouble());
            total[it.key()] = sum;
        }
    }
}

} // namespace

SyntheticRelay::SyntheticRelay(quint32 seed) : m_random(seed)
{
}

QJsonObject SyntheticRelay::refusal(int code, const QString &error)
{
    return {{u"ok"_qs, false}, {u"code"_qs, code}, {u"error"_qs, error}};
}

void SyntheticRelay::populate(int connectionCount, int channelCount, qint64 at)
{
    m_startedAt = at - 76 * Hour;
    connections.clear();
    channels.clear();
    events.clear();
    connections.reserve(connectionCount);
    for (int i = 0; i < connectionCount; ++i)
        connections.append(makeConnection(++m_made, at));
    for (int i = 0; i < channelCount; ++i) {
        SyntheticChannel channel;
        channel.name = i < 3
            ? QStringList{u"news"_qs, u"全员公告"_qs, u"订单通知"_qs}[i]
            : u"%1:%2"_qs.arg(text(pick(ChannelKinds, m_random))).arg(1000 + i * 7);
        // A few large ones, many small ones.
        const double share =
            std::pow(m_random.generateDouble(), 6) * 0.02 + (i < 3 ? 0.3 / (i + 1) : 0);
        const bool isNews = i >= 3 && i - 2 < apps.size();
        channel.app = apps[isNews ? i - 2 : i < 3 ? 0 : pickApp()];
        if (isNews)
            channel.name = u"news"_qs;
        channel.members = 1 + int(share * connectionCount);
        channel.rate = rounded(std::pow(m_random.generateDouble(), 4) * 12);
        channel.published = grown(channel.rate, m_startedAt, at);
        if (i % 17 == 4 && !connections.isEmpty())
            channel.occupant = connections[i % connections.size()].identity;
        channels.append(channel);
    }
    for (qint64 second = 240; second > 0; --second)
        liveOn(at - second * Second);
}

/// Of several each has half of what is left by those before it.
qsizetype SyntheticRelay::pickApp()
{
    qsizetype app = 0;
    while (app + 1 < apps.size() && m_random.bounded(2) == 0)
        ++app;
    return app;
}

SyntheticConnection SyntheticRelay::makeConnection(int number, qint64 at)
{
    SyntheticConnection made;
    made.identity = QString::number(m_random.generate64() | 1ULL << 63, 16)
        + u"%1"_qs.arg(number, 8, 16, QLatin1Char('0'));
    int share = m_random.bounded(100);
    const auto *kind = Kinds.begin();
    while (share >= kind->share)
        share -= kind++->share;
    made.platform = text(kind->platform);
    made.device = text(pick(kind->devices, m_random));
    made.address =
        u"%1.%2.%3.%4:%5"_qs.arg(m_random.bounded(20) == 0 ? 10 : 36 + m_random.bounded(180))
            .arg(m_random.bounded(256))
            .arg(m_random.bounded(256))
            .arg(1 + m_random.bounded(254))
            .arg(20'000 + m_random.bounded(40'000));
    made.protocol = m_random.bounded(10) < 7 ? u"rainbow.2"_qs : u"rainbow"_qs;
    const qsizetype app = pickApp();
    made.app = apps[app];
    if (app > 0) {
        made.protocol = text(Protocols[size_t(app) % Protocols.size()]);
        made.account = u"user_%1"_qs.arg(number);
    }
    const int state = m_random.bounded(200);
    made.state = state == 0 ? u"closing"_qs : state < 6 ? u"lost"_qs : u"attached"_qs;
    made.worker = m_random.bounded(workers);
    made.connectedAt = at - qint64(-std::log(1 - m_random.generateDouble()) * double(MeanAge));
    made.channels = 1 + m_random.bounded(1 + m_random.bounded(9));
    made.inRate = std::pow(m_random.generateDouble(), 6) * 3;
    made.outRate = std::pow(m_random.generateDouble(), 5) * 8;
    if (m_random.bounded(40) == 0) {
        made.unanswered = 1 + m_random.bounded(12);
        made.backlog = made.unanswered * (200 + m_random.bounded(9'000));
    }
    if (m_random.bounded(12) != 0)
        made.roundTripMs = rounded(8 + std::pow(m_random.generateDouble(), 4) * 420);
    return made;
}

SyntheticConnection &SyntheticRelay::addConnection(const QString &identity, qint64 at)
{
    SyntheticConnection made = makeConnection(++m_made, at);
    made.identity = identity;
    made.connectedAt = at;
    made.state = u"attached"_qs;
    connections.append(made);
    return connections.last();
}

bool SyntheticRelay::removeConnection(const QString &identity)
{
    return connections.removeIf([&identity](const SyntheticConnection &connection) {
        return connection.identity == identity;
    }) > 0;
}

SyntheticConnection *SyntheticRelay::find(const QString &identity)
{
    const auto found = std::find_if(
        connections.begin(), connections.end(),
        [&identity](const SyntheticConnection &each) { return each.identity == identity; });
    return found == connections.end() ? nullptr : &*found;
}

void SyntheticRelay::addEvent(QJsonObject event, qint64 at)
{
    event[u"seq"] = ++m_lastSeq;
    event[u"at"] = at;
    events.append(std::move(event));
    if (events.size() > MaxEvents)
        events.removeFirst();
}

void SyntheticRelay::liveOn(qint64 at)
{
    m_failureWave = isBusinessFailing ? 0.6 + 0.4 * std::sin(double(at) / 9'000) : 0;
    if (connections.isEmpty())
        return;
    const auto about = [&](const QString &kind, int code, const QString &what) {
        const SyntheticConnection &who = connections[m_random.bounded(int(connections.size()))];
        addEvent({{u"kind"_qs, kind},
                  {u"worker"_qs, who.worker},
                  {u"identity"_qs, who.identity},
                  {u"address"_qs, who.address},
                  {u"code"_qs, code},
                  {u"text"_qs, what}},
                 at);
    };
    about(u"connect"_qs, 0, connections.last().platform + u", rainbow.2"_qs);
    if (m_random.bounded(3) != 0)
        about(u"close"_qs, 1000, text(pick(CloseReasons, m_random)));
    if (m_random.bounded(4) == 0)
        about(u"resume"_qs, 0, u"after %1 s"_qs.arg(1 + m_random.bounded(40)));
    if (m_random.bounded(9) == 0)
        about(u"refusal"_qs, 403, u"the business server refuses: 账号已停用"_qs);
    if (m_random.bounded(13) == 0)
        about(u"limit"_qs, 429, u"more than 50 messages per second"_qs);
    if (m_random.bounded(30) == 0 || m_failureWave > 0.5)
        about(u"callback"_qs, 504, u"message: no answer within 10 s"_qs);
    if (m_random.bounded(60) == 0)
        about(u"action"_qs, 0, u"kick by alice from 127.0.0.1: 违规发言"_qs);
}

void SyntheticRelay::churn(qint64 at)
{
    const auto count = qsizetype(double(connections.size() * Second) / double(MeanAge));
    for (qsizetype i = 0; i < count; ++i) {
        SyntheticConnection &place = connections[m_random.bounded(int(connections.size()))];
        if (isStaying && isStaying(place.identity))
            continue;
        place = makeConnection(++m_made, at);
        place.connectedAt = at;
        place.state = u"attached"_qs;
    }
}

QJsonObject SyntheticRelay::figures(int worker, qint64 at)
{
    const qsizetype rest = connections.size() % workers;
    const auto here = double(connections.size() / workers + (worker < rest ? 1 : 0));
    const double wave = 1 + 0.22 * std::sin(double(at) / 47'000 + worker)
        + 0.1 * std::sin(double(at) / 5'300) + 0.12 * (m_random.generateDouble() - 0.5);
    const double busy = load * wave;
    const double in = std::round(here * 0.05 * busy);
    const double out = std::round(here * 0.31 * busy);
    const double slow = 1 + m_failureWave * 6;
    const double failed = in * m_failureWave * 0.08;
    QJsonValue forwardLatency = QJsonValue::Null;
    QJsonValue deliveryLatency = QJsonValue::Null;
    if (in > 0)
        forwardLatency = latency(qint64(in), 6.5 * slow * (0.8 + 0.3 * wave), m_random);
    if (out > 0)
        deliveryLatency = latency(qint64(out * 0.4), 48 * (0.9 + 0.2 * wave), m_random);
    return {
        {u"worker"_qs, worker},
        {u"connections"_qs, here},
        {u"lost"_qs, std::round(here * 0.025 * wave)},
        {u"channels"_qs, std::round(double(channels.size()) / workers)},
        {u"memberships"_qs, std::round(here * 3.2)},
        {u"connects"_qs, std::round(here * 0.0009 * busy)},
        {u"closes"_qs, std::round(here * 0.0008 * busy)},
        {u"messagesIn"_qs, in},
        {u"messagesOut"_qs, out},
        {u"bytesIn"_qs, in * 412},
        {u"bytesOut"_qs, out * 655},
        {u"forwards"_qs, in},
        {u"forwardLatency"_qs, forwardLatency},
        {u"deliveryLatency"_qs, deliveryLatency},
        {u"failures"_qs,
         QJsonObject{{u"timeout"_qs, std::round(failed * 0.5)},
                     {u"network"_qs, std::round(failed * 0.15)},
                     {u"status4xx"_qs, in > 0 && m_random.bounded(14) == 0 ? 1 : 0},
                     {u"status5xx"_qs, std::round(failed * 0.35)},
                     {u"answer"_qs, 0}}},
        {u"forwardsWaiting"_qs, std::round(in * 0.02 * slow)},
        {u"sendsWaiting"_qs, m_random.bounded(4)},
        {u"retries"_qs, std::round(out * 0.003 * wave)},
        {u"dropped"_qs, m_random.bounded(40) == 0 ? 3 : 0},
        {u"refused"_qs, m_random.bounded(25) == 0 ? 1 : 0},
        {u"expired"_qs, std::round(out * 0.0004 * wave)},
        {u"backlog"_qs, std::round(here * 21 * wave)},
        {u"cpu"_qs, rounded(1 + in * 0.021 * wave)},
        {u"loopDelayMs"_qs, rounded(0.1 + m_random.generateDouble() * 0.9 * busy)},
    };
}

QJsonArray SyntheticRelay::appFigures(const QJsonObject &total) const
{
    QJsonArray rows;
    for (const QString &app : apps) {
        const auto ours = [&app](const auto &each) { return each.app == app; };
        const auto here = double(std::count_if(connections.begin(), connections.end(), ours));
        const double part = connections.isEmpty() ? 0 : here / double(connections.size());
        QJsonObject row;
        for (auto it = total.begin(); it != total.end(); ++it) {
            if (it.key() == u"cpu" || it.key() == u"loopDelayMs")
                continue;
            QJsonObject parts = it->toObject();
            for (auto one = parts.begin(); one != parts.end(); ++one) {
                if (one.key() == u"count" || it.key() == u"failures")
                    *one = rounded(one->toDouble() * part);
            }
            row[it.key()] = it->isObject() ? QJsonValue(parts)
                : it->isDouble()           ? QJsonValue(rounded(it->toDouble() * part))
                                           : *it;
        }
        row[u"app"] = app;
        row[u"connections"] = here;
        row[u"channels"] = double(std::count_if(channels.begin(), channels.end(), ours));
        rows.append(row);
    }
    return rows;
}

QJsonObject SyntheticRelay::stats(qint64 at)
{
    QJsonObject total;
    QJsonArray each;
    for (int worker = 0; worker < workers; ++worker) {
        const QJsonObject one = figures(worker, at);
        addUp(total, one);
        each.append(one);
    }
    const double memory = 41e6 + double(connections.size()) * 2'350 + total[u"backlog"].toDouble();
    const QJsonObject node{
        {u"node"_qs, u"relay-1"_qs},
        {u"version"_qs, u"0.1.0"_qs},
        {u"pid"_qs, 4711},
        {u"startedAt"_qs, m_startedAt},
        {u"uptimeMs"_qs, at - m_startedAt},
        {u"memory"_qs, std::round(memory)},
        {u"memoryBudget"_qs, 1'073'741'824},
        {u"cpu"_qs, rounded(2 + total[u"cpu"].toDouble())},
        {u"maxConnections"_qs, 200'000},
        {u"pressure"_qs, u"none"_qs},
        {u"draining"_qs, false},
        {u"dashboards"_qs, 1},
        {u"total"_qs, total},
        {u"workers"_qs, each},
        {u"apps"_qs, appFigures(total)},
    };
    return {{u"event"_qs, u"stats"_qs}, {u"at"_qs, at}, {u"nodes"_qs, QJsonArray{node}}};
}

QJsonValue SyntheticRelay::member(const SyntheticConnection &connection, QStringView name,
                                  qint64 at) const
{
    if (name == u"identity")
        return connection.identity;
    if (name == u"connectedAt")
        return connection.connectedAt;
    if (name == u"platform")
        return connection.platform;
    if (name == u"app")
        return connection.app;
    if (name == u"account")
        return connection.account;
    if (name == u"device")
        return connection.device;
    if (name == u"address")
        return connection.address;
    if (name == u"state")
        return connection.state;
    if (name == u"messagesIn")
        return grown(connection.inRate, connection.connectedAt, at);
    if (name == u"messagesOut")
        return grown(connection.outRate, connection.connectedAt, at);
    return row(connection, at).value(name);
}

QJsonObject SyntheticRelay::row(const SyntheticConnection &connection, qint64 at) const
{
    const qint64 in = grown(connection.inRate, connection.connectedAt, at);
    const qint64 out = grown(connection.outRate, connection.connectedAt, at);
    return {{u"identity"_qs, connection.identity},
            {u"worker"_qs, connection.worker},
            {u"app"_qs, connection.app},
            {u"account"_qs, connection.account},
            {u"platform"_qs, connection.platform},
            {u"device"_qs, connection.device},
            {u"address"_qs, connection.address},
            {u"protocol"_qs, connection.protocol},
            {u"state"_qs, connection.state},
            {u"connectedAt"_qs, connection.connectedAt},
            {u"channels"_qs, connection.channels},
            {u"messagesIn"_qs, in},
            {u"messagesOut"_qs, out},
            {u"bytesIn"_qs, in * 412},
            {u"bytesOut"_qs, out * 655},
            {u"unanswered"_qs, connection.unanswered},
            {u"backlog"_qs, connection.backlog},
            {u"roundTripMs"_qs,
             connection.roundTripMs < 0 ? QJsonValue(QJsonValue::Null)
                                        : QJsonValue(connection.roundTripMs)}};
}

QJsonObject SyntheticRelay::answer(const QJsonObject &question, qint64 at)
{
    const QString what = question[u"ask"].toString();
    if (what == u"connections") {
        const QJsonObject filter = question[u"filter"].toObject();
        const QString name = filter[u"channel"].toString();
        if (name.isEmpty())
            return connectionTable(question, at, nullptr);
        const SyntheticChannel nobody;
        const SyntheticChannel *channel = findChannel(name, filter);
        return connectionTable(question, at, channel ? channel : &nobody);
    }
    if (what == u"channels")
        return channelTable(question, at);
    if (what == u"channel")
        return channelAnswer(question, at);
    if (what == u"nodes")
        return {{u"ok"_qs, true}, {u"rows"_qs, stats(at)[u"nodes"]}, {u"at"_qs, at}};
    if (what == u"connection")
        return connectionAnswer(question[u"identity"].toString(), at);
    if (what == u"events")
        return eventTable(question);
    if (what == u"config") {
        return {
            {u"ok"_qs, true},
            {u"file"_qs, u"/etc/rainbow/server.ini"_qs},
            {u"config"_qs,
             u"[main]\nlisten = 0.0.0.0:1984\nmax_connections = 200000\n\n[admin]\ntoken = ***\n"_qs}};
    }
    if (what == u"time")
        return {{u"ok"_qs, true}, {u"at"_qs, at}};
    return refusal(400,
                   u"ask is connections, channels, channel, nodes, connection, events, config "
                   "or time"_qs);
}

QStringList SyntheticRelay::channelNamesOf(const SyntheticConnection &connection) const
{
    QStringList names;
    const auto first =
        qsizetype(qHash(connection.identity) % size_t(std::max<qsizetype>(1, channels.size())));
    for (qsizetype i = 0; i < std::min<qsizetype>(connection.channels, channels.size()); ++i) {
        const SyntheticChannel &channel = channels[(first + i * i) % channels.size()];
        if (channel.app == connection.app)
            names.append(channel.name);
    }
    names.removeDuplicates();
    return names.mid(0, MaxChannelNames);
}

const SyntheticChannel *SyntheticRelay::findChannel(const QString &name,
                                                    const QJsonObject &asked) const
{
    const QString app = asked[u"app"].toString(u"default"_qs);
    const auto found =
        std::find_if(channels.begin(), channels.end(), [&](const SyntheticChannel &each) {
            return each.name == name && each.app == app;
        });
    return found == channels.end() ? nullptr : &*found;
}

QJsonObject SyntheticRelay::connectionTable(const QJsonObject &question, qint64 at,
                                            const SyntheticChannel *channel)
{
    SyntheticTable table;
    QList<qsizetype> members;
    const auto start = channel ? qsizetype(qHash(channel->name) % 997) : 0;
    for (qsizetype i = 0; channel && i < connections.size(); ++i) {
        if (members.size() >= channel->members)
            break;
        const qsizetype place = (start + i) % connections.size();
        if (connections[place].app == channel->app)
            members.append(place);
    }
    const auto at2 = [&](qsizetype i) -> const SyntheticConnection & {
        return connections[channel ? members[i] : i];
    };
    table.size = channel ? members.size() : connections.size();
    table.member = [&](qsizetype i, QStringView name) { return member(at2(i), name, at); };
    table.row = [&](qsizetype i) { return row(at2(i), at); };
    table.matches = [](qsizetype, const QString &name, const QJsonValue &) {
        return name == u"channel";
    };
    table.searched =
        QStringList{u"identity"_qs, u"platform"_qs, u"device"_qs, u"address"_qs, u"account"_qs};
    table.sortable = row(SyntheticConnection(), at).keys();
    table.name = u"identity"_qs;
    table.defaultSort = u"connectedAt"_qs;
    return table.page(question, at);
}

QJsonObject SyntheticRelay::channelRow(const SyntheticChannel &channel) const
{
    return {{u"name"_qs, channel.name},
            {u"app"_qs, channel.app},
            {u"members"_qs, channel.members},
            {u"rate"_qs, channel.rate},
            {u"published"_qs, channel.published},
            {u"delivered"_qs, channel.published * channel.members},
            {u"occupant"_qs, channel.occupant}};
}

QJsonObject SyntheticRelay::channelTable(const QJsonObject &question, qint64 at) const
{
    SyntheticTable table;
    table.size = channels.size();
    table.row = [this](qsizetype i) { return channelRow(channels[i]); };
    table.member = [this](qsizetype i, QStringView name) {
        return channelRow(channels[i]).value(name);
    };
    table.searched = QStringList{u"name"_qs};
    table.sortable = channelRow({}).keys();
    table.name = u"name"_qs;
    table.defaultSort = u"members"_qs;
    return table.page(question, at);
}

QJsonObject SyntheticRelay::channelAnswer(const QJsonObject &question, qint64 at)
{
    const QString name = question[u"name"].toString();
    const SyntheticChannel *channel = findChannel(name, question);
    if (!channel)
        return refusal(404, u"there is no channel "_qs + name);
    QJsonObject answer = connectionTable(question, at, channel);
    if (answer[u"ok"].toBool())
        answer[u"channel"] = channelRow(*channel);
    return answer;
}

QJsonObject SyntheticRelay::connectionAnswer(const QString &identity, qint64 at)
{
    const SyntheticConnection *found = find(identity);
    if (!found)
        return refusal(404, u"there is no connection "_qs + identity);
    QJsonObject connection = row(*found, at);
    const auto header = [](const QString &name, const QString &value) {
        return QJsonArray{name, value};
    };
    connection[u"cookie"] = u"dWlkPTEwMjQ7bGV2ZWw9M"_qs;
    connection[u"headers"] = QJsonArray{
        header(u"Host"_qs, u"relay.example.com"_qs),
        header(u"User-Agent"_qs, u"Rainbow/0.1 (%1; %2)"_qs.arg(found->platform, found->device)),
        header(u"X-RAINBOW-PLATFORM"_qs, found->platform),
        header(u"X-RAINBOW-DEVICE"_qs, found->device),
        header(u"Authorization"_qs, u"***"_qs),
        header(u"Accept-Language"_qs, u"zh-CN,zh;q=0.9,en;q=0.8"_qs)};
    connection[u"context"] = QJsonObject();
    connection[u"channelNames"] = QJsonArray::fromStringList(channelNamesOf(*found));
    connection[u"qos"] = QJsonObject{{u"inFlight"_qs, std::min(found->unanswered, 8)},
                                     {u"queued"_qs, std::max(0, found->unanswered - 8)},
                                     {u"forwardsWaiting"_qs, m_random.bounded(3) == 0 ? 1 : 0},
                                     {u"forwardsUnderWay"_qs, m_random.bounded(2)},
                                     {u"answersKept"_qs, 2}};
    connection[u"inRate"] = rounded(found->inRate);
    connection[u"outRate"] = rounded(found->outRate);
    connection[u"pingedAt"] = at - at % 25'000;
    connection[u"lastHeardAt"] = at - at % 3'000;
    connection[u"lostAt"] =
        found->state == u"lost" ? QJsonValue(at - 12'000) : QJsonValue(QJsonValue::Null);
    return {{u"ok"_qs, true}, {u"connection"_qs, connection}, {u"at"_qs, at}};
}

QJsonObject SyntheticRelay::eventTable(const QJsonObject &question) const
{
    const QJsonValue filter = question[u"filter"];
    const QString wanted = filter.isString() ? filter.toString() : filter[u"text"].toString();
    const QJsonArray kinds = filter[u"kinds"].toArray();
    const QString identity = filter[u"identity"].toString();
    const bool isAfter = question.contains(u"after");
    const qint64 after = question[u"after"].toInteger(0);
    QList<QJsonObject> matched;
    for (const QJsonObject &event : events) {
        const QString searched = event[u"identity"].toString() + u'\n'
            + event[u"address"].toString() + u'\n' + event[u"text"].toString();
        if (!searched.contains(wanted, Qt::CaseInsensitive)
            || (!kinds.isEmpty() && !kinds.contains(event[u"kind"]))
            || (!identity.isEmpty() && event[u"identity"].toString() != identity)
            || event[u"seq"].toInteger() <= after)
            continue;
        matched.append(event);
    }
    if (!isAfter)
        std::reverse(matched.begin(), matched.end());
    QJsonArray rows;
    const qint64 offset = question[u"offset"].toInteger(0);
    const qint64 limit = question[u"limit"].toInteger(100);
    if (offset < 0 || limit < 1)
        return refusal(400, u"offset and limit are whole numbers from 0 and 1"_qs);
    if (limit > 500)
        return refusal(413, u"limit is at most 500"_qs);
    for (qint64 i = offset; i < matched.size() && i < offset + limit; ++i)
        rows.append(matched[i]);
    return {{u"ok"_qs, true},
            {u"total"_qs, qint64(events.size())},
            {u"matched"_qs, qint64(matched.size())},
            {u"offset"_qs, offset},
            {u"rows"_qs, rows},
            {u"first"_qs, events.isEmpty() ? 0 : events.first()[u"seq"].toInteger()},
            {u"last"_qs, m_lastSeq},
            {u"lost"_qs, 0},
            {u"at"_qs, events.isEmpty() ? m_startedAt : events.last()[u"at"].toInteger()}};
}

} // namespace Rainbow::Test
