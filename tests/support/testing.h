// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

namespace Rainbow::Test {

using namespace std::chrono_literals;

/// Header fields or query parameters, in order, repetitions allowed.
using Fields = QList<std::pair<QByteArray, QByteArray>>;

/// The first field of that name, in any case. None: nothing.
[[nodiscard]] std::optional<QByteArray> fieldValue(const Fields &fields, QByteArrayView name);
/// How many fields have that name, in any case.
[[nodiscard]] int fieldCount(const Fields &fields, QByteArrayView name);

/// How long a test waits for something that ought to happen.
inline constexpr std::chrono::milliseconds Patience = 15s;

/// Runs the event loop until the condition holds (true) or the time is over (false). The
/// condition is looked at after every turn of the loop, and every 20 ms. Time during which this
/// process stands still, because the whole machine does, counts as one such tick.
[[nodiscard]] bool waitUntil(const std::function<bool()> &condition,
                             std::chrono::milliseconds timeout = Patience);
/// Runs the event loop for as long as the condition holds, at most for that time; true when it
/// held to the end: for things that must not happen.
[[nodiscard]] bool holdsFor(std::chrono::milliseconds time, const std::function<bool()> &condition);

/// The head of an HTTP message, taken apart; used for requests and answers alike.
struct HttpHead {
    QByteArray startLine;
    Fields headers;
};
/// Splits head, with or without its empty line. Lenient.
[[nodiscard]] HttpHead splitHead(const QByteArray &head);

/// Percent-decoded parameters of a query string; '+' is a blank.
[[nodiscard]] Fields splitQuery(const QByteArray &query);

/// The signature's three query parameters, computed as rainbow.md §2 says, not with the relay's
/// code. shift: seconds that the timestamp is off.
[[nodiscard]] Fields signatureFields(const QByteArray &token, qint64 shift = 0);
/// The bare computation.
[[nodiscard]] QByteArray signatureOf(const QByteArray &token, const QByteArray &timestamp,
                                     const QByteArray &nonce);
/// Whether a query carries a valid signature with a timestamp within ±10 s of now.
[[nodiscard]] bool isSigned(const Fields &query, const QByteArray &token);

/// How calls are signed: the relay's setting `signature`.
enum class Signing : quint8 { Sha1, Hmac };

/// What a call is signed with in the scheme hmac, computed as docs/signature.md says, not with
/// the relay's code. target: path and query as in the request line.
[[nodiscard]] QByteArray hmacOf(const QByteArray &token, const QByteArray &method,
                                const QByteArray &target, const QByteArray &body);
/// target with timestamp, nonce (none given: a random one) and signature in the scheme hmac. shift:
/// seconds that the timestamp is off.
[[nodiscard]] QByteArray hmacSigned(const QByteArray &token, const QByteArray &method,
                                    const QByteArray &target, const QByteArray &body,
                                    const QByteArray &nonce = {}, qint64 shift = 0);
/// Whether a request carries a valid signature of the scheme hmac, made within ±10 s of now.
[[nodiscard]] bool isHmacSigned(const QByteArray &token, const QByteArray &method,
                                const QByteArray &target, const QByteArray &body);

/// Raises the limit of open files of this process to its hard limit; gives what it is now.
qint64 raiseFileLimit();

} // namespace Rainbow::Test

/// QVERIFY and QCOMPARE for what becomes true while the event loop runs, within Patience.
#define EVENTUALLY(condition) QVERIFY(::Rainbow::Test::waitUntil([&] { return bool(condition); }))
#define EVENTUALLY_COMPARE(actual, expected)                                                       \
    do {                                                                                           \
        (void)::Rainbow::Test::waitUntil([&] { return (actual) == (expected); });                  \
        QCOMPARE(actual, expected);                                                                \
    } while (false)
