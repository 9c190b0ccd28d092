// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

#include <chrono>

namespace Rainbow {

/// Tells systemd how the program is doing (sd_notify(3)); does nothing when systemd did not start
/// it, or when it was built without libsystemd. status: one line for people, what
/// `systemctl status` shows.
class SystemdNotifier {
public:
    void ready(const QByteArray &status) const;
    /// From here to the next ready() the settings are being read again.
    void reloading() const;
    void stopping() const;
    /// Feeds the watchdog.
    void alive(const QByteArray &status) const;

    /// Within which alive() must come, again and again; 0: nobody waits for it.
    [[nodiscard]] std::chrono::microseconds watchdogTimeout() const;
};

} // namespace Rainbow
