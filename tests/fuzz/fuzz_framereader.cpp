// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "gate/framereader.h"

#include <QList>
#include <QUtf8StringView>
#include <QtEndian>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define HAS_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define HAS_ADDRESS_SANITIZER
#endif
#ifdef HAS_ADDRESS_SANITIZER
// sanitizer/allocator_interface.h declares it, but does not come with GCC.
extern "C" size_t __sanitizer_get_current_allocated_bytes();
#else
static size_t __sanitizer_get_current_allocated_bytes()
{
    return 0;
}
#endif

using namespace Rainbow;

namespace {

using Kind = FrameReader::Kind;

qsizetype heldBytes()
{
    return qsizetype(__sanitizer_get_current_allocated_bytes());
}

struct Event {
    Kind kind;
    QByteArray payload;
    int code = 0;

    friend bool operator==(const Event &, const Event &) = default;
};
using Events = QList<Event>;

/// What the reader makes of a stream in pieces.
Events readAll(QByteArrayView bytes, quint8 how, qsizetype limit)
{
    Events events;
    FrameReader reader;
    Fuzz::inPieces(bytes, how, [&](QByteArrayView piece) {
        for (;;) {
            const FrameReader::Result result = reader.next(piece, limit);
            if (result.kind == Kind::NeedMore) {
                MUST(piece.isEmpty());
                return true;
            }
            MUST((result.kind == Kind::Violation) == (result.code != 0));
            events.append({result.kind, result.payload, result.code});
            if (result.kind == Kind::Violation)
                return false;
            MUST(!reader.isMidFrame());
        }
    });
    return events;
}

/// The reader holds no more than has come, and no more than a message may have.
void checkMemory(QByteArrayView bytes, quint8 how, qsizetype limit)
{
    constexpr qsizetype MaxControl = 125;
    constexpr qsizetype Slack = 2048;
    FrameReader reader;
    const qsizetype before = heldBytes();
    qsizetype fed = 0;
    Fuzz::inPieces(bytes, how, [&](QByteArrayView piece) {
        fed += piece.size();
        Kind kind = Kind::Text;
        while (kind != Kind::NeedMore && kind != Kind::Violation)
            kind = reader.next(piece, limit).kind;
        MUST(heldBytes() - before <= 4 * std::min(fed, limit + MaxControl) + Slack);
        return kind != Kind::Violation;
    });
}

bool isUtf8(const QByteArray &text)
{
    return QUtf8StringView(text.data(), text.size()).isValidUtf8();
}

/// Whether something could follow that makes it UTF-8.
bool mayBecomeUtf8(const QByteArray &text)
{
    static const QByteArrayList tails{"",         "\x80",         "\xbf",        "\x80\x80",
                                      "\xbf\x80", "\x80\x80\x80", "\xbf\x80\x80"};
    return std::any_of(tails.begin(), tails.end(),
                       [&text](const QByteArray &tail) { return isUtf8(text + tail); });
}

int closeProblem(const QByteArray &payload)
{
    if (payload.isEmpty())
        return 0;
    const int code = payload.size() < 2 ? 0 : qFromBigEndian<quint16>(payload.constData());
    const bool known = code >= 1000 && code <= 1014 && code != 1004 && code != 1005 && code != 1006;
    if (!known && (code < 3000 || code > 4999))
        return 1002;
    return isUtf8(payload.mid(2)) ? 0 : 1007;
}

/// The same stream read in the plainest way, frame by frame out of one buffer.
class PlainReader {
public:
    explicit PlainReader(qsizetype limit) : m_limit(quint64(limit)) { }

    Events readAll(QByteArrayView bytes)
    {
        while (m_going && bytes.size() >= 2)
            bytes = readFrame(bytes);
        return m_events;
    }

private:
    QByteArrayView refuse(int code)
    {
        m_events.append({Kind::Violation, {}, code});
        m_going = false;
        return {};
    }

    QByteArrayView readFrame(QByteArrayView bytes)
    {
        const int opcode = bytes[0] & 0x0f;
        const bool isFinal = (bytes[0] & 0x80) != 0;
        const bool isControl = opcode >= 8;
        quint64 size = bytes[1] & 0x7f;
        if ((bytes[0] & 0x70) != 0 || (opcode > 2 && opcode < 8) || opcode > 10
            || (bytes[1] & 0x80) == 0 || (isControl && (!isFinal || size > 125))
            || (!isControl && (opcode == 0) != (m_opcode != 0)))
            return refuse(1002);
        const qsizetype lengthBytes = size == 126 ? 2 : size == 127 ? 8 : 0;
        const qsizetype header = 2 + lengthBytes + 4;
        if (bytes.size() < header)
            return {};
        if (lengthBytes > 0) {
            size = 0;
            for (qsizetype i = 0; i < lengthBytes; ++i)
                size = size << 8 | quint8(bytes[2 + i]);
            if (size < 126 || (lengthBytes == 8 && size < 65'536) || size >> 63 != 0)
                return refuse(1002);
        }
        if (!isControl && size + quint64(m_message.size()) > m_limit)
            return refuse(1009);
        QByteArray payload;
        for (qsizetype i = header; i < bytes.size() && quint64(payload.size()) < size; ++i)
            payload.append(char(bytes[i] ^ bytes[header - 4 + payload.size() % 4]));
        const bool isWhole = quint64(payload.size()) == size;
        if (isControl && isWhole)
            takeControl(opcode, payload);
        if (!isControl)
            takeData(opcode, payload, isWhole, isFinal);
        return isWhole ? bytes.sliced(header + payload.size()) : QByteArrayView();
    }

    void takeControl(int opcode, const QByteArray &payload)
    {
        const int problem = opcode == 8 ? closeProblem(payload) : 0;
        if (problem != 0)
            (void)refuse(problem);
        else
            m_events.append({opcode == 8       ? Kind::Close
                                 : opcode == 9 ? Kind::Ping
                                               : Kind::Pong,
                             payload});
    }

    void takeData(int opcode, const QByteArray &payload, bool isWhole, bool isFinal)
    {
        m_opcode = opcode == 0 ? m_opcode : opcode;
        m_message += payload;
        const bool ends = isWhole && isFinal;
        if (m_opcode == 1 && !(ends ? isUtf8(m_message) : mayBecomeUtf8(m_message)))
            (void)refuse(1007);
        else if (ends)
            m_events.append({std::exchange(m_opcode, 0) == 1 ? Kind::Text : Kind::Binary,
                             std::exchange(m_message, {})});
        else if (isWhole)
            m_events.append({Kind::Fragment, {}});
    }

    const quint64 m_limit;
    Events m_events;
    QByteArray m_message;
    int m_opcode = 0;
    bool m_going = true;
};

} // namespace

// Frames: cut anywhere the events are the same, and those of a reader that does it in the plainest
// way. The first byte of the input says where to cut, the second is a fourth of the limit; there
// 0xff stands for one that a frame with a length of 64 bits may keep.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    QByteArrayView bytes = Fuzz::bytesOf(data, size);
    const quint8 how = Fuzz::takeByte(bytes);
    const quint8 quarter = Fuzz::takeByte(bytes);
    const qsizetype limit = quarter == 0xff ? 70'000 : quarter * qsizetype(4);
    const Events expected = PlainReader(limit).readAll(bytes);
    for (const quint8 cut : {quint8('w'), quint8('1'), how})
        MUST(readAll(bytes, cut, limit) == expected);
    checkMemory(bytes, how, limit);
    for (const Event &event : expected)
        MUST(event.payload.size() <= std::max<qsizetype>(limit, 125));
    return 0;
}
