// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "health.h"

#include "charts/axisscale.h"
#include "format.h"

#include <QJsonArray>

#include <algorithm>
#include <cmath>

namespace Rainbow::Admin {

namespace {

using Level = FigureTile::Level;

constexpr double ConnectionsWarning = 0.9; // of the limit
constexpr double MemoryWarning = 0.8; // of the budget
constexpr double LatencyWarning = 1000; // ms
constexpr double FailureAlarm = 0.1; // of those that ended
constexpr double CpuWarning = 80; // per cent of a core
constexpr double CpuAlarm = 95;

QString text(double value, Unit unit)
{
    return unit == Unit::Count && std::isfinite(value) ? Format::count(qRound64(value))
                                                       : unitText(unit, value);
}

} // namespace

Health::Health(const QJsonObject &stats, const Subject &subject, const Figures &figures)
    : m_app(subject.app), m_figures(figures)
{
    const QString node = m_app.isEmpty() ? subject.node : QString();
    for (const auto &value : stats.value(u"nodes").toArray()) {
        const QJsonObject each = value.toObject();
        if (!node.isEmpty() && each.value(u"node").toString() != node)
            continue;
        m_nodes.append(each);
        m_rows.append(m_app.isEmpty() ? each.value(u"total").toObject() : findApp(each, m_app));
    }
}

Health::Reading Health::connections() const
{
    const double now = figure(Figure::Connections);
    if (!m_app.isEmpty()) {
        double all = 0;
        for (const QJsonObject &node : m_nodes)
            all += node.value(u"total").toObject().value(u"connections").toDouble();
        //: Connections of an application; %1: how many all applications have
        return {text(now, Unit::Count), tr("of %1 in all").arg(Format::count(qRound64(all))),
                Level::Normal};
    }
    const double most = sum(u"maxConnections"_qs);
    Reading reading{text(now, Unit::Count), {}, Level::Normal};
    if (most <= 0)
        return reading;
    reading.detail = tr("of %1").arg(Format::count(qRound64(most)));
    if (now >= most * ConnectionsWarning) {
        reading.level = now >= most ? Level::Alarm : Level::Warning;
        //: Connections; %1: how many are allowed
        reading.detail = now >= most ? tr("full: %1 allowed").arg(Format::count(qRound64(most)))
                                     : tr("nearly full: of %1").arg(Format::count(qRound64(most)));
    }
    return reading;
}

Health::Reading Health::messagesIn() const
{
    return {Format::rate(figure(Figure::MessagesIn)), Format::byteRate(sumOfRows(u"bytesIn"_qs)),
            Level::Normal};
}

Health::Reading Health::messagesOut() const
{
    Reading reading{Format::rate(figure(Figure::MessagesOut)),
                    Format::byteRate(sumOfRows(u"bytesOut"_qs)), Level::Normal};
    const double dropped = sumOfRows(u"dropped"_qs);
    if (dropped > 0) {
        reading.level = Level::Warning;
        //: Messages dropped for slow clients; %1: e.g. 12/s
        reading.detail = tr("%1 dropped").arg(Format::rate(dropped));
    }
    return reading;
}

Health::Reading Health::channels() const
{
    const double members = sumOfRows(u"memberships"_qs);
    return {text(figure(Figure::Channels), Unit::Count),
            //: Of all channels
            tr("%Ln membership(s)", "", static_cast<int>(std::clamp(members, 0.0, 2e9))),
            Level::Normal};
}

Health::Reading Health::latency() const
{
    const double p99 = figure(Figure::ForwardP99);
    Reading reading{Format::latency(figure(Figure::ForwardP50)), {}, Level::Normal};
    if (std::isnan(p99)) {
        reading.detail = tr("nothing forwarded");
        return reading;
    }
    //: Latency; 99 of 100 are faster
    reading.detail = tr("99 %: %1").arg(Format::latency(p99));
    if (p99 >= LatencyWarning) {
        reading.level = Level::Warning;
        //: Latency: 1 of 100 is slower than %1
        reading.detail = tr("slow: 99 % within %1").arg(Format::latency(p99));
    }
    return reading;
}

Health::Reading Health::failures() const
{
    const double failed = figure(Figure::Failures);
    const double ended = sumOfRows(u"forwards"_qs);
    Reading reading{Format::rate(failed),
                    //: Calls of the business server; %1: e.g. 120/s
                    tr("of %1 calls").arg(Format::rate(ended)), Level::Normal};
    if (failed > 0) {
        const double part = ended > 0 ? std::min(failed / ended, 1.0) : 1;
        reading.level = part >= FailureAlarm ? Level::Alarm : Level::Warning;
        //: %1: per cent of the calls, %2: calls per second
        reading.detail = tr("%1 of %2").arg(Format::percent(part * 100), Format::rate(ended));
    }
    return reading;
}

Health::Reading Health::notOfApps() const
{
    //: Memory and CPU: there are no figures of a single application
    return {Format::none(), tr("not per application"), Level::Normal};
}

Health::Reading Health::memory() const
{
    if (!m_app.isEmpty())
        return notOfApps();
    const double used = figure(Figure::Memory);
    const double budget = sum(u"memoryBudget"_qs);
    Reading reading{Format::bytes(used), tr("no limit set"), Level::Normal};
    if (budget > 0) {
        //: Memory; %1: what may be used
        reading.detail = tr("of %1").arg(Format::bytes(budget));
        if (used >= budget * MemoryWarning)
            reading.level = Level::Warning;
    }
    for (const QJsonObject &node : m_nodes) {
        const QString pressure = node.value(u"pressure").toString(u"none"_qs);
        if (pressure == u"none")
            continue;
        reading.level = Level::Alarm;
        reading.detail = pressure == u"refuse" ? tr("scarce: clients are refused")
            : pressure == u"drop"              ? tr("scarce: messages are dropped")
                                               : tr("scarce: clients are closed");
    }
    return reading;
}

Health::Reading Health::cpu() const
{
    if (!m_app.isEmpty())
        return notOfApps();
    double busiest = 0;
    qsizetype workers = 0;
    for (const QJsonObject &node : m_nodes) {
        const QJsonArray list = node.value(u"workers").toArray();
        workers += list.size();
        for (const auto &worker : list)
            busiest = std::max(busiest, worker.toObject().value(u"cpu").toDouble());
    }
    Reading reading{Format::percent(figure(Figure::Cpu)),
                    tr("%Ln worker(s)", "", static_cast<int>(workers)), Level::Normal};
    if (busiest >= CpuWarning) {
        reading.level = busiest >= CpuAlarm ? Level::Alarm : Level::Warning;
        //: %1: CPU of the worker that has most to do
        reading.detail = tr("busiest worker: %1").arg(Format::percent(busiest));
    }
    return reading;
}

QString Health::summary() const
{
    if (m_nodes.isEmpty())
        return {};
    if (m_nodes.size() > 1)
        return tr("%Ln node(s)", "", static_cast<int>(m_nodes.size()));
    const QJsonObject &node = m_nodes.first();
    const QString text = node.value(u"draining").toBool()
        //: %1: a node's name, %2: version, %3: duration
        ? tr("%1, version %2, up for %3, draining")
        : tr("%1, version %2, up for %3");
    return text.arg(node.value(u"node").toString(), node.value(u"version").toString(),
                    Format::duration(node.value(u"uptimeMs").toDouble()));
}

double Health::sum(const QString &member) const
{
    double sum = 0;
    for (const QJsonObject &node : m_nodes)
        sum += node.value(member).toDouble();
    return sum;
}

double Health::sumOfRows(const QString &member) const
{
    double sum = 0;
    for (const QJsonObject &row : m_rows)
        sum += row.value(member).toDouble();
    return sum;
}

double Health::figure(Figure figure) const
{
    return m_figures[static_cast<std::size_t>(figure)];
}

} // namespace Rainbow::Admin
