// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"
#include "http/httpsettings.h"

#include <QObject>

#include <memory>

class QTcpSocket;

namespace Rainbow {

class Router;

/// The server's side of one HTTP/1.x connection: keep-alive, pipelining answered in order,
/// chunked bodies, HEAD, Expect: 100-continue, HTTP/1.0, Connection: close.
///
/// Owner: deletes itself (deleteLater) after the socket has disconnected; it owns the socket.
/// Deleting it earlier, even from within a handler, cuts the connection off.
/// Thread: the socket's. A malformed request is answered with its error (400, 408, 413, 417,
/// 431, 501, 505) and the connection closed; an idle one is closed without a word.
///
/// Closing is graceful: what waits is sent, the sending side is shut down, and what still comes
/// is thrown away until the peer closes or two seconds have passed, so that no answer is lost
/// to a reset. A peer that closes its sending side first gets its answers all the same if the
/// socket says so by readChannelFinished() and stays connected; a plain QTcpSocket does not
/// stay, so there only what was answered at once arrives.
class HttpConnection : public QObject {
    Q_OBJECT

public:
    /// Takes over a connected socket. Nothing of it need have been read: what has arrived is
    /// read when control is back in the event loop. The router must outlive the connection.
    HttpConnection(QTcpSocket *socket, const Router &router, const HttpSettings &settings,
                   QObject *parent = nullptr);
    ~HttpConnection() override;

    /// No further request is taken: answers what is under way, then closes. A request whose
    /// body has not all come is not under way.
    void drain();
    /// Requests that wait for their answer.
    [[nodiscard]] int pending() const;

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Rainbow
