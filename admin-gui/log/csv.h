// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QStringList>

namespace Rainbow::Admin {

/// A record of comma-separated values (RFC 4180), with its line end, in UTF-8. Fields in which a
/// spreadsheet would see a formula (beginning with = + - @, tab or line end) get an apostrophe in
/// front, so that it takes them as text.
[[nodiscard]] QByteArray csvRecord(const QStringList &fields);

} // namespace Rainbow::Admin
