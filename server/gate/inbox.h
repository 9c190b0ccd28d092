// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

namespace Rainbow {

/// What has arrived on a connection and was not read yet. Looks at what arrives where it lies; only
/// what the reader leaves is copied. Pure.
class Inbox {
public:
    /// bytes have arrived, and are there until keep(). keep() stands between two of these.
    void arrive(QByteArrayView bytes) { m_fresh = bytes; }
    /// Copies what is left of them.
    void keep()
    {
        if (m_keptAt > 0) {
            m_kept.remove(0, m_keptAt);
            m_keptAt = 0;
        }
        if (m_kept.isEmpty() && m_fresh.isEmpty())
            m_kept = {};
        else
            m_kept.append(m_fresh);
        m_fresh = {};
    }

    [[nodiscard]] qsizetype size() const { return m_kept.size() - m_keptAt + m_fresh.size(); }
    /// All of it. Valid until the next call of another function.
    [[nodiscard]] QByteArrayView unread()
    {
        if (m_kept.size() == m_keptAt)
            return m_fresh;
        keep();
        return m_kept;
    }
    /// The first size bytes are read.
    void consume(qsizetype size)
    {
        const qsizetype ofKept = std::min(size, m_kept.size() - m_keptAt);
        m_keptAt += ofKept;
        m_fresh = m_fresh.sliced(size - ofKept);
    }
    void clear() { *this = {}; }

private:
    QByteArray m_kept; ///< arrived earlier
    qsizetype m_keptAt = 0; ///< of m_kept, what has been read
    QByteArrayView m_fresh;
};

} // namespace Rainbow
