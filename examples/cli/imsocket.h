// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

namespace Rainbow::Cli {

/// One WebSocket of text, and what comes of it. It does not come back. Used from one thread; never
/// blocks.
class ImSocket : public QObject {
    Q_OBJECT

public:
    explicit ImSocket(const QUrl &url, QObject *parent = nullptr);
    ~ImSocket() override;

    /// Connects; opened(), unreachable() or rejected() follows, within some seconds. Once.
    void open();
    [[nodiscard]] bool isOpen() const { return m_open && !m_over; }

    void say(const QString &text);
    /// Has the relay say when it has got to here; taken() follows. Once.
    void askTaken();
    [[nodiscard]] qint64 bytesToWrite() const { return m_socket.bytesToWrite(); }

    /// Ends it with close code 1000; closed() follows, after at most some seconds in which what
    /// was said is written. Without a connection nothing follows.
    void close();

Q_SIGNALS:
    void opened();
    /// There is no connection. Nothing follows.
    void unreachable(const QString &why);
    /// The relay does not want this one: code and text of its answer, or the HTTP status. Nothing
    /// follows.
    void rejected(const QString &why);
    void heard(const QString &text);
    /// What is no text.
    void heardBinary();
    /// All that was said before askTaken() is with the relay.
    void taken();
    /// Some of what was said is written.
    void written();
    /// The connection has ended, by either side; the last signal.
    void closed(int code, const QString &reason);

private:
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void readAnswer();
    void endAnswer();
    void end();

    const QUrl m_url;
    QWebSocket m_socket;
    QTimer m_patience; ///< with the handshake, the answer in place of it, the end
    QByteArray m_answer; ///< the body of what came in place of a WebSocket
    int m_status = 0; ///< and its HTTP status
    bool m_open = false;
    bool m_over = false;
    bool m_closeFrameSeen = false;
};

} // namespace Rainbow::Cli
