// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "run.h"

#include <cerrno>

#include <unistd.h>

namespace Rainbow::Cli {

Run::Run(const Options &options, QObject *parent)
    : QObject(parent), m_options(options), m_output(options), m_session(options.session),
      m_input(STDIN_FILENO, QSocketNotifier::Read),
      m_inputOpen(options.standardInput != StdinMode::Unused)
{
    m_input.setEnabled(false);
    m_timeout.setSingleShot(true);
    connect(&m_timeout, &QTimer::timeout, this, &Run::onTimeout);
    connect(&m_input, &QSocketNotifier::activated, this, &Run::readInput);

    connect(&m_session, &Session::connected, this, &Run::onConnected);
    connect(&m_session, &Session::failed, this, &Run::onFailed);
    connect(&m_session, &Session::received, this, &Run::onReceived);
    connect(&m_session, &Session::answered, this,
            [this](const Delivery &message, const QByteArray &payload) {
                m_output.answer(message, payload);
            });
    connect(&m_session, &Session::refused, this, &Run::onRefused);
    connect(&m_session, &Session::progressed, this, &Run::check);
    connect(&m_session, &Session::closed, this, &Run::onClosed);
    connect(&m_session, &Session::traced, this,
            [this](const Trace &trace) { m_output.trace(trace); });
}

void Run::start()
{
    if (m_options.timeout)
        m_timeout.start(*m_options.timeout);
    for (const QByteArray &message : m_options.messages)
        send(message);
    QTimer::singleShot(0, &m_session, &Session::open);
}

void Run::interrupt()
{
    finish(ExitInterrupted);
}

void Run::onConnected()
{
    m_output.connected(m_options.session.url);
}

void Run::onFailed(const Error &why)
{
    const bool rejected =
        why.code() == Error::Code::Unauthorized || why.code() == Error::Code::Refused;
    m_output.error((rejected ? u"rejected: "_qs : u"no connection: "_qs) + why.message());
    finish(rejected ? ExitRejected : ExitUnreachable);
}

void Run::onReceived(const Message &message)
{
    m_output.message(message);
    ++m_received;
    if (isCountReached())
        m_session.stopReceiving();
}

void Run::onRefused(const Error &why)
{
    m_anyRefused = true;
    m_output.error(u"not answered: "_qs + why.message());
}

void Run::onClosed(int code, const QString &reason)
{
    m_output.closed(code, reason);
    if (!m_exitCode && !isDone())
        m_output.error(code == ClosedAbnormally ? u"the connection was lost"_qs
                                                : u"closed by the relay: %1"_qs.arg(code));
    finish(isDone() ? ExitDone : ExitEnded);
}

void Run::onTimeout()
{
    if (!m_session.isConnected()) {
        m_output.error(u"no connection in time"_qs);
        finish(ExitUnreachable);
    } else if (m_session.pending() > 0 || m_inputOpen) {
        m_output.error(u"not answered in time: %1"_qs.arg(m_session.pending()));
        finish(ExitUnanswered);
    } else if (m_options.count && !isCountReached()) {
        m_output.error(u"%1 of %2 messages came in time"_qs.arg(m_received).arg(*m_options.count));
        finish(ExitEnded);
    } else {
        finish(ExitDone);
    }
}

void Run::readInput()
{
    char buffer[64 * 1024];
    const ssize_t size = ::read(STDIN_FILENO, buffer, sizeof buffer);
    if (size < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (size > 0)
        m_inputBuffer.append(buffer, size);
    else
        m_inputOpen = false;

    if (m_options.standardInput == StdinMode::Lines)
        sendLines(!m_inputOpen);
    else if (!m_inputOpen)
        send(m_inputBuffer);
    check();
}

void Run::sendLines(bool atEnd)
{
    if (atEnd && !m_inputBuffer.isEmpty())
        m_inputBuffer.append('\n');
    qsizetype begin = 0;
    for (qsizetype end = 0; (end = m_inputBuffer.indexOf('\n', begin)) >= 0; begin = end + 1) {
        if (end > begin)
            send(m_inputBuffer.mid(begin, end - begin));
    }
    m_inputBuffer.remove(0, begin);
}

void Run::send(const QByteArray &payload)
{
    m_session.send(m_options.type, m_options.qos, payload);
}

void Run::check()
{
    if (m_exitCode)
        return;
    if (m_output.isBroken())
        finish(ExitInterrupted);
    else if (isDone())
        finish(m_anyRefused ? ExitUnanswered : ExitDone);
    else
        m_input.setEnabled(m_inputOpen && m_session.isConnected() && !m_session.isBusy());
}

bool Run::isCountReached() const
{
    return m_options.count && m_received >= *m_options.count;
}

bool Run::isDone() const
{
    if (m_inputOpen || m_session.pending() > 0)
        return false;
    if (m_options.count)
        return isCountReached();
    return m_options.sends() && !m_options.listen;
}

// The first reason to end is the one that counts.
void Run::finish(int exitCode)
{
    if (!m_exitCode)
        m_exitCode = exitCode;
    m_timeout.stop();
    m_input.setEnabled(false);
    if (m_session.isConnected())
        m_session.close(); // comes back through onClosed()
    else {
        m_session.close();
        Q_EMIT finished(*m_exitCode);
    }
}

} // namespace Rainbow::Cli
