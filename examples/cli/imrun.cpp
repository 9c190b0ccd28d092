// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "imrun.h"

#include "immessage.h"
#include "lines.h"

#include <cerrno>

#include <unistd.h>

namespace Rainbow::Cli {

namespace {

constexpr qint64 BusyBytes = 1024 * 1024;
constexpr qsizetype MaxLine = 1024 * 1024;

void sayError(const QString &what)
{
    toStderr(u"rainbow-cli: "_qs + escaped(what));
}

} // namespace

ImRun::ImRun(const ImOptions &options, QObject *parent)
    : QObject(parent), m_options(options), m_socket(options.url),
      m_input(STDIN_FILENO, QSocketNotifier::Read), m_inputOpen(options.readsInput)
{
    m_input.setEnabled(false);
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, &ImRun::onTimeout);
    connect(&m_input, &QSocketNotifier::activated, this, &ImRun::readInput);

    connect(&m_socket, &ImSocket::opened, this, &ImRun::onOpened);
    connect(&m_socket, &ImSocket::unreachable, this,
            [this](const QString &why) { fail(u"no connection: "_qs + why, ExitUnreachable); });
    connect(&m_socket, &ImSocket::rejected, this,
            [this](const QString &why) { fail(u"rejected: "_qs + why, ExitRejected); });
    connect(&m_socket, &ImSocket::heard, this, &ImRun::onHeard);
    connect(&m_socket, &ImSocket::heardBinary, this,
            [] { toStderr(u"ignored a frame: it is binary"_qs); });
    connect(&m_socket, &ImSocket::taken, this, &ImRun::onTaken);
    connect(&m_socket, &ImSocket::written, this, &ImRun::check);
    connect(&m_socket, &ImSocket::closed, this, &ImRun::onClosed);
}

void ImRun::start()
{
    if (m_options.timeout)
        m_timeout.start(*m_options.timeout);
    QTimer::singleShot(0, &m_socket, &ImSocket::open);
}

void ImRun::interrupt()
{
    finish(ExitInterrupted);
}

void ImRun::onOpened()
{
    toStderr(u"connected to "_qs
             + m_options.url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery));
    if (!m_options.text.isEmpty())
        send(m_options.text);
    check();
}

void ImRun::onHeard(const QString &frame)
{
    if (m_exitCode || !m_options.prints)
        return;
    std::optional<QByteArray> line;
    if (m_options.json)
        line = imJsonLine(frame);
    else if (const auto text = imLine(frame, QDateTime::currentDateTime()))
        line = text->toUtf8();
    if (!line)
        toStderr(u"ignored a frame: no JSON object with data"_qs);
    else if (!toStdout(*line))
        finish(ExitInterrupted);
}

void ImRun::onTaken()
{
    m_taken = true;
    if (!m_options.stays)
        finish(m_anyBad ? ExitUnanswered : ExitDone);
}

void ImRun::onClosed(int code, const QString &reason)
{
    toStderr(reason.isEmpty() ? u"closed: %1"_qs.arg(code)
                              : u"closed: %1 %2"_qs.arg(code).arg(escaped(reason)));
    if (!m_exitCode)
        sayError(code == ClosedAbnormally ? u"the connection was lost"_qs
                                          : u"closed by the relay: %1"_qs.arg(code));
    finish(ExitEnded);
}

void ImRun::onTimeout()
{
    if (!m_socket.isOpen())
        fail(u"no connection in time"_qs, ExitUnreachable);
    else if (!m_options.stays || (m_asked && !m_taken))
        fail(u"not taken in time"_qs, ExitUnanswered);
    else
        finish(m_anyBad ? ExitUnanswered : ExitDone);
}

void ImRun::readInput()
{
    char buffer[64 * 1024];
    const ssize_t size = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size > 0)
        m_inputBuffer.append(buffer, size);
    else
        m_inputOpen = false;
    sendLines();
    if (m_inputBuffer.size() > MaxLine)
        fail(u"a line of stdin is longer than 1 MiB"_qs, ExitUsage);
    check();
}

void ImRun::sendLines()
{
    if (!m_inputOpen && !m_inputBuffer.isEmpty())
        m_inputBuffer.append('\n');
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = m_inputBuffer.indexOf('\n', begin)) >= 0; begin = end + 1) {
        if (end == begin)
            continue;
        if (const auto text = asText(m_inputBuffer.mid(begin, end - begin))) {
            send(*text);
        } else {
            m_anyBad = true;
            sayError(u"a line of stdin is not UTF-8, and not sent"_qs);
        }
    }
    m_inputBuffer.remove(0, begin);
}

void ImRun::send(const QString &text)
{
    m_socket.say(imFrame(m_options.to, m_options.isRoom, text));
}

void ImRun::check()
{
    if (m_exitCode)
        return;
    m_input.setEnabled(m_inputOpen && m_socket.isOpen() && m_socket.bytesToWrite() < BusyBytes);
    if (m_inputOpen || m_asked || !m_socket.isOpen() || m_options.to.isEmpty())
        return;
    m_asked = true;
    m_socket.askTaken();
}

void ImRun::fail(const QString &why, int exitCode)
{
    if (!m_exitCode)
        sayError(why);
    finish(exitCode);
}

// The first reason to end is the one that counts.
void ImRun::finish(int exitCode)
{
    if (!m_exitCode)
        m_exitCode = exitCode;
    m_timeout.stop();
    m_input.setEnabled(false);
    if (m_socket.isOpen()) {
        m_socket.close(); // comes back through onClosed()
        return;
    }
    m_socket.close();
    Q_EMIT finished(*m_exitCode);
}

} // namespace Rainbow::Cli
