// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/noncememory.h"

#include <QCryptographicHash>

#include <cstring>

namespace Rainbow {

NonceMemory::NonceMemory(size_t capacity)
    : m_shardCapacity((capacity + ShardCount - 1) / ShardCount)
{
}

NonceMemory::Verdict NonceMemory::take(QByteArrayView nonce, qint64 timestamp, qint64 now,
                                       qint64 window, Clock::time_point steady)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(nonce);
    const QByteArray digest = hash.result();
    Key key;
    std::memcpy(key.words.data(), digest.constData(), sizeof key.words);

    Shard &shard = m_shards[key.words[1] % ShardCount];
    const std::lock_guard lock(shard.mutex);
    shard.forget(now, window, steady);
    if (shard.seen.count(key) > 0)
        return Verdict::Seen;
    if (shard.uses.size() >= m_shardCapacity)
        return Verdict::Full;
    shard.seen.insert(key);
    shard.uses.push_back({key, timestamp, steady});
    return Verdict::New;
}

size_t NonceMemory::size() const
{
    size_t size = 0;
    for (const Shard &shard : m_shards) {
        const std::lock_guard lock(shard.mutex);
        size += shard.uses.size();
    }
    return size;
}

void NonceMemory::Shard::forget(qint64 now, qint64 window, Clock::time_point steady)
{
    const auto isOver = [=](const Use &use) {
        return steady - use.when > std::chrono::seconds(2 * window)
            && (use.timestamp < now - window || use.timestamp > now + window);
    };
    while (!uses.empty() && isOver(uses.front())) {
        seen.erase(uses.front().key);
        uses.pop_front();
    }
}

} // namespace Rainbow
