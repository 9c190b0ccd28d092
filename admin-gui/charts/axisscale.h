// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "charts/history.h"

#include <QList>
#include <QString>

namespace Rainbow::Admin {

/// What a figure is measured in.
enum class Unit {
    Count,
    Rate, ///< per second
    Latency, ///< ms
    Bytes,
    Percent,
};

/// As Format has it.
[[nodiscard]] QString unitText(Unit unit, double value);

struct Tick {
    double at = 0;
    QString label;
};

/// An axis from 0 to a round number of round steps.
struct ValueScale {
    double top = 1;
    QList<Tick> ticks; ///< with 0 and top
};
/// To show values up to greatest, with at most most steps. What is no number, or below 0, is 0.
[[nodiscard]] ValueScale valueScale(Unit unit, double greatest, int most = 4);

/// Round times of day of this machine's time zone that lie in a range that ends at now (ms since
/// 1970), labelled "14:05".
[[nodiscard]] QList<Tick> timeTicks(Range range, qint64 now);

} // namespace Rainbow::Admin
