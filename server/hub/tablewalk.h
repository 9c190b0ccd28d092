// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <cstddef>

namespace Rainbow {

/// A way through a hash table in steps, between which the table may change: what is there all the
/// time is met exactly once, what comes or goes meanwhile at most once.
class TableWalk {
public:
    enum class Step : quint8 {
        More, ///< to be gone on with
        Done,
        Anew, ///< the table has been made anew: all that was met so far will be met again
    };

    /// Calls visit for about so many of the table's values.
    template <typename Table, typename Visit>
    [[nodiscard]] Step go(const Table &table, int count, const Visit &visit)
    {
        if (m_buckets != table.bucket_count()) {
            m_buckets = table.bucket_count();
            if (m_next > 0) {
                m_next = 0;
                return Step::Anew;
            }
        }
        // An empty bucket takes time too.
        for (int left = count * 2; m_next < m_buckets && left > 0; ++m_next, --left) {
            for (auto it = table.begin(m_next); it != table.end(m_next); ++it, --left)
                visit(it->second);
        }
        return m_next < m_buckets ? Step::More : Step::Done;
    }

private:
    size_t m_buckets = 0; ///< how many there were
    size_t m_next = 0; ///< bucket
};

} // namespace Rainbow
