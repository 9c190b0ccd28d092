// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/error.h>
#include <rainbow/global.h>
#include <rainbow/qos.h>

#include <QFuture>
#include <QObject>

#include <exception>
#include <memory>

namespace Rainbow {

class DeliveryPrivate;

/// What Delivery::future() throws when the send has failed.
class RAINBOW_EXPORT SendFailed : public std::exception {
public:
    /// With the error of the send.
    explicit SendFailed(const Error &error);
    ~SendFailed() override;
    /// Why.
    [[nodiscard]] const Error &error() const { return m_error; }
    /// error().message(), UTF-8.
    [[nodiscard]] const char *what() const noexcept override;

private:
    Error m_error;
    QByteArray m_what;
};

/// What becomes of one send: exactly one of success() and fail() comes, later than the call that
/// has returned this (from the event loop), and once; then finished(), and it deletes itself. Also
/// when the Client is destroyed: then fail(Destroyed) comes from within its destructor.
///
/// Owner: the client. Thread: the client's.
class RAINBOW_EXPORT Delivery : public QObject {
    Q_OBJECT
    /// @see state()
    Q_PROPERTY(Rainbow::Delivery::State state READ state NOTIFY stateChanged)

public:
    /// How far it is.
    enum class State {
        Queued, ///< waits for a connection, or for its turn
        Sent, ///< on its way, or waiting for the answer
        Succeeded, ///< the answer is in
        Failed, ///< it will not be sent again
    };
    Q_ENUM(State)

    ~Delivery() override;

    /// How far it is now.
    [[nodiscard]] State state() const;
    [[nodiscard]] quint16 type() const; ///< The message's type.
    [[nodiscard]] QoS qos() const; ///< How hard it is tried.
    [[nodiscard]] QByteArray payload() const; ///< What is sent.
    /// How often it was sent so far.
    [[nodiscard]] int attempts() const;
    /// Under which it was sent last; 0: it was not, or is of QoS 0. Ids come again.
    [[nodiscard]] quint16 id() const;

    /// Gives up: fail(Cancelled). It may have got through all the same.
    void cancel();

    /// The answer, or a SendFailed; also when nobody listens to the signals. A future that outlives
    /// this is fine. Each call gives one of its own. The context of QFuture::then(context, …) must
    /// live until the end (Qt 6.4 asserts it); that of Client::send()'s callbacks need not.
    [[nodiscard]] QFuture<QByteArray> future() const;

Q_SIGNALS:
    /// answer: what the business server said (QoS 0, subscribe and the like: empty). QoS 0: it was
    /// handed to the connection.
    void success(const QByteArray &answer);
    /// It has not got through, or nobody knows.
    void fail(const Rainbow::Error &error);
    /// After success() or fail(); the last signal.
    void finished();
    /// Once for each change, to what state() is now.
    void stateChanged(Rainbow::Delivery::State state);

private:
    friend class ClientPrivate;
    explicit Delivery(DeliveryPrivate *d, QObject *parent);
    std::unique_ptr<DeliveryPrivate> d;
};

} // namespace Rainbow
