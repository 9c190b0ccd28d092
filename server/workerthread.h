// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QThread>

#include <functional>
#include <memory>
#include <semaphore>

namespace Rainbow {

class Worker;

/// The thread of one worker, which lives from the thread's start to its end.
class WorkerThread final : public QThread {
public:
    using Maker = std::function<std::unique_ptr<Worker>()>;

    /// make is called on the new thread. Returns when the worker is there.
    WorkerThread(const QString &name, Maker make);
    /// Ends the worker, whatever it is at, and waits for that.
    ~WorkerThread() override;

    /// From other threads only Worker::tell() may be used.
    [[nodiscard]] Worker &worker() const { return *m_worker; }

protected:
    void run() override;

private:
    Maker m_make;
    Worker *m_worker = nullptr;
    std::binary_semaphore m_ready{0};
    std::binary_semaphore m_ended{0};
};

} // namespace Rainbow
