// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QString>

namespace Rainbow::Admin {

/// A payload for people to read.
struct PayloadText {
    enum class Kind : quint8 { Empty, Json, Text, Bytes };
    Kind kind = Kind::Empty;
    QString text; ///< JSON with a line per member, text as it is, bytes as a hex dump

    /// cut: the end is missing, which may be within a character.
    [[nodiscard]] static PayloadText of(const QByteArray &payload, bool cut);
};

/// 16 bytes per line: offset, hex, and what is printable ASCII.
[[nodiscard]] QString hexDump(const QByteArray &bytes);

} // namespace Rainbow::Admin
