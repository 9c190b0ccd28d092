// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/tlsstream.h"
#include "tlsfiles.h"

#include <QTest>

#include <optional>
#include <random>

#include <sys/socket.h>
#include <unistd.h>

namespace Rainbow {

/// For the data of a test.
inline void addTlsVersions()
{
    QTest::addColumn<int>("version");
    QTest::newRow("1.2") << TLS1_2_VERSION;
    QTest::newRow("1.3") << TLS1_3_VERSION;
}

/// The same bytes each time.
inline QByteArray noise(qsizetype size)
{
    std::mt19937 random(1);
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(random());
    return bytes;
}

/// How the client is.
struct TlsPeerSettings {
    int version = TLS1_3_VERSION; ///< at most, and at least
    QByteArray serverName;
    QByteArray alpn; ///< as on the wire
    SSL_SESSION *session = nullptr; ///< to be resumed
};

/// A TlsStream, and a client of OpenSSL at the other end of a socket pair: the client encrypts and
/// decrypts in memory, and the test carries its bytes.
class TlsPair {
public:
    using Status = TlsStream::Status;

    explicit TlsPair(const std::shared_ptr<const TlsContext> &context,
                     const TlsPeerSettings &settings = {}, int bufferSize = 0)
    {
        int descriptors[2];
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, descriptors) != 0)
            qFatal("no sockets");
        m_ours = descriptors[0];
        peer = descriptors[1];
        if (bufferSize > 0) {
            for (const int descriptor : descriptors)
                ::setsockopt(descriptor, SOL_SOCKET, SO_SNDBUF, &bufferSize, sizeof bufferSize);
        }
        stream.emplace(m_ours, context);
        makeClient(settings);
    }
    ~TlsPair()
    {
        stream.reset();
        ::close(m_ours);
        closePeer();
    }
    Q_DISABLE_COPY_MOVE(TlsPair)

    // --- the client
    [[nodiscard]] SSL *client() { return m_client.get(); }
    /// Lets the client get on with its handshake, if it is not over.
    void clientWorks()
    {
        ERR_clear_error();
        SSL_do_handshake(m_client.get());
    }
    /// What the client has to send, at most so much.
    QByteArray clientSends(qsizetype most = 1 << 20)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        bytes.truncate(std::max(0, BIO_read(SSL_get_wbio(client()), bytes.data(), int(most))));
        return bytes;
    }
    /// Puts bytes on the wire to the server; what does not fit is an error.
    void carry(const QByteArray &bytes)
    {
        if (::send(peer, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) != bytes.size())
            qFatal("the wire is full");
    }
    /// What the server has put on the wire.
    QByteArray fromWire(qsizetype most = 1 << 20)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        bytes.truncate(std::max<ssize_t>(::recv(peer, bytes.data(), size_t(most), 0), 0));
        return bytes;
    }
    void clientTakes(const QByteArray &bytes)
    {
        BIO_write(SSL_get_rbio(client()), bytes.constData(), int(bytes.size()));
    }
    /// Decrypts what the client has taken.
    QByteArray clientReads()
    {
        QByteArray all;
        char buffer[16 * 1024];
        ERR_clear_error();
        for (int size = 0; (size = SSL_read(client(), buffer, sizeof buffer)) > 0;)
            all.append(buffer, size);
        return all;
    }
    void clientWrites(const QByteArray &bytes)
    {
        if (SSL_write(client(), bytes.constData(), int(bytes.size())) != bytes.size())
            qFatal("the client cannot write");
    }
    void closePeer()
    {
        if (peer >= 0)
            ::close(peer);
        peer = -1;
    }

    // --- the server
    /// Reads all there is; the status that ended it is kept in last.
    QByteArray serverReads(qsizetype bufferSize = 64 * 1024)
    {
        QByteArray all;
        QByteArray buffer(bufferSize, Qt::Uninitialized);
        for (;;) {
            const auto result = stream->read(buffer.data(), buffer.size());
            last = result.status;
            if (last != Status::Ok)
                return all;
            all.append(buffer.constData(), result.size);
        }
    }
    Status last = Status::Ok;

    // --- both
    /// The handshake, and the ticket behind it; true when it has come to its end.
    bool shakeHands(qsizetype portion = 1 << 20)
    {
        for (int i = 0; i < 20'000; ++i) {
            clientWorks();
            const QByteArray sent = clientSends(portion);
            if (!sent.isEmpty())
                carry(sent);
            (void)serverReads();
            const QByteArray got = fromWire(portion);
            clientTakes(got);
            if (last != Status::Blocked)
                return false;
            if (SSL_is_init_finished(client()) && stream->isEstablished() && got.isEmpty()
                && sent.isEmpty() && !stream->wantsWrite()) {
                (void)clientReads();
                return true;
            }
            (void)stream->flush();
        }
        return false;
    }

    std::optional<TlsStream> stream;
    int peer = -1;

private:
    void makeClient(const TlsPeerSettings &settings)
    {
        m_clientContext.reset(SSL_CTX_new(TLS_client_method()));
        SSL_CTX *c = m_clientContext.get();
        // Old versions need it.
        SSL_CTX_set_cipher_list(c, "ALL:@SECLEVEL=0");
        SSL_CTX_set_min_proto_version(c, settings.version);
        SSL_CTX_set_max_proto_version(c, settings.version);
        m_client.reset(SSL_new(c));
        SSL_set_bio(m_client.get(), BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
        BIO_set_mem_eof_return(SSL_get_rbio(m_client.get()), -1);
        SSL_set_connect_state(m_client.get());
        if (!settings.serverName.isEmpty())
            SSL_set_tlsext_host_name(m_client.get(), settings.serverName.constData());
        if (!settings.alpn.isEmpty()) {
            SSL_set_alpn_protos(m_client.get(),
                                reinterpret_cast<const unsigned char *>(settings.alpn.constData()),
                                unsigned(settings.alpn.size()));
        }
        if (settings.session)
            SSL_set_session(m_client.get(), settings.session);
    }

    SslContextPtr m_clientContext;
    SslPtr m_client;
    int m_ours = -1;
};

} // namespace Rainbow
