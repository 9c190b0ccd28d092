// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "workerthread.h"

#include "runtime/epolldispatcher.h"
#include "worker.h"

#include <QAbstractEventDispatcher>

namespace Rainbow {

WorkerThread::WorkerThread(const QString &name, Maker make) : m_make(std::move(make))
{
    setObjectName(name);
    if (auto dispatcher = makeEventDispatcher())
        setEventDispatcher(dispatcher.release());
    start();
    m_ready.acquire();
}

WorkerThread::~WorkerThread()
{
    m_worker->tell([this](Worker &) { quit(); });
    m_ended.acquire();
    wait();
}

void WorkerThread::run()
{
    {
        const std::unique_ptr<Worker> worker = m_make();
        m_worker = worker.get();
        m_ready.release();
        exec();
    }
    m_ended.release();
}

} // namespace Rainbow
