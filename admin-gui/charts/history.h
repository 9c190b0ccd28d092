// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QHash>
#include <QJsonObject>
#include <QList>
#include <QStringList>

#include <array>
#include <chrono>
#include <vector>

namespace Rainbow::Admin {

/// What is kept of a node each second, of an application, and for all together.
enum class Figure {
    Connections,
    Channels,
    MessagesIn,
    MessagesOut,
    ForwardP50, ///< ms
    ForwardP99, ///< ms
    FailTimeout,
    FailNetwork,
    Fail4xx,
    Fail5xx,
    FailAnswer,
    Failures, ///< all of them
    Memory, ///< bytes
    Cpu, ///< per cent of one core
};
constexpr std::size_t FigureCount = static_cast<std::size_t>(Figure::Cpu) + 1;

enum class Range {
    Minutes5, ///< in steps of 1 s
    Hour1, ///< of 10 s
    Hours24, ///< of 2 min
};
constexpr std::size_t RangeCount = 3;
[[nodiscard]] std::chrono::milliseconds rangeLength(Range range);
[[nodiscard]] std::chrono::milliseconds rangeStep(Range range);

/// What a figure was during one step.
struct Sample {
    qint64 at = 0; ///< middle of the step; ms since 1970 by the relay's clock
    double min = 0;
    double mean = 0;
    double max = 0;
    bool joined = false; ///< to the one before; else there is a gap, the relay was away
};

/// The figures of one second; NaN: nothing happened that could be measured, or there is no such
/// figure: applications have no memory and no CPU of their own.
using Figures = std::array<double, FigureCount>;

/// Whose figures: those of an application, on all nodes; else of a node; else all together.
struct Subject {
    QString node;
    QString app; ///< node is not looked at then
};

/// The figures of a relay's nodes and applications during the last 24 hours, the older the coarser,
/// in memory that is bounded: at most MaxNodes nodes and Applications::Max applications, of each
/// 1 s for 5 min, 10 s for an hour, 2 min for 24 hours.
/// Its time is the relay's; when that is set back, what was before is moved along, so that the past
/// stays as long ago as it is.
class History {
public:
    /// Those heard of last are kept.
    static constexpr qsizetype MaxNodes = 64;

    /// A "stats" event. One that has no time or no nodes changes nothing.
    void add(const QJsonObject &stats);
    void clear();

    /// Sorted by name.
    [[nodiscard]] QStringList nodes() const;
    /// Those that the last event had, as Applications::names() has them; others are forgotten.
    [[nodiscard]] const QStringList &apps() const { return m_appNames; }
    /// When the last event was; 0: there was none.
    [[nodiscard]] qint64 lastAt() const { return m_lastAt; }
    /// Oldest first, from now (ms since 1970 by the relay's clock, at least lastAt()) back. Of
    /// several nodes latencies are the worst node's p99, and the mean p50 by count.
    [[nodiscard]] QList<Sample> samples(const Subject &subject, Figure figure, Range range,
                                        qint64 now) const;
    /// The last second's.
    [[nodiscard]] Figures last(const Subject &subject) const;
    [[nodiscard]] std::size_t memory() const;

private:
    /// A step's sum, least and greatest, by figure; floats keep memory down.
    struct Step {
        qint64 index = -1; ///< since 1970, in steps
        std::array<float, FigureCount> min{};
        std::array<float, FigureCount> max{};
        std::array<double, FigureCount> sum{};
        std::array<quint16, FigureCount> count{};
    };
    struct Past {
        std::array<std::vector<Step>, RangeCount> rings;
        qint64 heardAt = 0;
        Figures last{};
    };

    using Pasts = QHash<QString, Past>; ///< by name

    void addNodes(const QJsonArray &nodes, qint64 at);
    void addApps(const QJsonArray &nodes, qint64 at);
    void put(Past &past, const Figures &figures, qint64 at);
    void forgetOldest();
    void moveBy(qint64 ms);
    static void move(Past &past, qint64 ms);
    [[nodiscard]] const Past *find(const Subject &subject) const;

    Pasts m_nodes; ///< "": all together
    Pasts m_apps;
    QStringList m_appNames;
    qint64 m_lastAt = 0;
};

/// The same with at most about most samples: neighbours become one, gaps stay. Which ones does not
/// depend on where the list begins, so that curves do not change while time passes.
[[nodiscard]] QList<Sample> thinned(const QList<Sample> &samples, Range range, int most);

/// What a stats event says of one of its nodes.
[[nodiscard]] Figures figuresOf(const QJsonObject &node);
/// And of an application at one of them.
[[nodiscard]] Figures figuresOfApp(const QJsonObject &app);
/// The row of that application at a node of a stats event; empty: there is none.
[[nodiscard]] QJsonObject findApp(const QJsonObject &node, const QString &app);

} // namespace Rainbow::Admin
