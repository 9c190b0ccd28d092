// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "imoptions.h"
#include "imsocket.h"

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>

#include <optional>

namespace Rainbow::Cli {

/// One run of `rainbow-cli im`: connects, sends the text and the lines of stdin, prints what
/// comes, and knows when all is done and with which exit code.
class ImRun : public QObject {
    Q_OBJECT

public:
    explicit ImRun(const ImOptions &options, QObject *parent = nullptr);

    /// Begins; finished() follows, never from within this call.
    void start();

    /// Closes the connection and finishes with ExitInterrupted.
    void interrupt();

Q_SIGNALS:
    void finished(int exitCode);

private:
    void onOpened();
    void onHeard(const QString &frame);
    void onTaken();
    void onClosed(int code, const QString &reason);
    void onTimeout();
    void readInput();
    void sendLines();
    void send(const QString &text);
    void check();
    void fail(const QString &why, int exitCode);
    void finish(int exitCode);

    const ImOptions m_options;
    ImSocket m_socket;
    QTimer m_timeout;
    QSocketNotifier m_input;
    QByteArray m_inputBuffer;
    bool m_inputOpen;
    bool m_anyBad = false; ///< lines that were not sent
    bool m_asked = false; ///< whether all is taken
    bool m_taken = false;
    std::optional<int> m_exitCode;
};

} // namespace Rainbow::Cli
