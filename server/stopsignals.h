// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

namespace Rainbow {

/// SIGTERM and SIGINT as an event of the main thread's loop. Make it before any thread, which
/// inherits that the signals are blocked. The second signal ends the process at once, with the
/// exit code 128 + its number.
class StopSignals final : public QObject {
    Q_OBJECT

public:
    explicit StopSignals(QObject *parent = nullptr);
    ~StopSignals() override;

Q_SIGNALS:
    /// The first signal has come.
    void received();

private:
    void onReadable();

    int m_descriptor = -1;
    bool m_received = false;
};

} // namespace Rainbow
