// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// How near the process is to its memory_budget, and what is shed for it; each step includes those
/// before it.
enum class Pressure : quint8 {
    None,
    RefuseNew, ///< new connections are refused
    DropQos0, ///< messages of QoS 0 to clients are dropped
    CloseBiggest, ///< the clients for whom the most is kept are closed
};

/// Which clients to close: those for whom at least that much is kept, the biggest first, until so
/// much is given up.
struct Relief {
    qint64 bytes = 0;
    qint64 atLeast = 0;
};

} // namespace Rainbow
