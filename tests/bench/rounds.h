// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"
#include "bench/options.h"
#include "bench/server.h"

#include <cstdint>
#include <functional>
#include <initializer_list>

namespace Rainbow::Bench {

[[nodiscard]] inline double seconds(std::chrono::nanoseconds time)
{
    return std::chrono::duration<double>(time).count();
}

/// What the rounds of a load gave, of the things that are counted.
struct Rounds {
    Series rate; ///< thousands per second
    Series cost; ///< microseconds of the server for each
    Series serverLoad; ///< percent of a core
    Series ownLoad; ///< the same, of this program
};

/// Serves the loop for so many rounds. The first of the counters is of the things; in a round where
/// one of them stands still the program ends.
[[nodiscard]] Rounds measureRounds(Loop &loop, const Server &server, long rounds,
                                   std::chrono::seconds length,
                                   std::initializer_list<std::function<uint64_t()>> counters);

} // namespace Rainbow::Bench
