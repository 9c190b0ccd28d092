// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/delivery.h>

#include <QJSValue>
#include <QObject>
#include <QPointer>
#include <QtQml/qqml.h>

namespace Rainbow {

/// What becomes of a send, for QML: d.then(answer => …).fail(error => …). One of the two is called,
/// once, later than the call that has returned this. answer is what the business server said, as a
/// value when it is JSON, otherwise as text; error has code, retryable and message.
class QmlDelivery : public QObject {
    Q_OBJECT
    QML_NAMED_ELEMENT(RainbowDelivery)
    QML_UNCREATABLE("RainbowClient.send() gives it")
    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)

public:
    enum State {
        Queued, ///< waits for a connection, or for its turn
        Sent, ///< on its way, or waiting for the answer
        Succeeded,
        Failed,
    };
    Q_ENUM(State)

    /// Owned by parent until it has ended, and then by the JavaScript that has it still.
    QmlDelivery(Delivery *delivery, QObject *parent);

    [[nodiscard]] State state() const { return m_state; }

    /// These give the delivery itself. When it has ended they are called all the same.
    Q_INVOKABLE Rainbow::QmlDelivery *then(const QJSValue &onSuccess);
    Q_INVOKABLE Rainbow::QmlDelivery *fail(const QJSValue &onFail);
    /// Gives up; fail is called with RainbowError.Cancelled.
    Q_INVOKABLE void cancel();

Q_SIGNALS:
    void stateChanged();

private:
    void setState(State state);
    void end();

    QPointer<Delivery> m_delivery;
    State m_state = Queued;
    QByteArray m_answer;
    Error m_error;
    QJSValue m_onSuccess;
    QJSValue m_onFail;
};

} // namespace Rainbow
