// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Rainbow {

/// Appends text, which is UTF-8, as a JSON string, quotes included (RFC 8259 §7).
void appendJsonString(QByteArray &out, QByteArrayView text);

/// How many bytes appendJsonString() appends.
[[nodiscard]] qsizetype jsonStringSize(QByteArrayView text);

} // namespace Rainbow
