// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "systemdnotifier.h"

#ifdef RAINBOW_HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

#include <ctime>

namespace Rainbow {

namespace {

void notify(const QByteArray &state)
{
#ifdef RAINBOW_HAVE_SYSTEMD
    sd_notify(0, state.constData());
#else
    Q_UNUSED(state)
#endif
}

QByteArray monotonicMicroseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return QByteArray::number(qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000);
}

} // namespace

void SystemdNotifier::ready(const QByteArray &status) const
{
    notify("READY=1\nSTATUS=" + status);
}

void SystemdNotifier::reloading() const
{
    notify("RELOADING=1\nMONOTONIC_USEC=" + monotonicMicroseconds());
}

void SystemdNotifier::stopping() const
{
    notify("STOPPING=1\nSTATUS=stopping");
}

void SystemdNotifier::alive(const QByteArray &status) const
{
    notify("WATCHDOG=1\nSTATUS=" + status);
}

std::chrono::microseconds SystemdNotifier::watchdogTimeout() const
{
#ifdef RAINBOW_HAVE_SYSTEMD
    uint64_t timeout = 0;
    if (sd_watchdog_enabled(0, &timeout) > 0)
        return std::chrono::microseconds(timeout);
#endif
    return {};
}

} // namespace Rainbow
