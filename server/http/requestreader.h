// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/chunkedbody.h"
#include "http/httpsettings.h"
#include "http/requesthead.h"

class QIODevice;

namespace Rainbow {

/// Makes whole requests of the bytes of one connection, in whatever pieces they come. Holds no
/// more than maxHead + 1 or 64 KiB of unread input, whichever is more, and one body.
class RequestReader {
public:
    enum class Phase : quint8 {
        Idle, ///< between two requests
        Head, ///< a head has begun
        Body, ///< the head is complete, the body is not
    };
    enum class Status : quint8 {
        More, ///< more input is needed
        Request, ///< head() and body() are a whole request, until the next call of next()
        Bad, ///< code() and reason() say what is wrong; only clear() may follow
    };

    explicit RequestReader(const HttpSettings &settings);

    /// Takes what the device has, as far as there is room; false: nothing came.
    bool readFrom(QIODevice &device);
    /// Goes on to the next request, as far as the input goes.
    [[nodiscard]] Status next();
    /// Forgets all input and the request that is being read.
    void clear();

    [[nodiscard]] Phase phase() const { return m_phase; }
    /// The client waits for "100 Continue" before it sends the body.
    [[nodiscard]] bool expectsContinue() const { return m_expectsContinue; }
    void continueSent() { m_expectsContinue = false; }

    [[nodiscard]] RequestHead &head() { return m_head; }
    [[nodiscard]] QByteArray &body() { return m_body; }
    [[nodiscard]] int code() const { return m_code; }
    [[nodiscard]] const QByteArray &reason() const { return m_reason; }

private:
    [[nodiscard]] QByteArrayView input() const { return QByteArrayView(m_in).sliced(m_at); }
    Status readHead();
    Status beginBody();
    Status readBody();
    Status whole();
    Status bad(int code, QByteArray reason);

    const qsizetype m_maxHead;
    const qsizetype m_maxBody;
    QByteArray m_in;
    qsizetype m_at = 0; ///< of m_in, what has been parsed
    qsizetype m_scanned = 0; ///< of input(), what is known not to hold the end of the head
    Phase m_phase = Phase::Idle;
    bool m_expectsContinue = false;
    RequestHead m_head;
    QByteArray m_body;
    std::unique_ptr<ChunkedBody> m_chunks;
    int m_code = 0;
    QByteArray m_reason;
};

} // namespace Rainbow
