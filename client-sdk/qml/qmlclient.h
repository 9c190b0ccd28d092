// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qmldelivery.h"

#include <rainbow/client.h>

#include <QHash>
#include <QJSValue>
#include <QObject>
#include <QQmlParserStatus>
#include <QVariantMap>
#include <QtQml/qqml.h>

namespace Rainbow {

/// Client, for QML. While active it is connected, or trying to be.
class QmlClient : public QObject, public QQmlParserStatus {
    Q_OBJECT
    Q_INTERFACES(QQmlParserStatus)
    QML_NAMED_ELEMENT(RainbowClient)

    Q_PROPERTY(QUrl url READ url WRITE setUrl NOTIFY urlChanged FINAL)
    /// true: bloom(), false: fade(). Also false once the connection has ended for good.
    Q_PROPERTY(bool active READ isActive WRITE setActive NOTIFY activeChanged FINAL)
    Q_PROPERTY(QString deviceId READ deviceId WRITE setDeviceId NOTIFY deviceIdChanged FINAL)
    /// Of the connect request: {"X-Token": "…"}.
    Q_PROPERTY(QVariantMap headers READ headers WRITE setHeaders NOTIFY headersChanged FINAL)
    /// Signs the connect request.
    Q_PROPERTY(
        QString securityKey WRITE setSecurityKey READ securityKey NOTIFY securityKeyChanged FINAL)
    /// How long a send may take, in milliseconds, 1 or more.
    Q_PROPERTY(
        int sendTimeout READ sendTimeout WRITE setSendTimeout NOTIFY sendTimeoutChanged FINAL)

    Q_PROPERTY(State state READ state NOTIFY stateChanged FINAL)
    /// state is Bloomed.
    Q_PROPERTY(bool online READ isOnline NOTIFY stateChanged FINAL)
    Q_PROPERTY(QString identity READ identity NOTIFY bloomed FINAL)
    /// Why there is no connection; empty while there is one.
    Q_PROPERTY(QString errorString READ errorString NOTIFY errorChanged FINAL)
    Q_PROPERTY(Rainbow::Error error READ error NOTIFY errorChanged FINAL)

public:
    enum State {
        Faded, ///< not connected, and not going to be
        Blooming, ///< the first connection is being made
        Bloomed, ///< connected: messages flow
        Withering, ///< the connection was lost and is being made again
    };
    Q_ENUM(State)
    enum QualityOfService { AtMostOnce, AtLeastOnce, ExactlyOnce };
    Q_ENUM(QualityOfService)

    explicit QmlClient(QObject *parent = nullptr);

    [[nodiscard]] QUrl url() const { return m_url; }
    void setUrl(const QUrl &url);
    [[nodiscard]] bool isActive() const { return m_active; }
    void setActive(bool active);
    [[nodiscard]] QString deviceId() const { return m_client.deviceId(); }
    void setDeviceId(const QString &id);
    [[nodiscard]] QVariantMap headers() const { return m_headers; }
    void setHeaders(const QVariantMap &headers);
    [[nodiscard]] QString securityKey() const { return m_securityKey; }
    void setSecurityKey(const QString &key);
    [[nodiscard]] int sendTimeout() const;
    void setSendTimeout(int milliseconds);

    [[nodiscard]] State state() const { return State(m_client.state()); }
    [[nodiscard]] bool isOnline() const { return m_client.isBloomed(); }
    [[nodiscard]] QString identity() const;
    [[nodiscard]] Error error() const { return m_error; }
    [[nodiscard]] QString errorString() const { return m_error.message(); }

    /// payload: a text or an ArrayBuffer as they are, all else as JSON. type: 0 to 65535; qos:
    /// RainbowClient.AtMostOnce, AtLeastOnce, ExactlyOnce.
    Q_INVOKABLE Rainbow::QmlDelivery *send(
        int type, const QJSValue &payload,
        Rainbow::QmlClient::QualityOfService qos = Rainbow::QmlClient::AtLeastOnce);
    Q_INVOKABLE Rainbow::QmlDelivery *subscribe(const QStringList &channels);
    Q_INVOKABLE Rainbow::QmlDelivery *unsubscribe(const QStringList &channels);
    Q_INVOKABLE Rainbow::QmlDelivery *publish(
        const QString &channel, int type, const QJSValue &payload,
        Rainbow::QmlClient::QualityOfService qos = Rainbow::QmlClient::AtLeastOnce);
    /// handler: message => answer, for messages of this type; the answer is a payload as in send().
    /// null: none any more. messageReceived() tells of all messages.
    Q_INVOKABLE void onMessage(int type, const QJSValue &handler);

    void classBegin() override { }
    void componentComplete() override;

Q_SIGNALS:
    void urlChanged();
    void activeChanged();
    void deviceIdChanged();
    void headersChanged();
    void securityKeyChanged();
    void sendTimeoutChanged();
    void stateChanged();
    void errorChanged();
    /// Connected. resumed: in the session of before.
    void bloomed(bool resumed);
    /// The connection has ended. last: it will not be made again by itself.
    void faded(const Rainbow::Error &reason, bool last);
    void messageReceived(const Rainbow::Message &message);

private:
    void apply();
    void setError(const Error &error);
    bool isType(int type);
    QmlDelivery *deliver(Delivery *delivery) { return new QmlDelivery(delivery, this); }

    QUrl m_url;
    QVariantMap m_headers;
    QString m_securityKey;
    Error m_error;
    QHash<int, QJSValue> m_handlers;
    bool m_active = false;
    bool m_complete = false;
    // Last: what it ends by its destruction tells the above.
    Client m_client;
};

} // namespace Rainbow
