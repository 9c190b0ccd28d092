// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "history.h"

#include "feed/applications.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Rainbow::Admin {

namespace {

constexpr double Nothing = std::numeric_limits<double>::quiet_NaN();
/// By this much events may be early, when the relay's second is not ours.
constexpr qint64 ClockTolerance = 2'000;
/// More empty steps than these between two filled ones are a gap.
constexpr std::array<qint64, RangeCount> EmptySteps{2, 1, 1};
/// A latency is known only when something was forwarded: so long its line goes on without.
constexpr qint64 QuietSteps = 10;

/// What Failures are made of.
constexpr std::array FailureCauses{Figure::FailTimeout, Figure::FailNetwork, Figure::Fail4xx,
                                   Figure::Fail5xx, Figure::FailAnswer};

constexpr std::size_t at(Figure figure)
{
    return static_cast<std::size_t>(figure);
}

constexpr std::size_t at(Range range)
{
    return static_cast<std::size_t>(range);
}

qint64 stepsOf(Range range)
{
    return rangeLength(range) / rangeStep(range);
}

double number(const QJsonObject &object, const QString &name)
{
    const double value = object.value(name).toDouble(Nothing);
    return std::isfinite(value) ? value : Nothing;
}

Figures noFigures()
{
    Figures figures;
    figures.fill(Nothing);
    return figures;
}

void addTo(double &sum, double value)
{
    if (!std::isnan(value))
        sum = std::isnan(sum) ? value : sum + value;
}

/// Of several nodes together.
class Total {
public:
    /// row: where the figures are from.
    void add(const Figures &figures, const QJsonObject &row)
    {
        const double forwards = number(row.value(u"forwardLatency"_qs).toObject(), u"count"_qs);
        for (std::size_t i = 0; i < FigureCount; ++i)
            if (i != at(Figure::ForwardP99))
                addTo(m_figures[i], figures[i]);
        // fmax() takes the other one where one is no number.
        double &worst = m_figures[at(Figure::ForwardP99)];
        worst = std::fmax(worst, figures[at(Figure::ForwardP99)]);
        const double p50 = figures[at(Figure::ForwardP50)];
        if (std::isnan(p50))
            return;
        const double weight = std::isnan(forwards) ? 1 : std::max(forwards, 1.0);
        m_p50 += p50 * weight;
        m_weight += weight;
    }

    [[nodiscard]] Figures figures() const
    {
        Figures figures = m_figures;
        figures[at(Figure::ForwardP50)] = m_weight > 0 ? m_p50 / m_weight : Nothing;
        return figures;
    }

private:
    Figures m_figures = noFigures();
    double m_p50 = 0;
    double m_weight = 0;
};

/// What nodes and applications have.
Figures figuresOfRow(const QJsonObject &row)
{
    const QJsonObject latency = row.value(u"forwardLatency"_qs).toObject();
    const QJsonObject failures = row.value(u"failures"_qs).toObject();
    Figures figures = noFigures();
    figures[at(Figure::Connections)] = number(row, u"connections"_qs);
    figures[at(Figure::Channels)] = number(row, u"channels"_qs);
    figures[at(Figure::MessagesIn)] = number(row, u"messagesIn"_qs);
    figures[at(Figure::MessagesOut)] = number(row, u"messagesOut"_qs);
    figures[at(Figure::ForwardP50)] = number(latency, u"p50Ms"_qs);
    figures[at(Figure::ForwardP99)] = number(latency, u"p99Ms"_qs);
    figures[at(Figure::FailTimeout)] = number(failures, u"timeout"_qs);
    figures[at(Figure::FailNetwork)] = number(failures, u"network"_qs);
    figures[at(Figure::Fail4xx)] = number(failures, u"status4xx"_qs);
    figures[at(Figure::Fail5xx)] = number(failures, u"status5xx"_qs);
    figures[at(Figure::FailAnswer)] = number(failures, u"answer"_qs);
    for (const Figure each : FailureCauses)
        addTo(figures[at(Figure::Failures)], figures[at(each)]);
    return figures;
}

} // namespace

std::chrono::milliseconds rangeLength(Range range)
{
    using namespace std::chrono_literals;
    constexpr std::array<std::chrono::milliseconds, RangeCount> Lengths{5min, 1h, 24h};
    return Lengths[at(range)];
}

