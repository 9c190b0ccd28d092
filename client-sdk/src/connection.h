// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/closecode.h"
#include "src/clock.h"

#include <rainbow/error.h>

#include <QList>
#include <QNetworkProxy>
#include <QNetworkRequest>
#include <QObject>
#include <QSslConfiguration>
#include <QWebSocket>

#include <optional>

class QSslSocket;

namespace Rainbow {

/// One attempt at a WebSocket to a relay, and what comes of it: opened() and then received(), until
/// lost(), which comes once and last. Turns what QWebSocket tells, in its ways, into Errors.
class Connection : public QObject {
    Q_OBJECT

public:
    struct Options {
        QNetworkRequest request;
        std::optional<QSslConfiguration> ssl; ///< none: the application's
        QList<QByteArray> pinnedKeys; ///< SHA-256 of SubjectPublicKeyInfo; empty: any key
        std::optional<QNetworkProxy> proxy; ///< none: the application's
    };

    explicit Connection(Options options, QObject *parent = nullptr);
    ~Connection() override;

    /// Once. lost() may come from within.
    void open();

    /// The relay has agreed to it. From opened() on.
    [[nodiscard]] bool isRainbow2() const;
    void send(const QByteArray &frame);
    void ping(const QByteArray &payload);
    [[nodiscard]] qint64 bytesToWrite() const;
    /// It was lost since nobody listens there.
    [[nodiscard]] bool isNobodyThere() const { return m_nobodyThere; }

    /// Says why, in the background, and is deleted when that was heard or after so long. No signal
    /// follows.
    void leave(CloseCode code, Duration linger);
    /// Ends without a word, and is deleted. No signal follows.
    void drop();

Q_SIGNALS:
    void opened();
    void received(const QByteArray &frame);
    /// Something has come, be it half a frame.
    void alive();
    /// A text message, which nobody should send.
    void receivedText();
    void ponged(const QByteArray &payload);
    void lost(const Rainbow::Error &error);

private:
    void watchSocket();
    void watchTls();
    void onEncrypted(QSslSocket *socket);
    void onSslErrors(const QList<QSslError> &errors);
    void onConnected();
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void lose(const Error &error);
    [[nodiscard]] Error whyNot(QAbstractSocket::SocketError error) const;
    [[nodiscard]] bool isPinned(const QSslCertificate &certificate) const;

    const Options m_options;
    QWebSocket m_socket;
    bool m_open = false;
    bool m_over = false;
    bool m_closeFrameSeen = false;
    bool m_pinChecked = false;
    bool m_nobodyThere = false;
    QString m_tlsProblem;
};

} // namespace Rainbow
