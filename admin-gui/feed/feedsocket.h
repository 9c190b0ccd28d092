// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>
#include <QTimer>
#include <QUrl>
#include <QWebSocket>

#include <chrono>

namespace Rainbow::Admin {

/// Why there is no connection.
struct FeedProblem {
    enum class Kind : quint8 {
        None,
        Unreachable, ///< or broken; detail: what the system says
        Tls, ///< detail: what is wrong with it
        Unauthorized, ///< 401
        TooManyAttempts, ///< 429
        Status, ///< code: another HTTP status than 101
        TimedOut, ///< connecting took too long
        Silent, ///< no answer for too long
        Closed, ///< by the relay; code: WebSocket's, detail: its reason, may be empty
        NotAFeed, ///< it speaks WebSocket, but something else
        BadAddress, ///< no URL that a relay can have
    };
    Kind kind = Kind::None;
    int code = 0;
    QString detail = {};

    /// Trying again cannot help.
    [[nodiscard]] bool isRefusal() const
    {
        return kind == Kind::Unauthorized || kind == Kind::TooManyAttempts
            || kind == Kind::BadAddress;
    }
};

/// One attempt at a WebSocket to a feed, and what comes of it: received(), until lost(), which
/// comes once and last.
class FeedSocket : public QObject {
    Q_OBJECT

public:
    static constexpr std::chrono::seconds HandshakeTimeout{10};

    FeedSocket(QUrl url, QString token, QObject *parent);
    ~FeedSocket() override;

    /// Once. lost() may come from within.
    void open();
    void send(const QByteArray &text);
    /// Ends it, with a close frame where there is a connection, and is deleted. No signal follows.
    void drop();
    /// Ends it with lost().
    void giveUp(FeedProblem::Kind kind);

Q_SIGNALS:
    void received(const QString &text);
    void lost(const Rainbow::Admin::FeedProblem &problem);

private:
    void onError(QAbstractSocket::SocketError error);
    void onDisconnected();
    void lose(const FeedProblem &problem);
    [[nodiscard]] FeedProblem whyNot(QAbstractSocket::SocketError error) const;

    const QUrl m_url;
    const QString m_token;
    QWebSocket m_socket;
    QTimer m_timeout{this};
    QString m_tlsProblem;
    bool m_open = false;
    bool m_over = false;
    bool m_closeFrameSeen = false;
};

} // namespace Rainbow::Admin
