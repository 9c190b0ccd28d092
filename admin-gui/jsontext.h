// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QCoreApplication>
#include <QString>

#include <optional>

namespace Rainbow::Admin {

/// JSON as people write and read it (RFC 8259, strictly). Unlike QJsonDocument it says where and
/// what is wrong, takes any value, and keeps numbers and the order of members as they are.
class JsonText {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::JsonText)

public:
    struct Problem {
        qsizetype offset = 0; ///< in characters; the text's size: at its end
        int line = 1;
        int column = 1;
        QString text; ///< translated
    };

    /// Nothing: it is JSON.
    [[nodiscard]] static std::optional<Problem> check(const QString &text);
    /// One member or element per line, two blanks per level. What is no JSON stays as it is.
    [[nodiscard]] static QString format(const QString &text);
};

} // namespace Rainbow::Admin
