// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>
#include <QString>

namespace Rainbow {

/// Something wrong in a file. Lines count from 1; 0 means the file as a whole.
struct Problem {
    int line = 0;
    QString text;

    bool operator==(const Problem &) const = default;
};

/// One line of an INI file that says something: a section's name (key is empty) or a setting.
struct IniLine {
    int number = 0;
    QByteArray section; ///< lower case, without brackets; empty before the first section
    QByteArray key; ///< lower case
    QByteArray value; ///< verbatim, without the blanks around it; valid UTF-8
    QByteArray title = {}; ///< of a section's line: its name in its own case
};

struct IniFile {
    QList<IniLine> lines;
    QList<Problem> problems;
};

/// Reads `[section]` and `key = value` or `key: value` lines (rainbow.md §1). The first '=' or ':'
/// separates; everything after it belongs to the value, whatever it holds. Lines that begin with
/// '#' or ';' are comments. UTF-8 with or without BOM, line ends LF or CRLF, lines of any length,
/// at most 1 MiB in all. Lines that are none of these become problems; reading goes on.
[[nodiscard]] IniFile readIni(QByteArrayView text);

/// text without the blanks around it: ' ', '\t' and '\r'. QByteArrayView::trimmed() would also take
/// \v and \f, which a token may end with.
[[nodiscard]] QByteArrayView withoutBlanks(QByteArrayView text);

} // namespace Rainbow
