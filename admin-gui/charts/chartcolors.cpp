// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "chartcolors.h"

#include <QLabel>
#include <QPalette>
#include <QtMath>

namespace Rainbow::Admin {

QColor gridColor(const QPalette &palette)
{
    constexpr double Part = 0.13;
    const QColor from = palette.color(QPalette::Base);
    const QColor to = palette.color(QPalette::Text);
    const auto mix = [](int a, int b) { return qRound(a + (b - a) * Part); };
    return {mix(from.red(), to.red()), mix(from.green(), to.green()), mix(from.blue(), to.blue())};
}

QColor quietColor(const QPalette &palette)
{
    return palette.color(QPalette::PlaceholderText);
}

void evenHeight(QLabel *label)
{
    constexpr double OfLatin = 1.3;
    label->setFixedHeight(qCeil(label->fontMetrics().height() * OfLatin));
}

} // namespace Rainbow::Admin
