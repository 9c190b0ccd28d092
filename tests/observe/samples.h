// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/nodestats.h"

namespace Rainbow {

// Samples made by hand, of a node that is called relay-1.

inline NodeFacts sampleFacts()
{
    return {"relay-1", "1.2.3", 4711, 1'700'000'000'000};
}

/// All that the worker has counted is of one application.
inline void setOnlyApp(WorkerStats &worker, const QByteArray &name = "default")
{
    AppStats app;
    static_cast<ClientStats &>(app) = worker;
    app.app = name;
    worker.apps = {app};
}

/// A worker with nothing counted.
inline WorkerStats idleWorker(quint32 number, TimePoint at)
{
    WorkerStats stats;
    stats.worker = number;
    stats.at = at;
    setOnlyApp(stats);
    return stats;
}

inline NodeSample idleSample(TimePoint at, int workers = 2)
{
    NodeSample sample;
    sample.at = at;
    sample.atMs = 1'700'000'001'000;
    for (int i = 0; i < workers; ++i)
        sample.workers.push_back(idleWorker(quint32(i), at));
    return sample;
}

} // namespace Rainbow
