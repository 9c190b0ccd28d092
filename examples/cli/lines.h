// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <optional>

namespace Rainbow::Cli {

/// The text of UTF-8; nothing: it is none.
[[nodiscard]] std::optional<QString> asText(const QByteArray &bytes);

/// One line, and nothing in it that could steer a terminal.
[[nodiscard]] QString escaped(const QString &text);

/// Writes a line to stderr.
void toStderr(const QString &text);

/// Writes a line to stdout, at once; false: it cannot be written to any more.
[[nodiscard]] bool toStdout(const QByteArray &text);

} // namespace Rainbow::Cli
