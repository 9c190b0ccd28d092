// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "src/clock.h"

#include <functional>

namespace Rainbow {

/// How long to wait before the next attempt to connect: a random part of a maximum that doubles
/// with each attempt (full jitter), so that clients which lost the same relay come back apart.
class Backoff {
public:
    /// A number in [0, 1).
    using Random = std::function<double()>;

    /// Empty: the system's.
    explicit Backoff(Random random = {});

    /// The first maximum and the last one.
    void setDelays(Duration first, Duration most);

    /// The next delay, 0 up to the present maximum.
    [[nodiscard]] Duration next();

    /// From now on as if there had been no attempt.
    void reset();

    /// Many clients were sent away at once: the next maximum is twelve times the first at least.
    void expectCrowd();

private:
    Random m_random;
    Duration m_first{500};
    Duration m_most{20'000};
    Duration m_maximum{500};
};

} // namespace Rainbow
