// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>

namespace Rainbow {

/// Sees that every part of the program still answers: three times within the timeout all of them
/// are asked, and alive() says that all have answered. While one does not, nobody is asked again,
/// and alive() stays away. Thread: its own; the answers come there too.
class Watchdog final : public QObject {
    Q_OBJECT

public:
    /// Has every part do something and calls answered, once, when all of them have.
    using Ask = std::function<void(std::function<void()> answered)>;

    /// A timeout of 0: nobody is ever asked. Answers may come when the watchdog is gone.
    Watchdog(std::chrono::microseconds timeout, Ask ask, QObject *parent = nullptr);

Q_SIGNALS:
    void alive();

private:
    void ask();

    Ask m_ask;
    QTimer m_timer;
    bool m_waiting = false; ///< for answers
};

} // namespace Rainbow
