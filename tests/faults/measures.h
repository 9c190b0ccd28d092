// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QDir>
#include <QFile>

#include <algorithm>

namespace Rainbow::Faults {

/// What others' p99 may be while somebody misbehaves, in ms: twice what it is without, but what a
/// busy machine itself adds is not to be mistaken for a fault of the relay.
[[nodiscard]] inline double allowed(double idle)
{
    constexpr double floor = 20;
    return std::max(2 * idle, floor);
}

/// How often something is measured before it counts as too slow: noise is the machine's.
inline constexpr int Attempts = 3;

/// Resident memory of a process, in bytes; 0: there is none.
[[nodiscard]] inline qint64 residentBytes(qint64 pid)
{
    QFile status(u"/proc/%1/status"_qs.arg(pid));
    if (!status.open(QIODevice::ReadOnly))
        return 0;
    for (const QByteArray &line : status.readAll().split('\n')) {
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toLongLong() * 1024;
    }
    return 0;
}

/// How many files and sockets a process has open.
[[nodiscard]] inline qsizetype openDescriptors(qint64 pid)
{
    return QDir(u"/proc/%1/fd"_qs.arg(pid)).entryList(QDir::NoDotAndDotDot | QDir::System).size();
}

} // namespace Rainbow::Faults
