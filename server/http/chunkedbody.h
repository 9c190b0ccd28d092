// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>

namespace Rainbow {

/// Decodes one chunked body (RFC 9112 §7.1), which may come in pieces cut anywhere. Extensions
/// and trailers are checked and dropped. Not used after Done, Bad or TooLarge.
class ChunkedBody {
public:
    enum class Status : quint8 {
        More, ///< the body goes on
        Done, ///< it is complete; what follows belongs to the next request
        Bad, ///< malformed, or a chunk's line or the trailers are over 8 KiB
        TooLarge, ///< a chunk announces more than maxBody in all
    };
    struct Result {
        Status status = Status::More;
        qsizetype consumed = 0; ///< bytes; the rest is to be given again, with more behind it
    };

    explicit ChunkedBody(qsizetype maxBody);
    ~ChunkedBody();
    Q_DISABLE_COPY_MOVE(ChunkedBody)

    /// Appends what bytes hold of the body to body, which is the same in every call.
    [[nodiscard]] Result feed(QByteArrayView bytes, QByteArray &body);

private:
    class Parser;
    std::unique_ptr<Parser> m_parser;
};

} // namespace Rainbow
