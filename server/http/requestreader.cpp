// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/requestreader.h"

#include "http/octets.h"

#include <QIODevice>

namespace Rainbow {

namespace {

constexpr qsizetype ReadAhead = 64 * 1024;
constexpr qsizetype KeptCapacity = 4 * 1024; ///< of the input buffer, when it is empty

} // namespace

RequestReader::RequestReader(const HttpSettings &settings)
    : m_maxHead(settings.maxHead), m_maxBody(settings.maxBody)
{
}

bool RequestReader::readFrom(QIODevice &device)
{
    if (m_at > 0) {
        m_in.remove(0, m_at);
        m_at = 0;
    }
    const qsizetype had = m_in.size();
    const qsizetype room = qMax(m_maxHead + 1, ReadAhead) - had;
    const qsizetype size = qMin<qint64>(device.bytesAvailable(), room);
    if (size <= 0)
        return false;
    m_in.resize(had + size);
    const qint64 got = device.read(m_in.data() + had, size);
    m_in.resize(had + qMax<qint64>(got, 0));
    return got > 0;
}

RequestReader::Status RequestReader::next()
{
    if (m_phase == Phase::Idle) {
        if (input().isEmpty()) {
            if (m_in.capacity() > KeptCapacity)
                m_in = QByteArray();
            else
                m_in.resize(0);
            m_at = 0;
            return Status::More;
        }
        m_phase = Phase::Head;
        m_body = QByteArray();
    }
    return m_phase == Phase::Head ? readHead() : readBody();
}

void RequestReader::clear()
{
    m_in = QByteArray();
    m_at = 0;
    m_scanned = 0;
    m_phase = Phase::Idle;
    m_expectsContinue = false;
    m_head = {};
    m_body = QByteArray();
    m_chunks.reset();
}

RequestReader::Status RequestReader::readHead()
{
    // Only a line's end can complete a head: one that trickles in is not parsed at every byte.
    const QByteArrayView bytes = input();
    if (m_scanned > 0 && bytes.size() <= m_maxHead && bytes.sliced(m_scanned).indexOf('\n') < 0) {
        m_scanned = bytes.size();
        return Status::More;
    }
    RequestHeadResult result = parseRequestHead(bytes, m_maxHead);
    switch (result.status) {
    case RequestHeadResult::Status::Incomplete:
        m_scanned = bytes.size();
        return Status::More;
    case RequestHeadResult::Status::Bad:
        return bad(result.code, std::move(result.reason));
    case RequestHeadResult::Status::Ok:
        break;
    }
    m_at += result.size;
    m_scanned = 0;
    m_head = std::move(result.head);
    return beginBody();
}

RequestReader::Status RequestReader::beginBody()
{
    const qint64 length = m_head.contentLength.value_or(0);
    if (length > m_maxBody)
        return bad(413, "body too large (max_payload)");
    if (m_head.minorVersion == 1) { // an older client cannot mean it (RFC 9110 §10.1.1)
        if (const auto expectation = m_head.header("Expect")) {
            m_expectsContinue = equalsIgnoringCase(*expectation, "100-continue");
            if (!m_expectsContinue || m_head.headerCount("Expect") != 1)
                return bad(417, "expectation not supported");
        }
    }
    if (length == 0 && !m_head.chunked)
        return whole();
    if (m_head.chunked)
        m_chunks = std::make_unique<ChunkedBody>(m_maxBody);
    m_phase = Phase::Body;
    return readBody();
}

RequestReader::Status RequestReader::readBody()
{
    const QByteArrayView bytes = input();
    if (bytes.isEmpty())
        return Status::More;
    m_expectsContinue = false;
    if (!m_chunks) {
        const qsizetype missing = *m_head.contentLength - m_body.size();
        const QByteArrayView piece = bytes.first(qMin(missing, bytes.size()));
        m_body.append(piece);
        m_at += piece.size();
        return piece.size() == missing ? whole() : Status::More;
    }
    const ChunkedBody::Result result = m_chunks->feed(bytes, m_body);
    m_at += result.consumed;
    switch (result.status) {
    case ChunkedBody::Status::Done:
        return whole();
    case ChunkedBody::Status::Bad:
        return bad(400, "malformed chunked body");
    case ChunkedBody::Status::TooLarge:
        return bad(413, "body too large (max_payload)");
    case ChunkedBody::Status::More:
        break;
    }
    return Status::More;
}

RequestReader::Status RequestReader::whole()
{
    m_phase = Phase::Idle;
    m_expectsContinue = false;
    m_chunks.reset();
    return Status::Request;
}

RequestReader::Status RequestReader::bad(int code, QByteArray reason)
{
    m_code = code;
    m_reason = std::move(reason);
    return Status::Bad;
}

} // namespace Rainbow
