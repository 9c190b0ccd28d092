// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QDateTime>
#include <QString>

#include <optional>

namespace Rainbow::Cli {

// The frames of the dialect im, as a client sends and shows them.

/// A text for an account (event 1) or a room (event 2).
[[nodiscard]] QString imFrame(const QString &to, bool isRoom, const QString &text);

/// A frame that came, as a line for people: when by the local time, from whom, what. now is when
/// it came, for frames that do not say. `data` without a `text` is shown as JSON. Nothing: the
/// frame is no JSON object with `data`.
[[nodiscard]] std::optional<QString> imLine(const QString &frame, const QDateTime &now);

/// A frame that came, on one line: a line feed outside of strings becomes a blank. Nothing: as
/// above.
[[nodiscard]] std::optional<QByteArray> imJsonLine(const QString &frame);

} // namespace Rainbow::Cli
