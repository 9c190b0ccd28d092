// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "axisscale.h"

#include "format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>

namespace Rainbow::Admin {

namespace {

/// The axis of a figure that is 0 goes this far.
double leastTop(Unit unit)
{
    switch (unit) {
    case Unit::Count:
    case Unit::Rate:
    case Unit::Percent:
        return 10;
    case Unit::Latency:
        return 1;
    case Unit::Bytes:
        return 1024 * 1024;
    }
    return 1;
}

/// 1, 2 or 5 times a power of ten, at least least.
double roundStep(double least)
{
    const double power = std::pow(10, std::floor(std::log10(least)));
    for (const double factor : {1.0, 2.0, 5.0})
        if (factor * power >= least * (1 - 1e-9))
            return factor * power;
    return 10 * power;
}

/// Round in binary units: 1, 2, 5, 10, 20, 50, 100, 256, 512 KiB, MiB, … so that what is above is
/// round too.
double roundSizeStep(double least)
{
    double unit = 1;
    while (least / unit > 512)
        unit *= 1024;
    const double step = std::max(roundStep(least / unit), 1.0);
    if (step <= 100)
        return step * unit;
    return (least / unit <= 256 ? 256 : 512) * unit;
}

} // namespace

QString unitText(Unit unit, double value)
{
    switch (unit) {
    case Unit::Count:
        return Format::shortCount(value);
    case Unit::Rate:
        return Format::rate(value);
    case Unit::Latency:
        return Format::latency(value);
    case Unit::Bytes:
        return Format::bytes(value);
    case Unit::Percent:
        return Format::percent(value);
    }
    return {};
}

ValueScale valueScale(Unit unit, double greatest, int most)
{
    // Comparison also catches what is no number.
    const double shown = greatest > leastTop(unit) ? std::min(greatest, 1e18) : leastTop(unit);
    const double least = shown / most;
    double step = unit == Unit::Bytes ? roundSizeStep(least) : roundStep(least);
    if (unit == Unit::Count)
        step = std::max(step, 1.0);
    const int steps = std::max(1, static_cast<int>(std::ceil(shown / step - 1e-9)));
    ValueScale scale;
    scale.top = steps * step;
    for (int i = 0; i <= steps; ++i)
        scale.ticks.append({i * step, unitText(unit, i * step)});
    return scale;
}

QList<Tick> timeTicks(Range range, qint64 now)
{
    constexpr qint64 Minute = 60'000;
    constexpr std::array<qint64, RangeCount> Steps{Minute, 10 * Minute, 240 * Minute};
    const qint64 step = Steps[static_cast<std::size_t>(range)];
    const qint64 zone = QDateTime::fromMSecsSinceEpoch(now).offsetFromUtc() * qint64(1000);
    QList<Tick> ticks;
    const qint64 begin = now - rangeLength(range).count();
    for (qint64 at = ((begin + zone) / step + 1) * step - zone; at <= now; at += step) {
        const QTime time = QDateTime::fromMSecsSinceEpoch(at).time();
        ticks.append({static_cast<double>(at), QLocale().toString(time, u"HH:mm"_qs)});
    }
    return ticks;
}

} // namespace Rainbow::Admin
