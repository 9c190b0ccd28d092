// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/publication.h"

#include <deque>
#include <functional>
#include <unordered_map>
#include <unordered_set>

namespace Rainbow {

/// How many are in channels on all hubs, as those tell, and when whom to tell of it: one hub's
/// side. Pure; `now` never goes back.
class Presence {
public:
    /// Between two tallies of a hub, and between two words to clients on the same channel.
    static constexpr std::chrono::milliseconds Interval{500};
    /// Of one hub; what it tells of more is passed over.
    static constexpr size_t MaxChannels = 1'000'000;

    explicit Presence(size_t maxChannels = MaxChannels) : m_maxChannels(maxChannels) { }

    /// What clients are to be told.
    struct News {
        ChannelName channel;
        int total = 0; ///< on all hubs
        bool grew = false; ///< since they were told last, or is the same

        /// `{"type":"onSubscribe","data":2}`; onUnsubscribe: it shrank.
        [[nodiscard]] QByteArray toText() const;
    };
    using Filter = std::function<bool(const ChannelName &)>;
    using Channels = std::unordered_set<ChannelName>;

    // --- what this hub tells
    /// Its number of members here is another.
    void onChanged(const ChannelName &channel) { m_changed.insert(channel); }
    /// Likewise, and one of them wants to hear the number: clients are told even if that is the
    /// same once it has been told by a tally.
    void onNewcomer(const ChannelName &channel)
    {
        m_changed.insert(channel);
        m_newcomers.insert(channel);
    }
    /// Nothing is to be told any more, of what has changed neither.
    void reset();
    /// The channels for a tally that is due now; none: none is.
    [[nodiscard]] Channels takeChanged(TimePoint now);

    // --- what it hears
    /// Also of itself. Clients are told at once, or, where they have just been told, by
    /// takeNews(); only of what isWanted.
    [[nodiscard]] QList<News> take(const Tally &tally, TimePoint now, const Filter &isWanted);
    [[nodiscard]] QList<News> takeNews(TimePoint now, const Filter &isWanted);
    /// Members on all hubs.
    [[nodiscard]] int total(const ChannelName &channel) const;

    /// When takeChanged() or takeNews() is due; may be past; TimePoint::max(): never.
    [[nodiscard]] TimePoint nextDue() const;

private:
    using Counts = std::unordered_map<ChannelName, int>;

    void set(Counts &counts, const ChannelName &channel, int count) const;
    void change(Counts &counts, const ChannelName &channel, int count, QList<News> &news,
                TimePoint now, const Filter &isWanted);

    struct Told {
        int total = 0;
        bool owesNewcomers = false; ///< who came after that
    };

    size_t m_maxChannels;
    Channels m_changed;
    Channels m_newcomers; ///< of m_changed, and of tallies that are on their way
    TimePoint m_talliedAt = TimePoint::min();
    std::unordered_map<HubId, Counts> m_hubs; ///< none of them 0
    /// What clients were told last, of channels where that is less than Interval ago.
    std::unordered_map<ChannelName, Told> m_told;
    std::deque<std::pair<TimePoint, ChannelName>> m_quiet; ///< until when: the same, in order
};

} // namespace Rainbow
