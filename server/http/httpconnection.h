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
/// Thread: the socket's. A malformed request is answered with its error (400, 408, 413, 417,
/// 431, 501, 505) and the connection closed; an idle one is closed without a word.
class HttpConnection : public QObject
{
    Q_OBJECT

public:
    /// Takes over a connected socket. Nothing of it need have been read: bytes that have
    /// arrived are read at once. The router must outlive the connection.
    HttpConnection(QTcpSocket *socket, const Router &router, const HttpSettings &settings,
                   QObject *parent = nullptr);
    ~HttpConnection() override;

    /// No further request is taken: answers what is under way, then closes.
    void drain();
    /// Requests that wait for their answer.
    [[nodiscard]] int pending() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Rainbow
