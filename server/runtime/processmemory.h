// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <functional>

namespace Rainbow {

/// The memory of the process, as those see it who watch over it.
struct ProcessMemory {
    std::function<qint64()> resident; ///< bytes; 0: not known
    /// Has the C library give back to the system what it keeps of freed memory.
    std::function<void()> trim;
    /// Bytes that were freed, and that the C library keeps or has kept.
    std::function<qint64()> unused = {};

    /// The real one (Linux: /proc/self/statm; glibc's heap: elsewhere nothing is unused).
    [[nodiscard]] static ProcessMemory own();
};

} // namespace Rainbow
