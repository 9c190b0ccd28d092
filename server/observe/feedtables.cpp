// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedtables.h"

#include "observe/askworkers.h"
#include "observe/feedjson.h"
#include "observe/feedreply.h"
#include "observe/table.h"
#include "observe/workerobserver.h"

#include <QDateTime>

#include <iterator>
#include <unordered_map>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto MaxAge = 1s; ///< of a picture

struct PairHash {
    size_t operator()(const std::pair<QByteArray, QByteArray> &pair) const
    {
        return qHashMulti(0, pair.first, pair.second);
    }
};

/// A channel on several workers is one row.
std::vector<ChannelRow> merged(std::vector<ChannelRow> rows)
{
    std::unordered_map<std::pair<QByteArray, QByteArray>, size_t, PairHash> known;
    known.reserve(rows.size());
    size_t count = 0;
    for (ChannelRow &row : rows) {
        const auto [it, isNew] = known.try_emplace(std::pair(row.app, row.name), count);
        if (isNew)
            rows[count++] = std::move(row);
        else
            add(rows[it->second], row);
    }
    rows.resize(count);
    return rows;
}

std::vector<ConnectionRow> merged(std::vector<ConnectionRow> rows)
{
    return rows;
}

template <typename Row>
void addPage(JsonText &json, const TableQuery &query, std::span<const Row> rows, qint64 at)
{
    const TablePage<Row> page = pageOf(rows, query);
    JsonList list;
    for (const Row *row : page.rows)
        list.raw(toJson(*row).end());
    json.number("total", page.total).number("matched", page.matched);
    json.number("offset", query.offset).raw("rows", list.end()).number("at", at);
}

} // namespace

FeedTables::FeedTables(FeedHost &host, QObject *parent) : QObject(parent), m_host(host)
{
}

// --- answers

void FeedTables::answer(const ConnectionsQuestion &question, const FeedReply &reply)
{
    const auto answerWith = [question, reply](const std::optional<ChannelRow> &channel,
                                              const PicturePtr<ConnectionRow> &picture) {
        if (!picture)
            return reply.refuse(noAnswer());
        JsonText json = reply.begin();
        if (channel)
            json.raw("channel", toJson(*channel).end());
        addPage<ConnectionRow>(json, question.query, picture->rows, picture->at);
        reply.send(json);
    };
    const Key key =
        question.channel.isEmpty() ? Key() : Key(ChannelId{question.app, question.channel});
    if (!question.withChannel) {
        use<ConnectionRow>(m_connections, key,
                           [answerWith](const auto &picture) { answerWith({}, picture); });
        return;
    }
    askWorkers<std::optional<ChannelRow>>(
        m_host, this,
        [key](WorkerObserver &observer, const auto &answer) { answer(observer.inspect(*key)); },
        [this, key, question, reply, answerWith](const auto &parts) {
            if (!parts)
                return reply.refuse(noAnswer());
            std::optional<ChannelRow> channel;
            for (const auto &part : *parts) {
                if (part && channel)
                    add(*channel, *part);
                else if (part)
                    channel = part;
            }
            if (!channel)
                return reply.refuse({404, "there is no channel " + question.channel.bytes()});
            use<ConnectionRow>(m_connections, key, [answerWith, channel](const auto &picture) {
                answerWith(channel, picture);
            });
        });
}

void FeedTables::answer(const ChannelsQuestion &question, const FeedReply &reply)
{
    use<ChannelRow>(m_channels, {}, [query = question.query, reply](const auto &picture) {
        if (!picture)
            return reply.refuse(noAnswer());
        JsonText json = reply.begin();
        addPage<ChannelRow>(json, query, picture->rows, picture->at);
        reply.send(json);
    });
}

// --- pictures

template <typename Row>
void FeedTables::use(Tables<Row> &tables, const Key &key, Use<Row> use)
{
    Table<Row> &table = tables[key];
    if (table.picture && Clock::now() - table.picture->begunAt < MaxAge)
        return use(table.picture);
    table.waiting.push_back(std::move(use));
    if (table.waiting.size() == 1)
        begin(tables, key);
}

void FeedTables::begin(Tables<ConnectionRow> &tables, const Key &key)
{
    askWorkers<std::vector<ConnectionRow>>(
        m_host, this,
        [key](WorkerObserver &observer, auto answer) {
            observer.listConnections(key, std::move(answer));
        },
        [this, &tables, key, begunAt = Clock::now(), at = QDateTime::currentMSecsSinceEpoch()](
            auto parts) { finish<ConnectionRow>(tables, key, begunAt, at, std::move(parts)); });
}

void FeedTables::begin(Tables<ChannelRow> &tables, const Key &key)
{
    askWorkers<std::vector<ChannelRow>>(
        m_host, this,
        [](WorkerObserver &observer, auto answer) { observer.listChannels(std::move(answer)); },
        [this, &tables, key, begunAt = Clock::now(), at = QDateTime::currentMSecsSinceEpoch()](
            auto parts) { finish<ChannelRow>(tables, key, begunAt, at, std::move(parts)); });
}

template <typename Row>
void FeedTables::finish(Tables<Row> &tables, const Key &key, TimePoint begunAt, qint64 at,
                        std::optional<std::vector<std::vector<Row>>> parts)
{
    PicturePtr<Row> picture;
    if (parts) {
        std::vector<Row> rows;
        for (std::vector<Row> &part : *parts)
            std::move(part.begin(), part.end(), std::back_inserter(rows));
        picture = std::make_shared<const Picture<Row>>(
            Picture<Row>{merged(std::move(rows)), begunAt, at});
    }
    Table<Row> &table = tables[key];
    table.picture = picture;
    const auto waiting = std::exchange(table.waiting, {});
    scheduleForgetting();
    for (const Use<Row> &use : waiting)
        use(picture);
}

void FeedTables::scheduleForgetting()
{
    if (!std::exchange(m_forgets, true))
        QTimer::singleShot(2 * MaxAge, this, &FeedTables::forgetOld);
}

void FeedTables::forgetOld()
{
    m_forgets = false;
    const auto isOld = [now = Clock::now()](const auto &entry) {
        const auto &[key, table] = entry;
        return table.waiting.empty() && (!table.picture || now - table.picture->begunAt >= MaxAge);
    };
    std::erase_if(m_connections, isOld);
    std::erase_if(m_channels, isOld);
    if (!m_connections.empty() || !m_channels.empty())
        scheduleForgetting();
}

} // namespace Rainbow
