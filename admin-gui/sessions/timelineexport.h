// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

class QAbstractItemModel;

namespace Rainbow::Admin {

/// Writes the packets of a timeline, or of a filtered one, as CSV: the columns there are, with
/// times as ISO 8601 in UTC, and directions as words. The file is there whole, or not at all. What
/// went wrong, from the system; empty: nothing.
[[nodiscard]] QString exportTimeline(const QAbstractItemModel &timeline, const QString &fileName);

} // namespace Rainbow::Admin
