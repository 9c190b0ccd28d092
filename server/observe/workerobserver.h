// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/hub.h"
#include "journal.h"
#include "observe/packetview.h"
#include "observe/rows.h"

#include <QBasicTimer>
#include <QObject>

#include <deque>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

namespace Rainbow {

/// What a worker does for dashboards: it is there only while there is a feed. Tables are made in
/// slices, one after another, so that clients do not wait for them.
/// Thread: its worker's. What it is asked for it hands over there too, to functions that are to
/// carry it to the node.
class WorkerObserver final : public QObject {
    Q_OBJECT

public:
    static constexpr int Slice = 1'000; ///< sessions or channels per turn of the loop
    static constexpr int MaxPacketsPerSecond = 200; ///< of one watched session

    /// What is told of watched sessions.
    struct Reports {
        std::function<void(const Identity &identity, const PacketView &packet)> packet;
        std::function<void(const Identity &identity, const QByteArray &why)> end;
    };

    explicit WorkerObserver(Reports reports);
    ~WorkerObserver() override;

    /// From now on that application's hub, which must outlive it, is looked at too.
    void observe(const QByteArray &app, Hub &hub);
    /// The hub of that application; nullptr: there is none.
    [[nodiscard]] Hub *hubOf(const QByteArray &app);
    /// The hub where that session is; nullptr: it is not here.
    [[nodiscard]] Hub *hubWith(const Identity &identity);

    template <typename Row>
    using Done = std::function<void(std::vector<Row> rows)>;
    /// All sessions, or the members of a channel.
    void listConnections(const std::optional<ChannelId> &channel, Done<ConnectionRow> done);
    void listChannels(Done<ChannelRow> done);
    [[nodiscard]] std::optional<ConnectionDetail> inspect(const Identity &identity) const;
    [[nodiscard]] std::optional<ChannelRow> inspect(const ChannelId &channel) const;

    /// From now on packets of that session are reported; the seq that was the last one. Nothing:
    /// there is no such session.
    [[nodiscard]] std::optional<quint64> watch(const Identity &identity);
    void unwatch(const Identity &identity);

    [[nodiscard]] Journal &journal() { return m_journal; }

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    class Watch;
    /// Does one slice. True: it was the last.
    using Listing = std::function<bool()>;

    void begin(Listing listing);
    struct Observed {
        QByteArray app;
        Hub *hub;
    };
    [[nodiscard]] const Observed *find(const Identity &identity) const;
    /// add is called for each value of all hubs, hub after hub.
    template <typename Row, typename Value>
    void list(
        const std::function<void(std::vector<Row> &, const Observed &hub, const Value &)> &add,
        Done<Row> done);

    std::deque<Observed> m_hubs; ///< where they are they stay
    Reports m_reports;
    Journal m_journal;
    std::deque<Listing> m_listings;
    QBasicTimer m_turn; ///< runs while there are any
    std::unordered_map<Identity, std::unique_ptr<Watch>> m_watches;
};

} // namespace Rainbow
