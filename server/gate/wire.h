// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlsstream.h"

#include <memory>
#include <span>
#include <utility>

namespace Rainbow {

/// The descriptor of a connection, and how bytes pass through it: in the clear, or by TLS. Never
/// blocks, never raises SIGPIPE. Status and results are those of TlsStream; in the clear there is
/// neither PlainHttp nor Failed. Thread: the connection's.
class Wire {
public:
    using Status = TlsStream::Status;
    using Result = TlsStream::Result;

    /// Takes over descriptor, which must be connected and non-blocking.
    explicit Wire(int descriptor) : m_descriptor(descriptor) { }
    /// What has been moved from is closed. Whoever has the wire now may be another thread.
    Wire(Wire &&other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1)), m_tls(std::move(other.m_tls))
    {
    }
    Wire &operator=(Wire &&) = delete;
    Q_DISABLE_COPY(Wire)
    ~Wire() { close(); }

    /// Before anything has passed: TLS from here on.
    void startTls(std::shared_ptr<const TlsContext> context);
    /// After PlainHttp: the clear from here on.
    void stopTls() { m_tls.reset(); }

    [[nodiscard]] int descriptor() const { return m_descriptor; }
    [[nodiscard]] bool isOpen() const { return m_descriptor >= 0; }
    /// Bytes pass as they are.
    [[nodiscard]] bool isPlain() const { return isOpen() && !m_tls; }
    /// As far as TCP knows, both sides are there, and may say more.
    [[nodiscard]] bool hasPeer() const;
    /// Something can be said: no handshake is under way.
    [[nodiscard]] bool isReady() const { return !m_tls || m_tls->isEstablished(); }
    /// Why Status::Failed.
    [[nodiscard]] QByteArray error() const { return m_tls ? m_tls->error() : QByteArray(); }

    /// Up to size bytes of what has come.
    [[nodiscard]] Result receive(char *data, qsizetype size)
    {
        return m_tls ? m_tls->read(data, size) : receiveRaw(data, size);
    }
    /// The same, for who wants to know of the end only: what has come stays encrypted.
    [[nodiscard]] Result receiveRaw(char *data, qsizetype size);
    /// See TlsStream.
    [[nodiscard]] bool mayHaveMore() const { return m_tls && m_tls->mayHaveMore(); }

    /// Sends the pieces, as far as there is room: Ok with less than all, or Blocked: wait until the
    /// descriptor is writable.
    [[nodiscard]] Result transmit(std::span<const QByteArrayView> pieces);
    /// See TlsStream.
    [[nodiscard]] bool wantsWrite() const { return m_tls && m_tls->wantsWrite(); }
    [[nodiscard]] Status flush() { return m_tls ? m_tls->flush() : Status::Ok; }
    void sayGoodbye();

    void close();

private:
    int m_descriptor;
    std::unique_ptr<TlsStream> m_tls; ///< null: in the clear
};

} // namespace Rainbow