std::chrono::milliseconds rangeStep(Range range)
{
    using namespace std::chrono_literals;
    constexpr std::array<std::chrono::milliseconds, RangeCount> Steps{1s, 10s, 2min};
    return Steps[at(range)];
}

QList<Sample> thinned(const QList<Sample> &samples, Range range, int most)
{
    const qint64 each = (stepsOf(range) + most - 1) / std::max(most, 1);
    if (each <= 1)
        return samples;
    const qint64 length = each * rangeStep(range).count();
    QList<Sample> thin;
    qint64 group = -1;
    int count = 0;
    for (const Sample &sample : samples) {
        if (sample.at / length != group || !sample.joined) {
            group = sample.at / length;
            count = 1;
            thin.append(sample);
            continue;
        }
        Sample &one = thin.last();
        one.min = std::min(one.min, sample.min);
        one.max = std::max(one.max, sample.max);
        ++count;
        one.mean += (sample.mean - one.mean) / count;
        one.at += (sample.at - one.at) / count;
    }
    return thin;
}

Figures figuresOf(const QJsonObject &node)
{
    Figures figures = figuresOfRow(node.value(u"total"_qs).toObject());
    figures[at(Figure::Memory)] = number(node, u"memory"_qs);
    figures[at(Figure::Cpu)] = number(node, u"cpu"_qs);
    return figures;
}

Figures figuresOfApp(const QJsonObject &app)
{
    return figuresOfRow(app);
}

QJsonObject findApp(const QJsonObject &node, const QString &app)
{
    const QJsonArray apps = node.value(u"apps"_qs).toArray();
    for (const auto &each : apps) {
        if (each[u"app"].toString() == app)
            return each.toObject();
    }
    return {};
}

void History::add(const QJsonObject &stats)
{
    const auto at = static_cast<qint64>(stats.value(u"at").toDouble());
    const QJsonArray nodes = stats.value(u"nodes").toArray();
    if (at <= 0 || nodes.isEmpty())
        return;
    if (m_lastAt > 0 && at < m_lastAt - ClockTolerance)
        moveBy(at - m_lastAt - rangeStep(Range::Minutes5).count());
    m_lastAt = std::max(m_lastAt, at);
    addNodes(nodes, at);
    m_appNames = Applications::namesIn(stats);
    addApps(nodes, at);
}

void History::addNodes(const QJsonArray &nodes, qint64 at)
{
    Total total;
    for (const auto &value : nodes) {
        const QJsonObject node = value.toObject();
        const QString name = node.value(u"node").toString();
        if (name.isEmpty())
            continue;
        const Figures figures = figuresOf(node);
        put(m_nodes[name], figures, at);
        total.add(figures, node.value(u"total").toObject());
    }
    put(m_nodes[{}], total.figures(), at);
    while (m_nodes.size() > MaxNodes + 1)
        forgetOldest();
}

void History::addApps(const QJsonArray &nodes, qint64 at)
{
    m_apps.removeIf([this](const Pasts::iterator &app) { return !m_appNames.contains(app.key()); });
    for (const QString &name : std::as_const(m_appNames)) {
        Total total;
        for (const auto &node : nodes) {
            const QJsonObject row = findApp(node.toObject(), name);
            if (!row.isEmpty())
                total.add(figuresOfApp(row), row);
        }
        put(m_apps[name], total.figures(), at);
    }
}

void History::clear()
{
    m_nodes.clear();
    m_apps.clear();
    m_appNames.clear();
    m_lastAt = 0;
}

QStringList History::nodes() const
{
    QStringList names = m_nodes.keys();
    names.removeAll(QString());
    names.sort();
    return names;
}

const History::Past *History::find(const Subject &subject) const
{
    const bool isApp = !subject.app.isEmpty();
    const Pasts &among = isApp ? m_apps : m_nodes;
    const auto found = among.constFind(isApp ? subject.app : subject.node);
    return found == among.constEnd() ? nullptr : &*found;
}

