// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/client.h"
#include "gate/wiresocket.h"

#include <QtEndian>

namespace Rainbow {

// What is shown to who looks on.

void Client::showIn(const FrameReader::Result &result)
{
    using Kind = PacketWatcher::Kind;
    constexpr auto In = PacketWatcher::Direction::In;
    switch (result.kind) {
    case FrameReader::Kind::Binary:
        m_watcher->onFrame(In, Kind::Packet, result.payload);
        break;
    case FrameReader::Kind::Ping:
        m_watcher->onFrame(In, Kind::Ping, result.payload);
        break;
    case FrameReader::Kind::Pong:
        m_watcher->onFrame(In, Kind::Pong, result.payload);
        break;
    case FrameReader::Kind::Close:
        m_watcher->onFrame(In, Kind::Close, result.payload);
        break;
    case FrameReader::Kind::Text: // no packet
    case FrameReader::Kind::Fragment:
    case FrameReader::Kind::Violation:
    case FrameReader::Kind::NeedMore:
        break;
    }
}

/// What the shared frame is for this client.
void Client::showOut(const Frame &frame, MessageId id)
{
    QByteArray bytes = frame.bytes;
    if (frame.idOffset >= 0)
        qToBigEndian<quint16>(id, bytes.data() + frame.idOffset);
    m_watcher->onFrame(PacketWatcher::Direction::Out, PacketWatcher::Kind::Packet,
                       QByteArrayView(bytes).last(frame.payloadSize()));
}

/// A close frame, which is to be written next.
QByteArray Client::shownClose(quint16 code, const QByteArray &reason)
{
    QByteArray frame = closeFrame(code, reason);
    if (m_watcher) [[unlikely]] {
        m_watcher->onFrame(PacketWatcher::Direction::Out, PacketWatcher::Kind::Close,
                           QByteArrayView(frame).sliced(frameHeaderSize(0)));
    }
    return frame;
}

void Client::writeControl(Opcode opcode, const QByteArray &payload)
{
    using Kind = PacketWatcher::Kind;
    if (m_watcher) [[unlikely]] {
        const Kind kind = opcode == Opcode::Ping ? Kind::Ping
            : opcode == Opcode::Pong             ? Kind::Pong
                                                 : Kind::Close;
        m_watcher->onFrame(PacketWatcher::Direction::Out, kind, payload);
    }
    m_socket->write(controlFrame(opcode, payload));
}

} // namespace Rainbow
