// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/global.h>
#include <rainbow/qos.h>

#include <QByteArray>
#include <QJsonValue>
#include <QMetaType>
#include <QSharedDataPointer>
#include <QString>

namespace Rainbow {

class MessageData;

/// A message that came from the relay. A value, cheap to copy.
class RAINBOW_EXPORT Message {
    Q_GADGET
    /// @see type()
    Q_PROPERTY(int type READ type CONSTANT)
    /// @see channel()
    Q_PROPERTY(QString channel READ channel CONSTANT)
    /// @see payload()
    Q_PROPERTY(QByteArray payload READ payload CONSTANT)
    /// @see text()
    Q_PROPERTY(QString text READ text CONSTANT)
    /// @see json()
    Q_PROPERTY(QJsonValue json READ json CONSTANT)

public:
    Message(); ///< An empty one of type 0.
    /// @see type(), payload(), qos(), channel(), isRepeated(), id()
    Message(quint16 type, const QByteArray &payload, QoS qos = QoS::AtMostOnce,
            const QString &channel = QString(), bool repeated = false, quint16 id = 0);
    Message(const Message &other); ///< The same.
    Message &operator=(const Message &other); ///< The same.
    ~Message();

    [[nodiscard]] quint16 type() const; ///< What kind of message it is: the app's choice.
    [[nodiscard]] QByteArray payload() const; ///< What it says, as bytes.
    [[nodiscard]] QoS qos() const; ///< How hard it is delivered.
    /// The channel it was sent to; empty when the relay does not say (no rainbow.2).
    [[nodiscard]] QString channel() const;
    /// QoS 1: the relay has sent it before; this client may have handled it or not.
    [[nodiscard]] bool isRepeated() const;
    /// By which this message goes between relay and client; 0: of QoS 0. Ids come again.
    [[nodiscard]] quint16 id() const;
    /// The payload as UTF-8.
    [[nodiscard]] QString text() const;
    /// The payload as JSON: an object, an array, or any other value; undefined when it is none.
    [[nodiscard]] QJsonValue json() const;

private:
    QSharedDataPointer<MessageData> d;
};

} // namespace Rainbow

Q_DECLARE_METATYPE(Rainbow::Message)
