// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/requesthead.h"
#include "hub/businessanswer.h"

#include <QUrl>

namespace Rainbow {

// The pure half of the calls to the business server: what is sent, and what an answer means.

/// The answer to the question whether a client may connect (rainbow.md §3).
struct Verdict {
    enum class Kind : quint8 {
        Yes, ///< 2xx, {"status": "success"}
        No, ///< a refusal: 2xx with another status, 401, 403
        NoVerdict, ///< anything else: the client is told to come back
    };

    Kind kind = Kind::NoVerdict;
    BusinessAnswer answer; ///< Yes: headers to obey
    QByteArray reason; ///< No, NoVerdict: why, for the log
    AccountName account = {}; ///< Yes: the `uid` of the body
};

/// What the transport saw of an answer. status 0: there was none, error says why.
struct CallbackReply {
    int status = 0;
    QList<HeaderField> headers;
    QByteArray body;
    QByteArray error;
    QByteArray location; ///< of a redirect
    bool timedOut = false; ///< the error is that the deadline has passed
    bool tooLarge = false; ///< the error is that the answer is over max_answer
    bool notMade = false; ///< the error is that nobody could be asked

    /// A whole answer, 2xx.
    [[nodiscard]] bool isSuccess() const
    {
        return status >= 200 && status <= 299 && error.isEmpty();
    }
};

/// The headers a connect callback passes on (rainbow.md §3): the client's own, and its query
/// parameters as headers where no header has that name, but for Upgrade, Connection and what it
/// names, Host, Origin, Sec-WebSocket-*, hop-by-hop headers, Content-Length, Accept-Encoding,
/// Expect, Proxy (which CGI would take for its own), X-RAINBOW-*, and anything that reads RAINBOW…
/// once case is folded and all but letters and digits is taken out. A query parameter whose name is
/// no token (RFC 9110 §5.6.2), or is a header's once case and '-' and '_' are folded, is left out.
[[nodiscard]] QList<HeaderField> connectHeaders(const RequestHead &head);

/// url, encoded and without a fragment, with the signature's parameters appended to its query.
[[nodiscard]] QByteArray signedUrl(const QByteArray &url, QByteArrayView token, qint64 unixSeconds);

/// The same in the scheme `hmac`: method and body are signed too. The path comes out as it is
/// sent, without "." and "..".
[[nodiscard]] QUrl hmacSignedUrl(const QUrl &url, QByteArrayView token, qint64 unixSeconds,
                                 QByteArrayView method, QByteArrayView body);

/// Where a message of that type goes: `{message_type}` or `{{message_type}}` in forwardUrl is
/// replaced, otherwise `<type>/` is appended to its path.
[[nodiscard]] QUrl forwardTarget(const QByteArray &forwardUrl, quint16 type);

[[nodiscard]] Verdict verdictOf(const CallbackReply &reply);

/// ok only for 2xx; the RAINBOWCLIENT… headers taken apart (comma-separated, blanks trimmed,
/// empty names left out).
[[nodiscard]] BusinessAnswer businessAnswerOf(const CallbackReply &reply);

} // namespace Rainbow
