// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QColor>

class QLabel;
class QPalette;

namespace Rainbow::Admin {

/// Lines between and around figures, hardly seen.
[[nodiscard]] QColor gridColor(const QPalette &palette);
/// Text of axes and explanations.
[[nodiscard]] QColor quietColor(const QPalette &palette);

/// Chinese is higher than Latin, and comes from another font: lines are as high for both, so that
/// what stands beside each other does so in every language.
void evenHeight(QLabel *label);

} // namespace Rainbow::Admin
