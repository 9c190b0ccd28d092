// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlscontext.h"

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <span>

namespace Rainbow {

/// The server's side of one TLS connection over a connected, non-blocking descriptor, which stays
/// the caller's. The handshake happens within read(). Never blocks, never raises SIGPIPE.
///
/// What OpenSSL has encrypted and the kernel does not take is kept here, one record at most but for
/// the handshake: a caller may change its mind on what has not been taken by write().
/// Thread: the connection's.
class TlsStream {
public:
    enum class Status : quint8 {
        Ok,
        Blocked, ///< nothing at the moment: wait until the descriptor is readable
        End, ///< the peer sends no more, with a word (close_notify) or without
        PlainHttp, ///< nothing but HTTP in the clear came; plainHttpAnswer() says what to say
        Lost, ///< the connection is broken
        Failed, ///< as TLS: error() says why; the peer has been told if it can be
    };

    struct Result {
        Status status = Status::Ok;
        qsizetype size = 0; ///< bytes, with Ok
    };

    TlsStream(int descriptor, std::shared_ptr<const TlsContext> context);
    ~TlsStream();
    Q_DISABLE_COPY_MOVE(TlsStream)

    /// Up to size bytes of what the peer has said. Status::Ok: at least one.
    [[nodiscard]] Result read(char *data, qsizetype size);
    /// There may be more to read although the descriptor does not become readable: the last read()
    /// has filled its buffer, or met an end behind what it gave.
    [[nodiscard]] bool mayHaveMore() const { return m_mayHaveMore; }

    /// Takes as much of the pieces as can leave, in records as large as possible. Ok with less than
    /// all: wantsWrite(). Blocked: the handshake is not over.
    [[nodiscard]] Result write(std::span<const QByteArrayView> pieces);
    /// Something waits for the descriptor to become writable, and then for flush().
    [[nodiscard]] bool wantsWrite() const { return !m_unsent.isEmpty(); }
    /// Sends what waits: Ok once all is out; Blocked: wait until the descriptor is writable; Lost.
    [[nodiscard]] Status flush();
    /// Tells the peer that nothing more will come (close_notify); flush() when wantsWrite().
    void sayGoodbye();

    [[nodiscard]] bool isEstablished() const;
    /// Why Status::Failed, in English.
    [[nodiscard]] QByteArray error() const { return m_error; }
    /// A whole HTTP answer for those who speak HTTP in the clear.
    [[nodiscard]] static QByteArray plainHttpAnswer();

private:
    friend struct TlsTransport;

    /// What has happened beneath OpenSSL; see TlsTransport.
    enum class Beneath : quint8 { Well, Ended, Lost, PlainHttp, Flooded };

    [[nodiscard]] Status whyNot(int returned);
    [[nodiscard]] Status writeRecord(QByteArrayView record);
    [[nodiscard]] Status fail(const QByteArray &error);

    int receive(char *data, int size);
    int transmit(const char *data, int size);

    std::shared_ptr<const TlsContext> m_context; ///< outlives the connection
    SslPtr m_ssl;
    QByteArray m_unsent; ///< encrypted
    QByteArray m_error;
    int m_descriptor;
    Beneath m_beneath = Beneath::Well;
    bool m_begun = false; ///< a byte has come
    bool m_drained = false; ///< the kernel has no more, within one read()
    bool m_mayHaveMore = false;
};

} // namespace Rainbow
