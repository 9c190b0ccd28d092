// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/processinfo.h"

#include <QCoreApplication>
#include <QFile>

#include <chrono>
#include <ctime>

#include <unistd.h>

namespace Rainbow {

ProcessInfo processInfo()
{
    using Clock = std::chrono::steady_clock;
    struct Start {
        Clock::time_point time = Clock::now();
        std::clock_t cpu = std::clock();
    };
    static const Start start;

    ProcessInfo info;
    info.pid = QCoreApplication::applicationPid();
    const double elapsed = std::chrono::duration<double>(Clock::now() - start.time).count();
    if (elapsed > 0)
        info.cpuPercent = 100.0 * double(std::clock() - start.cpu) / CLOCKS_PER_SEC / elapsed;

    QFile statm(QStringLiteral("/proc/self/statm"));
    if (statm.open(QIODevice::ReadOnly)) {
        const QList<QByteArray> fields = statm.readAll().split(' ');
        if (fields.size() > 1)
            info.residentBytes = fields[1].toLongLong() * ::sysconf(_SC_PAGESIZE);
    }
    return info;
}

} // namespace Rainbow
