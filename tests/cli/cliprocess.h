// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTest>

#include <csignal>

namespace Rainbow {

inline constexpr int Wait = 15'000;

inline Packet message(quint16 type, QoS qos, quint16 id, const QByteArray &payload,
                      bool dup = false)
{
    return {.command = PacketCommand::Send,
            .qos = qos,
            .dup = dup,
            .type = type,
            .id = id,
            .payload = payload};
}

inline Packet control(PacketCommand command, quint16 id, const QByteArray &payload = {},
                      bool dup = false)
{
    return {.command = command, .dup = dup, .id = id, .payload = payload};
}

/// The program under test, run against a relay.
class Cli {
public:
    ~Cli()
    {
        if (m_process.state() != QProcess::NotRunning) {
            m_process.kill();
            m_process.waitForFinished();
        }
    }

    void start(const QStringList &arguments)
    {
        m_process.start(QStringLiteral(RAINBOW_CLI), arguments);
    }
    [[nodiscard]] bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] int exitCode() const
    {
        return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    }
    void write(const QByteArray &bytes) { m_process.write(bytes); }
    void endInput() { m_process.closeWriteChannel(); }
    void signal(int number) { ::kill(pid_t(m_process.processId()), number); }
    QByteArray out()
    {
        m_out += m_process.readAllStandardOutput();
        return m_out;
    }
    QByteArray err()
    {
        m_err += m_process.readAllStandardError();
        return m_err;
    }
    /// The JSON lines so far, without connected and closed.
    QList<QJsonObject> events()
    {
        QList<QJsonObject> events;
        for (const QByteArray &line : out().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            const QString name = event.value(u"event").toString();
            if (name == u"message" || name == u"answer")
                events.append(event);
        }
        return events;
    }

private:
    QProcess m_process;
    QByteArray m_out;
    QByteArray m_err;
};

} // namespace Rainbow

// Waits until the program has ended, and compares its exit code.
#define FINISHES(cli, code)                                                                        \
    do {                                                                                           \
        QTRY_VERIFY2_WITH_TIMEOUT(!(cli).isRunning(), (cli).err().constData(), Wait);              \
        if ((cli).exitCode() != (code))                                                            \
            qWarning() << (cli).out() << (cli).err();                                              \
        QCOMPARE((cli).exitCode(), (code));                                                        \
    } while (false)
