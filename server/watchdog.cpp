// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "watchdog.h"

#include <QPointer>

#include <utility>

namespace Rainbow {

namespace {

/// So that an answer may be late by two thirds of the timeout.
constexpr int RoundsPerTimeout = 3;

} // namespace

Watchdog::Watchdog(std::chrono::microseconds timeout, Ask ask, QObject *parent)
    : QObject(parent), m_ask(std::move(ask))
{
    if (timeout <= timeout.zero())
        return;
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Watchdog::ask);
    m_timer.start(std::chrono::floor<std::chrono::milliseconds>(timeout / RoundsPerTimeout));
}

void Watchdog::ask()
{
    if (std::exchange(m_waiting, true))
        return;
    m_ask([watchdog = QPointer(this)] {
        if (!watchdog)
            return;
        watchdog->m_waiting = false;
        Q_EMIT watchdog->alive();
    });
}

} // namespace Rainbow
