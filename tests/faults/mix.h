// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "attackers.h"

#include "bench/business.h"

namespace Rainbow::Faults {

/// The channel that the slow reader of the mix is in.
inline constexpr char HostileChannel[] = "hostile";

/// The limits that a relay needs against the mix, and that well-behaved clients never reach.
[[nodiscard]] std::string mixSettings();

/// A business server that echoes messages, and puts clients into the channel that their X-Channel
/// header names.
void serveFleet(Bench::Business &business);

struct Enemy {
    const char *name;
    std::unique_ptr<Attacker> attacker;
};

/// One hostile client of each kind.
[[nodiscard]] std::vector<Enemy> hostileMix(Loop &loop, uint16_t port);

/// "1008: 3, 429: 1200".
[[nodiscard]] std::string endsOf(const Attacker &attacker);

} // namespace Rainbow::Faults
