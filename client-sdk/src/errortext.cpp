// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/error.h>

#include <QCoreApplication>

namespace Rainbow {

namespace {

/// Whoever reads it knows neither of QoS nor of a business server.
const char *sourceText(Error::Code code)
{
    switch (code) {
    case Error::Code::None:
        break;
    case Error::Code::Malformed:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The message was not understood.");
    case Error::Code::NotAllowed:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "This is not allowed.");
    case Error::Code::NoSuchChannel:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "There is no such channel.");
    case Error::Code::BusinessTimeout:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server took too long to answer.");
    case Error::Code::IdInUse:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The message could not be sent.");
    case Error::Code::TooLarge:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The message is too large.");
    case Error::Code::TooFast:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "Too many messages at once; wait a moment.");
    case Error::Code::BusinessFailed:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server has failed.");
    case Error::Code::Draining:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server is busy; try again later.");
    case Error::Code::Offline:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "There is no connection.");
    case Error::Code::QueueFull:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "Too many messages wait for the connection.");
    case Error::Code::Timeout:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "There was no answer in time.");
    case Error::Code::Faded:
    case Error::Code::Destroyed:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The connection was ended.");
    case Error::Code::SessionLost:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "It is not known whether the message arrived.");
    case Error::Code::Unsupported:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server is too old for this.");
    case Error::Code::Cancelled:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "This was cancelled.");
    case Error::Code::Unreachable:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server cannot be reached.");
    case Error::Code::HandshakeTimeout:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server does not answer.");
    case Error::Code::Unauthorized:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server does not let you in.");
    case Error::Code::Refused:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server refuses the connection.");
    case Error::Code::Tls:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server's certificate is not trusted.");
    case Error::Code::HeadersFailed:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "Signing in has failed.");
    case Error::Code::HeartbeatLost:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The connection was lost.");
    case Error::Code::ClosedByRelay:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server has closed the connection.");
    case Error::Code::ProtocolError:
        return QT_TRANSLATE_NOOP("Rainbow::Error", "The server says what is not understood.");
    }
    return nullptr;
}

} // namespace

QString Error::text() const
{
    if (const char *source = sourceText(code()))
        return QCoreApplication::translate("Rainbow::Error", source);
    // A code the relay has and we do not know.
    return code() == Code::None
        ? QString()
        : QCoreApplication::translate("Rainbow::Error", "The message could not be sent.");
}

} // namespace Rainbow
