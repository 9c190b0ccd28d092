// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "options.h"

namespace Rainbow::Cli {

/// Whether the program is called as `rainbow-cli token …`.
[[nodiscard]] bool isTokenCommand(const QStringList &arguments);

/// What it prints then, never with options: a JSON Web Token (RFC 7519), signed with HS256, with
/// which a client of the dialect im connects; or help, or what is wrong. Reads the file of the
/// secret.
[[nodiscard]] ParsedOptions runTokenCommand(const QStringList &arguments);

/// A token, or why there is none.
struct MadeToken {
    QByteArray token; ///< empty on an error
    QString error;
};

/// The token of an account that expires in an hour, signed with the secret in a file.
[[nodiscard]] MadeToken makeToken(const QString &secretFile, const QString &account);

} // namespace Rainbow::Cli
