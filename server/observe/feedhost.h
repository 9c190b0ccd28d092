// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <functional>

namespace Rainbow {

class WorkerObserver;

/// The relay that a feed belongs to, as the feed needs it. Thread: the node's, but for post().
class FeedHost {
public:
    virtual ~FeedHost() = default;

    [[nodiscard]] virtual QByteArray nodeName() const = 0;
    [[nodiscard]] virtual int workerCount() const = 0;
    /// Has the observer of that worker (0, 1 …) do something on its thread, later and in order. A
    /// worker that has none does nothing.
    virtual void tell(int worker, std::function<void(WorkerObserver &observer)> task) = 0;
    /// Has the node's thread do something, later and in order. Thread-safe.
    virtual void post(std::function<void()> task) = 0;
};

} // namespace Rainbow
