// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

namespace Rainbow {

/// The signals that people and service managers send, as events of the main thread's loop. Make it
/// before any thread, which inherits that they are blocked. A signal that was ignored when the
/// program began, as SIGHUP is under nohup, stays so.
class Signals final : public QObject {
    Q_OBJECT

public:
    explicit Signals(QObject *parent = nullptr);
    ~Signals() override;

Q_SIGNALS:
    /// SIGTERM or SIGINT. Comes once: the second ends the process at once, with the exit code 128
    /// + its number.
    void stopRequested();
    /// SIGHUP. Several that come close together may be one.
    void reloadRequested();

private:
    void onReadable();

    int m_descriptor = -1;
    bool m_stopping = false;
};

} // namespace Rainbow
