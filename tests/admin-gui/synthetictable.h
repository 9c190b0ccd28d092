// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

#include <functional>

namespace Rainbow::Test {

/// A table as docs/admin-feed.md has them, over rows that are asked for member by member.
struct SyntheticTable {
    qsizetype size = 0;
    std::function<QJsonValue(qsizetype row, QStringView member)> member;
    std::function<QJsonObject(qsizetype row)> row;
    QStringList searched; ///< the members that a filter text is looked for in
    QStringList sortable;
    QString name; ///< the member that orders rows of equal rank
    QString defaultSort;
    /// Instead of a comparison, for members that a filter object may have besides.
    std::function<bool(qsizetype row, const QString &member, const QJsonValue &value)> matches;

    /// The page that a question asks for, without id; or what is wrong with it.
    [[nodiscard]] QJsonObject page(const QJsonObject &question, qint64 at) const;
};

} // namespace Rainbow::Test
