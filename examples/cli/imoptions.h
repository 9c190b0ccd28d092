// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "options.h"

#include <QUrl>

namespace Rainbow::Cli {

/// What `rainbow-cli im` is to do, checked.
struct ImOptions {
    QUrl url; ///< with app_id and token: not to be shown as it is
    QString to; ///< an account, or a room; empty: nothing is sent
    bool isRoom = false;
    QString text; ///< sent first; empty: nothing
    bool readsInput = false; ///< the lines of stdin are sent
    bool stays = false; ///< when all is sent
    bool prints = false; ///< what comes
    bool json = false;
    std::optional<std::chrono::milliseconds> timeout;
};

/// Whether the program is called as `rainbow-cli im …`.
[[nodiscard]] bool isImCommand(const QStringList &arguments);

/// What became of such a command line.
struct ParsedImOptions {
    std::optional<ImOptions> options;
    ParsedOptions instead; ///< without options: what to print and to exit with
};

/// Reads the command line and the file of the secret. What it says never has a token in it.
[[nodiscard]] ParsedImOptions parseImOptions(const QStringList &arguments);

} // namespace Rainbow::Cli
