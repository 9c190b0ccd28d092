// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// What the system says of this process.
struct ProcessInfo {
    qint64 pid = 0;
    double cpuPercent = 0; ///< of one core, since the first call; 0 at that one
    qint64 residentBytes = 0; ///< 0 where the system does not tell
};

/// Thread-safe.
[[nodiscard]] ProcessInfo processInfo();

} // namespace Rainbow
