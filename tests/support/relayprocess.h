// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/testing.h"

#include <QObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

namespace Rainbow::Test {

/// A relay, the real program, as a child process. Thread: the test's; its output is read while
/// the event loop runs.
class RelayProcess : public QObject {
public:
    /// key and value; "limits/x" is the key x of the section [limits]; one without a slash is of
    /// [main].
    using Settings = Fields;

    /// What a run to the end gave.
    struct Outcome {
        int exitCode = -1; ///< -1: it crashed or did not end in time
        QByteArray out;
        QByteArray err;
    };

    RelayProcess();
    /// Ends the process, and fails the test when a sanitizer has reported something.
    ~RelayProcess() override;

    /// For the program to be started with.
    void setEnvironment(const QString &name, const QString &value);
    /// Writes the configuration and starts a relay on a free port of 127.0.0.1; true once it has
    /// said that it listens. With an http_port setting it also waits for the HTTP port.
    [[nodiscard]] bool start(const Settings &settings, int workers = 1,
                             const QStringList &arguments = {});
    /// Writes the configuration anew and has the relay read it; true once all of it holds. A
    /// relay that keeps the old one, or does not say, within Patience: false.
    [[nodiscard]] bool reload(const Settings &settings);
    /// Where its configuration is.
    [[nodiscard]] QString fileName() const { return m_directory.filePath(u"server.ini"_qs); }
    /// Writes that file, as it is.
    [[nodiscard]] bool writeFile(const QByteArray &text);
    /// So many files may be open in the relay that is started next: its hard limit.
    void limitFiles(quint64 files);
    /// Runs the program with these arguments until it ends.
    [[nodiscard]] static Outcome run(const QStringList &arguments,
                                     std::chrono::milliseconds timeout = Patience);
    /// The text of a configuration file.
    [[nodiscard]] static QByteArray iniText(const Settings &settings);

    [[nodiscard]] quint16 port() const { return m_port; }
    /// Where the HTTP API listens: the port when there is none of its own.
    [[nodiscard]] quint16 httpPort() const { return m_httpPort != 0 ? m_httpPort : m_port; }
    [[nodiscard]] qint64 pid() const { return m_process.processId(); }
    [[nodiscard]] bool isRunning() const { return m_process.state() == QProcess::Running; }
    /// Everything it has written to stderr.
    [[nodiscard]] const QByteArray &err() const { return m_err; }
    [[nodiscard]] QList<QByteArray> errLines() const;
    [[nodiscard]] bool hasLogged(const QByteArray &text) const { return m_err.contains(text); }

    /// Sends a signal.
    void signal(int number);
    /// SIGTERM.
    void terminate();
    /// SIGKILL, and waits for the end.
    void kill();
    /// Waits for the end; the exit code, or -1 for a crash or when it has not ended in time.
    [[nodiscard]] int waitForExit(std::chrono::milliseconds timeout = Patience);
    /// terminate() and waitForExit().
    [[nodiscard]] int stop();

    /// The sanitizer's report in a program's output; empty: none.
    [[nodiscard]] static QByteArray sanitizerReport(const QByteArray &err);

private:
    void readOutput();

    QTemporaryDir m_directory;
    QProcessEnvironment m_environment; ///< on top of our own, as it is at the start
    QProcess m_process;
    QByteArray m_err;
    quint16 m_port = 0;
    quint16 m_httpPort = 0;
    bool m_started = false;
};

} // namespace Rainbow::Test
