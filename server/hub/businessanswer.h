// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ids.h"
#include "protocol/packet.h"

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
    bool timedOut = false; ///< not ok because there was no answer in time
};

/// What the business server answered when asked whether a client may subscribe or publish.
struct Permission {
    std::optional<NakCode> refusal; ///< absent: it may
    QByteArray reason; ///< of a refusal, UTF-8, for the client
    std::optional<QByteArray> data; ///< to publish: replaces the payload
};

} // namespace Rainbow
