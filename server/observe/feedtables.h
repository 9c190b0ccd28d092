// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedrequest.h"
#include "observe/rows.h"

#include <QObject>

#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace Rainbow {

class FeedHost;
class FeedReply;

/// The tables of dashboards: pictures of all workers' sessions and channels, made when somebody
/// asks, at most one per second and table, and shared by all who ask meanwhile.
/// Thread: the node's.
class FeedTables final : public QObject {
    Q_OBJECT

public:
    /// host must outlive it.
    explicit FeedTables(FeedHost &host, QObject *parent = nullptr);

    void answer(const ConnectionsQuestion &question, const FeedReply &reply);
    void answer(const ChannelsQuestion &question, const FeedReply &reply);

private:
    template <typename Row>
    struct Picture {
        std::vector<Row> rows;
        TimePoint begunAt;
        qint64 at = 0; ///< the same, ms since 1970
    };
    template <typename Row>
    using PicturePtr = std::shared_ptr<const Picture<Row>>;
    /// nullptr: a worker did not answer.
    template <typename Row>
    using Use = std::function<void(const PicturePtr<Row> &picture)>;
    template <typename Row>
    struct Table {
        PicturePtr<Row> picture;
        std::vector<Use<Row>> waiting; ///< for the one that is being made
    };
    using Key = std::optional<ChannelId>; ///< connections: of a channel; all: nothing
    template <typename Row>
    using Tables = std::map<Key, Table<Row>>;

    template <typename Row>
    void use(Tables<Row> &tables, const Key &key, Use<Row> use);
    void begin(Tables<ConnectionRow> &tables, const Key &key);
    void begin(Tables<ChannelRow> &tables, const Key &key);
    template <typename Row>
    void onPicture(Tables<Row> &tables, const Key &key, PicturePtr<Row> picture);
    template <typename Row>
    void finish(Tables<Row> &tables, const Key &key, TimePoint begunAt, qint64 at,
                std::optional<std::vector<std::vector<Row>>> parts);
    void forgetOld();
    void scheduleForgetting();

    FeedHost &m_host;
    Tables<ConnectionRow> m_connections;
    Tables<ChannelRow> m_channels;
    bool m_forgets = false; ///< forgetOld() will come
};

} // namespace Rainbow
