// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"

#include <QStringList>

namespace Rainbow {

/// What is no mistake, but not likely to be meant: for the log. An application is only told to lack
/// what those need who come to it.
[[nodiscard]] QStringList warningsOf(const Config &config);

} // namespace Rainbow
