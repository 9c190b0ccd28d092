// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/heaptrim.h"

#include <algorithm>

namespace Rainbow {

using namespace std::chrono_literals;

HeapTrim::HeapTrim(ProcessMemory memory, QObject *parent)
    : QObject(parent), m_memory(std::move(memory)), m_least(m_memory.resident())
{
    connect(&m_timer, &QTimer::timeout, this, &HeapTrim::check);
    m_timer.start(30s);
}

void HeapTrim::check()
{
    // What was given back from within a heap still counts as unused there: that alone says little.
    const qint64 resident = m_memory.resident();
    m_least = std::min(m_least, resident);
    if (m_memory.unused() < Worthwhile || resident - m_least < Worthwhile)
        return;
    m_memory.trim();
    m_least = m_memory.resident();
}

} // namespace Rainbow
