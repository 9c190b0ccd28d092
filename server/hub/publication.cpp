// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/publication.h"

#include <algorithm>

namespace Rainbow {

void Receipt::addPlatform(const QByteArray &platform)
{
    const auto it = std::lower_bound(platforms.begin(), platforms.end(), platform);
    if (it == platforms.end() || *it != platform)
        platforms.insert(it, platform);
}

} // namespace Rainbow
