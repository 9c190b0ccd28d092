// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"

#include <QList>

#include <optional>

namespace Rainbow {

/// What the business server answered to a callback, as far as a session obeys it
/// (rainbow.md §3, "Headers of a business response").
struct BusinessAnswer {
    bool ok = false; ///< a 2xx in time; otherwise all else is empty
    QByteArray body;
    QList<ChannelName> join; ///< obeyed first
    QList<ChannelName> leave; ///< obeyed after join
    std::optional<QByteArray> cookie; ///< absent: unchanged; empty: cleared
};

} // namespace Rainbow
