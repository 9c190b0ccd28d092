// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/feedrequest.h"
#include "observe/rows.h"

#include <QString>

#include <span>
#include <vector>

namespace Rainbow {

/// Whether the rows have that member, to be sorted by and filtered for; and is it text?
struct ColumnFacts {
    bool exists = false;
    bool isText = false;
};
[[nodiscard]] ColumnFacts connectionColumn(QByteArrayView name);
[[nodiscard]] ColumnFacts channelColumn(QByteArrayView name);

/// What is to be shown of a table.
template <typename Row>
struct TablePage {
    qsizetype total = 0;
    qsizetype matched = 0; ///< by the filter
    std::vector<const Row *> rows; ///< of those, from the offset on
};

/// Filters and sorts; only as much is sorted as the page needs. Rows of equal rank are in the
/// order of their names.
[[nodiscard]] TablePage<ConnectionRow> pageOf(std::span<const ConnectionRow> rows,
                                              const TableQuery &query);
[[nodiscard]] TablePage<ChannelRow> pageOf(std::span<const ChannelRow> rows,
                                           const TableQuery &query);

/// Looks for a text, whatever its case, in others.
class TextSearch {
public:
    /// UTF-8. Empty: is found everywhere.
    explicit TextSearch(const QByteArray &text);
    [[nodiscard]] bool isFoundIn(QByteArrayView bytes) const;
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty() && m_wide.isEmpty(); }

private:
    QByteArray m_text; ///< lower case when it is ASCII
    QString m_wide; ///< the same when it is not
};

} // namespace Rainbow