QList<Sample> History::samples(const Subject &subject, Figure figure, Range range, qint64 now) const
{
    QList<Sample> samples;
    const Past *found = find(subject);
    if (!found)
        return samples;
    const std::vector<Step> &ring = found->rings[at(range)];
    const qint64 step = rangeStep(range).count();
    const qint64 steps = stepsOf(range);
    const qint64 newest = now / step;
    const bool latency = figure == Figure::ForwardP50 || figure == Figure::ForwardP99;
    const qint64 allowed = latency ? QuietSteps : EmptySteps[at(range)];
    qint64 heard = -1; // the last step with anything in it
    qint64 before = -1; // the last step with this figure
    bool gap = true;
    for (qint64 index = newest - steps + 1; index <= newest; ++index) {
        const Step &each = ring[static_cast<std::size_t>(index % steps)];
        if (each.index != index)
            continue;
        gap = gap || index - heard > EmptySteps[at(range)] + 1;
        heard = index;
        const auto i = at(figure);
        if (each.count[i] == 0)
            continue;
        const bool joined = before >= 0 && !gap && index - before <= allowed + 1;
        samples.append({index * step + step / 2, static_cast<double>(each.min[i]),
                        each.sum[i] / each.count[i], static_cast<double>(each.max[i]), joined});
        before = index;
        gap = false;
    }
    return samples;
}

Figures History::last(const Subject &subject) const
{
    const Past *found = find(subject);
    return found && found->heardAt == m_lastAt ? found->last : noFigures();
}

std::size_t History::memory() const
{
    std::size_t bytes = 0;
    for (const Pasts *pasts : {&m_nodes, &m_apps})
        for (const Past &past : *pasts)
            for (const std::vector<Step> &ring : past.rings)
                bytes += ring.capacity() * sizeof(Step);
    return bytes;
}

void History::put(Past &past, const Figures &figures, qint64 now)
{
    past.heardAt = m_lastAt;
    past.last = figures;
    for (const Range range : {Range::Minutes5, Range::Hour1, Range::Hours24}) {
        std::vector<Step> &ring = past.rings[at(range)];
        if (ring.empty())
            ring.resize(static_cast<std::size_t>(stepsOf(range)));
        const qint64 index = now / rangeStep(range).count();
        Step &step = ring[static_cast<std::size_t>(index % stepsOf(range))];
        if (step.index != index) {
            if (step.index > index) // late, and long overwritten
                continue;
            step = {};
            step.index = index;
        }
        for (std::size_t i = 0; i < FigureCount; ++i) {
            if (std::isnan(figures[i]) || step.count[i] == std::numeric_limits<quint16>::max())
                continue;
            const auto value = static_cast<float>(figures[i]);
            step.min[i] = step.count[i] ? std::min(step.min[i], value) : value;
            step.max[i] = step.count[i] ? std::max(step.max[i], value) : value;
            step.sum[i] += figures[i];
            ++step.count[i];
        }
    }
}

void History::forgetOldest()
{
    auto oldest = m_nodes.end();
    for (auto node = m_nodes.begin(); node != m_nodes.end(); ++node)
        if (!node.key().isEmpty() && (oldest == m_nodes.end() || node->heardAt < oldest->heardAt))
            oldest = node;
    m_nodes.erase(oldest);
}

void History::moveBy(qint64 ms)
{
    for (Pasts *pasts : {&m_nodes, &m_apps})
        for (Past &past : *pasts)
            move(past, ms);
    m_lastAt += ms;
}

void History::move(Past &past, qint64 ms)
{
    past.heardAt += ms;
    for (const Range range : {Range::Minutes5, Range::Hour1, Range::Hours24}) {
        // Rounded up: what was moved must not be later than what comes now.
        const qint64 step = rangeStep(range).count();
        const qint64 by = ms / step - (ms % step != 0 ? 1 : 0);
        std::vector<Step> &ring = past.rings[at(range)];
        std::vector<Step> moved(ring.size());
        for (const Step &each : ring) {
            const qint64 index = each.index + by;
            if (each.index < 0 || index < 0)
                continue;
            moved[static_cast<std::size_t>(index % stepsOf(range))] = each;
            moved[static_cast<std::size_t>(index % stepsOf(range))].index = index;
        }
        ring = std::move(moved);
    }
}

} // namespace Rainbow::Admin
