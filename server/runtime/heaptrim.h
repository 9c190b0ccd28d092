// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "runtime/processmemory.h"

#include <QObject>
#include <QTimer>

namespace Rainbow {

/// Gives the system back, twice a minute, what a burst has left behind: glibc keeps freed memory
/// that is not at the end of a heap. Trimming holds up whoever allocates, so that it is done only
/// for a good part, and not again before there is as much anew. Thread: its own.
class HeapTrim final : public QObject {
    Q_OBJECT

public:
    explicit HeapTrim(ProcessMemory memory = ProcessMemory::own(), QObject *parent = nullptr);

    /// One look; done by itself.
    void check();
    /// Bytes; less is not worth it.
    static constexpr qint64 Worthwhile = 16 * 1024 * 1024;

private:
    ProcessMemory m_memory;
    QTimer m_timer;
    qint64 m_least = 0; ///< resident at some time since the last trimming
};

} // namespace Rainbow
