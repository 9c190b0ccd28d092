// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QList>

namespace Rainbow {

/// Ids of messages of QoS 2 that were released not long ago. Where the network repeats bytes, a
/// SEND with DUP may arrive behind the REL of its message: it is no new one.
class RecentIds {
public:
    /// How many are remembered: as many as may pass in one piece of a stream.
    static constexpr qsizetype Most = 64;

    void remember(quint16 id)
    {
        m_ids.append(id);
        if (m_ids.size() > Most)
            m_ids.removeFirst();
    }
    [[nodiscard]] bool contains(quint16 id) const { return m_ids.contains(id); }
    void clear() { m_ids.clear(); }

private:
    QList<quint16> m_ids;
};

} // namespace Rainbow
