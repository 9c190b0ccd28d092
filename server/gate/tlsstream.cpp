// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/tlsstream.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

#include <sys/socket.h>

namespace Rainbow {

namespace {

/// Bytes of what is said in one record (RFC 8446 §5.1).
constexpr qsizetype RecordSize = SSL3_RT_MAX_PLAIN_LENGTH;
/// More than a handshake with long chains needs. Somebody who has us answer without ever reading
/// is cut off beyond it.
constexpr qsizetype MaxUnsent = 256 * 1024;

/// HTTP begins with a method. No TLS record, and no hello of older protocols, begins like that.
bool looksLikeHttp(char first)
{
    return first >= 'A' && first <= 'Z';
}

bool isPassing(int error)
{
    return error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
}

/// Pieces in portions as large as a record may be.
class Records {
public:
    explicit Records(std::span<const QByteArrayView> pieces) : m_pieces(pieces) { }

    /// Valid until the next call; empty: that was all.
    [[nodiscard]] QByteArrayView next()
    {
        if (m_pieces.size() == 1 || (!m_pieces.empty() && leftOfFirst() >= RecordSize))
            return take(RecordSize);
        qsizetype size = 0;
        while (!m_pieces.empty() && size < RecordSize) {
            const QByteArrayView piece = take(RecordSize - size);
            std::memcpy(m_gathered.data() + size, piece.data(), size_t(piece.size()));
            size += piece.size();
        }
        return {m_gathered.data(), size};
    }

private:
    [[nodiscard]] qsizetype leftOfFirst() const { return m_pieces.front().size() - m_taken; }

    /// Of the first piece, at most so much.
    QByteArrayView take(qsizetype most)
    {
        const QByteArrayView piece = m_pieces.front().sliced(m_taken);
        if (piece.size() <= most) {
            m_pieces = m_pieces.subspan(1);
            m_taken = 0;
            return piece;
        }
        m_taken += most;
        return piece.first(most);
    }

    std::span<const QByteArrayView> m_pieces;
    qsizetype m_taken = 0; ///< of the first piece
    std::array<char, RecordSize> m_gathered; // not initialized: filled as far as needed
};

} // namespace

/// The descriptor, as OpenSSL sees it.
struct TlsTransport {
    static TlsStream *streamOf(BIO *bio) { return static_cast<TlsStream *>(BIO_get_data(bio)); }

    static int read(BIO *bio, char *data, int size)
    {
        BIO_clear_retry_flags(bio);
        const int received = streamOf(bio)->receive(data, size);
        if (received < 0 && streamOf(bio)->m_beneath == TlsStream::Beneath::Well)
            BIO_set_retry_read(bio);
        return received;
    }

    static int write(BIO *bio, const char *data, int size)
    {
        BIO_clear_retry_flags(bio);
        return streamOf(bio)->transmit(data, size);
    }

    static long control(BIO *bio, int command, long, void *)
    {
        if (command == BIO_CTRL_EOF)
            return streamOf(bio)->m_beneath == TlsStream::Beneath::Ended ? 1 : 0;
        return command == BIO_CTRL_FLUSH ? 1 : 0;
    }

