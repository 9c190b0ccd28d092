// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/global.h>

#include <QMetaType>
#include <QSharedDataPointer>
#include <QString>

namespace Rainbow {

class ErrorData;

/// Why something did not succeed: a send, a connection. A value, cheap to copy.
class RAINBOW_EXPORT Error {
    Q_GADGET
    /// @see code()
    Q_PROPERTY(Rainbow::Error::Code code READ code CONSTANT)
    /// @see isRetryable()
    Q_PROPERTY(bool retryable READ isRetryable CONSTANT)
    /// @see message()
    Q_PROPERTY(QString message READ message CONSTANT)
    /// @see text()
    Q_PROPERTY(QString text READ text CONSTANT)

public:
    /// What went wrong; the numbers stay. Those of a send below 600 are the relay's (NAK).
    enum class Code {
        None = 0, ///< no error

        // --- of a send
        Malformed = 400, ///< the relay understood no message in it
        NotAllowed = 403, ///< by the business server or the relay's configuration
        NoSuchChannel = 404,
        BusinessTimeout = 408, ///< the business server did not answer the relay in time
        IdInUse = 409,
        TooLarge = 413, ///< over the relay's max_payload
        TooFast = 429,
        BusinessFailed = 502, ///< the business server failed
        Draining = 503, ///< the relay is going down or has too much to do
        Offline = 600, ///< QoS 0 while there is no connection
        QueueFull = 601, ///< as many wait for a connection as may
        Timeout = 602, ///< no answer within sendTimeout
        Faded = 603, ///< fade() was called, or the connection has ended for good
        SessionLost = 604, ///< the relay has forgotten the session; whether the message got through
                           ///< is unknown
        Destroyed = 605, ///< the Client was destroyed
        Unsupported = 606, ///< the relay does not speak rainbow.2 (subscribe, unsubscribe, publish)
        Cancelled = 607, ///< Delivery::cancel()

        // --- of a connection
        Unreachable = 700, ///< no route, name, port; or the connection broke
        HandshakeTimeout = 701, ///< no answer to the upgrade request within connectTimeout
        Unauthorized = 702, ///< 401 or 403: final
        Refused = 703, ///< any other answer than a WebSocket
        Tls = 704, ///< the certificate is not believed, or not the pinned one
        HeadersFailed = 705, ///< the headers provider has failed
        HeartbeatLost = 706, ///< no pong
        ClosedByRelay = 707, ///< a close frame; closeCode() says which
        ProtocolError = 708, ///< the relay says what it may not
    };
    Q_ENUM(Code)

    Error(); ///< None.
    Error(Code code, const QString &message, int closeCode = 0,
          const QString &closeReason = QString()); ///< @see code(), message(), closeCode()
    Error(const Error &other); ///< The same.
    Error &operator=(const Error &other); ///< The same.
    ~Error();

    /// What went wrong.
    [[nodiscard]] Code code() const;
    /// In English, for logs and developers; never holds a secret.
    [[nodiscard]] QString message() const;
    /// For people: one sentence on what went wrong, in the language of the app when it has loaded
    /// the catalogue rainbow_client (README), in English otherwise. Empty: no error.
    [[nodiscard]] QString text() const;
    /// WebSocket close code (RFC 6455 §7.4) that ended a connection; 0: none.
    [[nodiscard]] int closeCode() const;
    /// What the relay said along with that code.
    [[nodiscard]] QString closeReason() const;
    /// The same may succeed later.
    [[nodiscard]] bool isRetryable() const;
    /// Whether there is one.
    explicit operator bool() const { return code() != Code::None; }

private:
    QSharedDataPointer<ErrorData> d;
};

} // namespace Rainbow

Q_DECLARE_METATYPE(Rainbow::Error)
