// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/dashboard.h"
#include "observe/eventlog.h"
#include "observe/jsontext.h"
#include "observe/rows.h"

namespace Rainbow {

/// A row as the document says; members may be added.
[[nodiscard]] JsonText toJson(const ConnectionRow &row);
[[nodiscard]] JsonText toJson(const ChannelRow &row);
[[nodiscard]] JsonText toJson(const EventLog::Event &event);
/// nowMs: since 1970, at this moment.
[[nodiscard]] JsonText toJson(const ConnectionDetail &detail, const Rates &rates, qint64 nowMs);

} // namespace Rainbow
