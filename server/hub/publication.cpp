// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/publication.h"

#include <algorithm>

namespace Rainbow {

QByteArray PublicationStamp::toText() const
{
    return QByteArray::number(origin, 16) + '-' + QByteArray::number(number, 16);
}

void Receipt::addPlatform(const QByteArray &platform)
{
    if (platform.isEmpty())
        return; // not all dialects have one
    const auto it = std::lower_bound(platforms.begin(), platforms.end(), platform);
    if (it == platforms.end() || *it != platform)
        platforms.insert(it, platform);
}

} // namespace Rainbow
