// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/rainbowdialect.h"
#include "fuzz/fuzz.h"
#include "protocol/hello.h"
#include "protocol/packet.h"

using namespace Rainbow;

namespace {

/// What is read can be written and read again, and is the same.
void roundTrip(QByteArrayView bytes, PacketSet set)
{
    const PacketResult read = parsePacket(bytes, set);
    MUST(*toString(read.error) != '\0');
    MUST(*toString(read.packet.command) != '\0');
    MUST((read.error == PacketError::Empty) == bytes.isEmpty());
    if (read.error != PacketError::None)
        return;
    MUST(*toString(read.packet.command) != '?');

    const QByteArray written = serializePacket(read.packet);
    MUST(written.size() <= bytes.size());
    MUST(written.size() == bytes.size() || read.packet.command == PacketCommand::Rel
         || read.packet.command == PacketCommand::Com);
    // But for the bits that are ignored.
    MUST(((written[0] ^ bytes[0]) & 0xf8) == 0);
    MUST(QByteArrayView(written).sliced(1) == bytes.sliced(1, written.size() - 1));

    const PacketResult again = parsePacket(written, set);
    MUST(again.error == PacketError::None);
    MUST(again.packet == read.packet);

    QByteArray behind("before");
    appendPacket(behind, read.packet);
    MUST(behind == "before" + written);
}

/// A packet of the original protocol is the same one in rainbow.2, but for the channel of a SEND.
void sameInBoth(QByteArrayView bytes)
{
    const PacketResult original = parsePacket(bytes, PacketSet::Original);
    const PacketResult fromClient = parsePacket(bytes, PacketSet::FromClient);
    if (original.error != PacketError::UnknownCommand) {
        MUST(fromClient.error == original.error);
        MUST(fromClient.packet == original.packet);
    }
}

void decode(const QByteArray &bytes, SessionProtocol protocol, PacketSet set)
{
    const RainbowDialect dialect(protocol);
    const Dialect::Decoded decoded = dialect.decodeBinary(bytes);
    const bool isPacket = parsePacket(bytes, set).error == PacketError::None;
    if (!decoded.command) {
        MUST(*decoded.why != '\0');
    } else if (const auto *malformed = std::get_if<MalformedCommand>(&*decoded.command)) {
        MUST(protocol == SessionProtocol::Version2 && !malformed->why.isEmpty());
    } else {
        MUST(isPacket);
    }
    MUST(protocol == SessionProtocol::Version2 || decoded.command.has_value() == isPacket);
}

void hello(const QByteArray &bytes)
{
    const std::optional<Hello> read = parseHello(bytes);
    if (!read)
        return;
    const std::optional<Hello> again = parseHello(toPayload(*read));
    MUST(again && *again == *read);
}

} // namespace

// Packets, in both protocols and directions, and what dialects make of them.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView bytes = Fuzz::bytesOf(data, size);
    for (const PacketSet set : {PacketSet::Original, PacketSet::FromClient, PacketSet::FromRelay})
        roundTrip(bytes, set);
    sameInBoth(bytes);
    const QByteArray message = bytes.toByteArray();
    decode(message, SessionProtocol::Original, PacketSet::Original);
    decode(message, SessionProtocol::Version2, PacketSet::FromClient);
    hello(message);
    return 0;
}
