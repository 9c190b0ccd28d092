// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "session.h"

#include <QStringList>

#include <chrono>
#include <optional>

namespace Rainbow::Cli {

/// What the program exits with. The manual page lists the same.
enum ExitCode : int {
    ExitDone = 0,
    ExitUnanswered = 1,
    ExitUsage = 2,
    ExitUnreachable = 3,
    ExitRejected = 4,
    ExitEnded = 5,
    ExitInterrupted = 130,
};

enum class StdinMode : quint8 { Unused, Lines, Whole };

/// The command line, checked.
struct Options {
    SessionSettings session;
    quint16 type = 1;
    QoS qos = QoS::AtMostOnce;
    QList<QByteArray> messages; ///< of -m, then of -f
    StdinMode standardInput = StdinMode::Unused;
    std::optional<qint64> count;
    std::optional<std::chrono::milliseconds> timeout;
    bool listen = false;
    bool json = false;
    bool quiet = false;
    bool verbose = false;

    /// Whether anything is to be sent.
    [[nodiscard]] bool sends() const
    {
        return !messages.isEmpty() || standardInput != StdinMode::Unused;
    }
};

/// What became of a command line: options, or a text to print and the code to exit with.
struct ParsedOptions {
    std::optional<Options> options;
    QString text; ///< ends in a line feed; help goes to stdout, a mistake to stderr
    int exitCode = ExitDone;
};

/// Reads the command line (arguments[0] is the program) and the files it names.
[[nodiscard]] ParsedOptions parseOptions(const QStringList &arguments);

} // namespace Rainbow::Cli
