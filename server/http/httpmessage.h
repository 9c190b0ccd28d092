// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/requesthead.h"

#include <QHostAddress>

#include <functional>
#include <memory>

namespace Rainbow {

/// A whole request: the head and the body, which is complete and within max_payload.
struct HttpRequest {
    RequestHead head;
    QByteArray body;
    QHostAddress peerAddress; ///< of the client: the peer, or whom a trusted proxy has named
    QHostAddress localAddress;
    quint16 localPort = 0;
};

struct HttpResponse {
    int status = 200;
    QByteArray contentType = QByteArrayLiteral("application/json");
    QByteArray body;
    QList<HeaderField> headers; ///< besides Content-Type, Content-Length, Date, Connection; one
                                ///< that is no token, or whose value breaks the line, is left out
};

/// An answer {"status": 1, "msg": msg} with that HTTP status.
[[nodiscard]] HttpResponse jsonError(int httpStatus, QByteArrayView msg);

/// The right to answer one request: a weak, copyable handle that may outlive the connection.
/// On the connection's thread only.
///
/// The first answer() counts, later ones do nothing; when the connection has gone the answer is
/// dropped. Answers leave in the order of the requests, whatever the order of the calls. When
/// the last copy goes without an answer, the request is answered with 500 and the log says so.
class Responder {
public:
    using Sink = std::function<void(const HttpResponse &)>;

    Responder() = default;
    explicit Responder(Sink sink);

    void answer(const HttpResponse &response) const;

private:
    struct State;
    std::shared_ptr<State> m_state;
};

} // namespace Rainbow
