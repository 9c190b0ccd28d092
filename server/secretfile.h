// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

namespace Rainbow {

/// What a file that is there for one secret says. With a problem, which never holds the secret,
/// there is no text.
struct Secret {
    QByteArray text;
    QString problem;
};

/// The first line of the file, as a key of the configuration would have it: UTF-8 without blanks
/// around it. Problems: not a regular file, not readable, readable by everybody, empty, longer
/// than MaxSecret, control characters.
[[nodiscard]] Secret readSecretFile(const QString &path);
inline constexpr qint64 MaxSecret = 4096; ///< bytes of the line

} // namespace Rainbow
