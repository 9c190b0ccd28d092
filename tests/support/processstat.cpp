// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/processstat.h"

#include <QDir>
#include <QFile>

#include <sys/resource.h>
#include <unistd.h>

namespace Rainbow::Test {

namespace {

QByteArray read(qint64 pid, const char *name)
{
    QFile file(QStringLiteral("/proc/%1/%2").arg(pid).arg(QLatin1StringView(name)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

qint64 residentBytes(qint64 pid)
{
    const QList<QByteArray> pages = read(pid, "statm").split(' ');
    return pages.value(1).toLongLong() * ::sysconf(_SC_PAGESIZE);
}

std::chrono::milliseconds processorTime(qint64 pid)
{
    // Behind the name, which may hold anything: state is field 3, utime 14 and stime 15.
    const QByteArray stat = read(pid, "stat");
    const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
    const qint64 ticks = fields.value(11).toLongLong() + fields.value(12).toLongLong();
    return std::chrono::milliseconds(ticks * 1'000 / ::sysconf(_SC_CLK_TCK));
}

bool setFileLimit(qint64 pid, quint64 files)
{
    const rlimit limit{files, files};
    return ::prlimit(pid_t(pid), RLIMIT_NOFILE, &limit, nullptr) == 0;
}

int openFiles(qint64 pid)
{
    const QDir directory(QStringLiteral("/proc/%1/fd").arg(pid));
    return int(directory.entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot).size());
}

LeanSanitizer::LeanSanitizer() : m_before(qgetenv("ASAN_OPTIONS"))
{
    qputenv("ASAN_OPTIONS",
            m_before + ":quarantine_size_mb=1:allocator_release_to_os_interval_ms=50");
}

LeanSanitizer::~LeanSanitizer()
{
    qputenv("ASAN_OPTIONS", m_before);
}

} // namespace Rainbow::Test
