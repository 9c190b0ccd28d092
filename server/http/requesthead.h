// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <optional>
#include <utility>

namespace Rainbow {

/// A header field as it came: the name in its own case, the value without surrounding blanks.
struct HeaderField {
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HeaderField &, const HeaderField &) = default;
};

/// The head of an HTTP request (RFC 9112 §2–§5), taken apart.
struct RequestHead {
    QByteArray method;
    QByteArray target; ///< as it came
    QByteArray path; ///< of the target, percent-decoded; never empty, begins with '/'
    QList<std::pair<QByteArray, QByteArray>> query; ///< decoded ('+' is a blank), in order
    int minorVersion = 1; ///< HTTP/1.minorVersion: 0 or 1
    QList<HeaderField> headers;
    std::optional<qint64> contentLength; ///< bytes of the body; never together with chunked
    bool chunked = false; ///< the body comes in chunks (RFC 9112 §7.1)

    /// The first header of that name, in any case. No such header: nothing.
    [[nodiscard]] std::optional<QByteArray> header(QByteArrayView name) const;
    /// How often a header of that name stands there.
    [[nodiscard]] int headerCount(QByteArrayView name) const;
    /// True when a header of that name has token in its comma-separated list, any case.
    [[nodiscard]] bool headerHasToken(QByteArrayView name, QByteArrayView token) const;
    /// The first query parameter of that name. No such parameter: nothing.
    [[nodiscard]] std::optional<QByteArray> queryValue(QByteArrayView name) const;
};

/// What parseRequestHead() found.
struct RequestHeadResult {
    enum class Status : quint8 { Ok, Incomplete, Bad };

    Status status = Status::Incomplete;
    RequestHead head;
    qsizetype size = 0; ///< Ok: bytes of the head, the empty line included
    int code = 0; ///< Bad: the HTTP status to answer with (400, 431, 501, 505)
    QByteArray reason; ///< Bad: what is wrong, English, for the answer and the log
};

/// Reads the head at the start of bytes; consumes nothing. Strict: lines end in CRLF (bare LF
/// or CR: 400), no blank before a colon, no folded lines, no control bytes (NUL, and CR or LF
/// after percent-decoding of path or query), tokens as RFC 9110 §5.6.2 says; more than maxHead
/// bytes without an end, or a head longer than that: 431; another major version: 505.
///
/// The target is in origin form or an http(s) URL (RFC 9112 §3.2.1, §3.2.2); the others: 400.
/// HTTP/1.1 names its host exactly once, HTTP/1.0 at most once. The framing must leave no
/// doubt (RFC 9112 §6): one Content-Length of digits only, or in HTTP/1.1 a Transfer-Encoding
/// of just "chunked", never both: 400; another coding below chunked: 501. One empty line before
/// the request is passed over (RFC 9112 §2.2). Pure: may be called from any thread.
[[nodiscard]] RequestHeadResult parseRequestHead(QByteArrayView bytes, qsizetype maxHead);

} // namespace Rainbow