    static const BIO_METHOD *method()
    {
        static const BioMethodPtr made = [] {
            BioMethodPtr result(BIO_meth_new(BIO_TYPE_SOURCE_SINK, "connection"));
            BIO_meth_set_read(result.get(), &TlsTransport::read);
            BIO_meth_set_write(result.get(), &TlsTransport::write);
            BIO_meth_set_ctrl(result.get(), &TlsTransport::control);
            return result;
        }();
        return made.get();
    }
};

TlsStream::TlsStream(int descriptor, std::shared_ptr<const TlsContext> context)
    : m_context(std::move(context)), m_ssl(m_context->newConnection()), m_descriptor(descriptor)
{
    BIO *bio = BIO_new(TlsTransport::method());
    if (!m_ssl || !bio)
        qBadAlloc();
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
}

TlsStream::~TlsStream() = default;

bool TlsStream::isEstablished() const
{
    return SSL_is_init_finished(m_ssl.get()) != 0;
}

QByteArray TlsStream::plainHttpAnswer()
{
    const QByteArray text = "this port speaks TLS: https and wss, not http and ws\n";
    return "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nConnection: close\r\n"
           "Content-Length: "
        + QByteArray::number(text.size()) + "\r\n\r\n" + text;
}

// --- beneath OpenSSL

int TlsStream::receive(char *data, int size)
{
    if (m_beneath != Beneath::Well || m_drained)
        return m_beneath == Beneath::Ended ? 0 : -1;
    const ssize_t received = ::recv(m_descriptor, data, size_t(size), MSG_DONTWAIT);
    if (received == 0) {
        m_beneath = Beneath::Ended;
    } else if (received < 0) {
        m_drained = true;
        if (!isPassing(errno))
            m_beneath = Beneath::Lost;
    } else {
        // One call less per record that comes alone.
        m_drained = received < size;
        if (!std::exchange(m_begun, true) && looksLikeHttp(*data)) {
            m_beneath = Beneath::PlainHttp;
            return -1;
        }
    }
    return int(received);
}

int TlsStream::transmit(const char *data, int size)
{
    if (m_beneath != Beneath::Well && m_beneath != Beneath::Ended)
        return -1;
    ssize_t sent = 0;
    if (m_unsent.isEmpty()) {
        sent = ::send(m_descriptor, data, size_t(size), MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && !isPassing(errno)) {
            m_beneath = Beneath::Lost;
            return -1;
        }
        sent = std::max<ssize_t>(sent, 0);
    }
    if (m_unsent.size() + size - sent > MaxUnsent) {
        m_beneath = Beneath::Flooded;
        return -1;
    }
    m_unsent.append(data + sent, size - sent);
    return size;
}

TlsStream::Status TlsStream::flush()
{
    while (!m_unsent.isEmpty()) {
        const ssize_t sent = ::send(m_descriptor, m_unsent.constData(), size_t(m_unsent.size()),
                                    MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR)
            continue;
        if (sent < 0)
            return isPassing(errno) ? Status::Blocked : Status::Lost;
        m_unsent.remove(0, sent);
    }
    m_unsent = {};
    return Status::Ok;
}

// --- above it

TlsStream::Result TlsStream::read(char *data, qsizetype size)
{
    m_drained = false;
    m_mayHaveMore = false;
    qsizetype done = 0;
    while (done < size) {
        ERR_clear_error();
        size_t got = 0;
        const int returned = SSL_read_ex(m_ssl.get(), data + done, size_t(size - done), &got);
        if (returned != 1) {
            const Status status = whyNot(returned);
            if (done == 0)
                return {status, 0};
            m_mayHaveMore = status != Status::Blocked;
            return {Status::Ok, done};
        }
        done += qsizetype(got);
    }
    m_mayHaveMore = true;
    return {Status::Ok, done};
}

TlsStream::Status TlsStream::whyNot(int returned)
{
    const int error = SSL_get_error(m_ssl.get(), returned);
    switch (m_beneath) {
    case Beneath::PlainHttp:
        return Status::PlainHttp;
    case Beneath::Lost:
        return Status::Lost;
    case Beneath::Flooded:
        return fail("the peer does not read what it asks for");
    case Beneath::Ended:
        return Status::End;
    case Beneath::Well:
        break;
    }
    if (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE)
        return Status::Blocked;
    return error == SSL_ERROR_ZERO_RETURN ? Status::End : fail(takeOpenSslError());
}

TlsStream::Status TlsStream::fail(const QByteArray &error)
{
    // The first reason counts: what OpenSSL says later is that it has failed.
    if (m_error.isEmpty())
        m_error = error;
    return Status::Failed;
}

TlsStream::Status TlsStream::writeRecord(QByteArrayView record)
{
    ERR_clear_error();
    size_t taken = 0;
    // All or nothing: what is beneath takes everything.
    const int returned = SSL_write_ex(m_ssl.get(), record.data(), size_t(record.size()), &taken);
    if (returned == 1)
        return Status::Ok;
    // Whether the peer speaks is no matter here.
    const Status status = whyNot(returned);
    return status == Status::Lost ? status : fail("cannot encrypt");
}

TlsStream::Result TlsStream::write(std::span<const QByteArrayView> pieces)
{
    if (!isEstablished())
        return {Status::Blocked, 0};
    Records records(pieces);
    qsizetype done = 0;
    while (!wantsWrite()) {
        const QByteArrayView record = records.next();
        if (record.isEmpty())
            break;
        if (const Status status = writeRecord(record); status != Status::Ok)
            return {status, 0};
        done += record.size();
    }
    return {Status::Ok, done};
}

void TlsStream::sayGoodbye()
{
    if (!isEstablished() || !m_error.isEmpty())
        return;
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    ERR_clear_error();
}

} // namespace Rainbow
