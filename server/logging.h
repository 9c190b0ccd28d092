// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>

// Every logging category of the relay. No token, signature or payload is ever logged; what a
// peer sent is escaped and capped by the message handler.

Q_DECLARE_LOGGING_CATEGORY(lcNode)
Q_DECLARE_LOGGING_CATEGORY(lcGate)
Q_DECLARE_LOGGING_CATEGORY(lcHttp)
Q_DECLARE_LOGGING_CATEGORY(lcHub)
Q_DECLARE_LOGGING_CATEGORY(lcBusiness)
Q_DECLARE_LOGGING_CATEGORY(lcLimits) // what was refused for a limit, summed up
Q_DECLARE_LOGGING_CATEGORY(lcApi)
Q_DECLARE_LOGGING_CATEGORY(lcAudit) // who watches the relay, and what they do to it

namespace Rainbow {

enum class LogLevel : quint8 { Debug, Info, Warning, Error };
enum class LogFormat : quint8 { Text, Json };

struct LogSettings {
    LogLevel level = LogLevel::Info; ///< of the categories above; others go by Qt's rules
    LogFormat format = LogFormat::Text;
};

/// Sends every message of Qt's logging to stderr, each as one line in one write, from any thread:
/// `2026-11-21T04:23:19.123Z INFO rainbow.gate message`, or as JSON an object with the strings
/// time, level, category and message. Control characters are escaped, lines are at most 2 KiB
/// with their end; what is cut off ends in `…`. Of each
/// category and level above debug at most MaxLinesPerSecond are written; how many were left out is
/// said when the next one is. The environment's QT_LOGGING_RULES wins over
/// level. Call it from the main thread; calling it again changes the settings.
void installLogging(const LogSettings &settings);
inline constexpr int MaxLinesPerSecond = 100;

} // namespace Rainbow
