// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QtGlobal>

#include <chrono>

namespace Rainbow::Test {

// What the kernel says of another process.

/// Resident memory in bytes; 0: there is no such process.
[[nodiscard]] qint64 residentBytes(qint64 pid);
/// Processor time it has used so far, all threads together.
[[nodiscard]] std::chrono::milliseconds processorTime(qint64 pid);
/// Sets the limit of open files of a running process, soft and hard.
[[nodiscard]] bool setFileLimit(qint64 pid, quint64 files);
/// How many files it has open.
[[nodiscard]] int openFiles(qint64 pid);

/// ASAN_OPTIONS while it lives are such that a process started meanwhile keeps little of what it
/// has freed: for tests that look at resident memory.
class LeanSanitizer {
public:
    LeanSanitizer();
    ~LeanSanitizer();
    Q_DISABLE_COPY_MOVE(LeanSanitizer)

private:
    QByteArray m_before;
};

} // namespace Rainbow::Test
