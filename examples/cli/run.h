// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "options.h"
#include "output.h"
#include "session.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <optional>

namespace Rainbow::Cli {

/// One run of the program: connects, sends what is to be sent, prints what comes, and knows
/// when all is done and with which exit code.
class Run : public QObject {
    Q_OBJECT

public:
    explicit Run(const Options &options, QObject *parent = nullptr);

    /// Begins; finished() follows, never from within this call.
    void start();

    /// Closes the connection and finishes with ExitInterrupted.
    void interrupt();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void onConnected();
    void onFailed(const Error &why);
    void onReceived(const Message &message);
    void onRefused(const Error &why);
    void onClosed(int code, const QString &reason);
    void onTimeout();
    void readInput();
    void sendLines(bool atEnd);
    void send(const QByteArray &payload);
    void check();
    void finish(int exitCode);
    [[nodiscard]] bool isCountReached() const;
    [[nodiscard]] bool isDone() const;

    const Options m_options;
    Output m_output;
    Session m_session;
    QTimer m_timeout;
    QSocketNotifier m_input;
    QByteArray m_inputBuffer;
    qint64 m_received = 0;
    bool m_anyRefused = false;
    bool m_inputOpen;
    std::optional<int> m_exitCode;
};

} // namespace Rainbow::Cli
