// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "fuzz/fuzz.h"
#include "protocol/packet.h"

using namespace Rainbow;

// Packets: what is read can be written and read again, and is the same.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArrayView bytes = Fuzz::bytesOf(data, size);
    const PacketResult read = parsePacket(bytes);
    MUST(*toString(read.error) != '\0');
    MUST((read.error == PacketError::Empty) == bytes.isEmpty());
    if (read.error != PacketError::None)
        return 0;

    const QByteArray written = serializePacket(read.packet);
    MUST(written.size() <= bytes.size());
    MUST(written.size() == bytes.size() || read.packet.command >= PacketCommand::Rel);
    // But for the bits that are ignored.
    MUST(((written[0] ^ bytes[0]) & 0xf8) == 0);
    MUST(QByteArrayView(written).sliced(1) == bytes.sliced(1, written.size() - 1));

    const PacketResult again = parsePacket(written);
    MUST(again.error == PacketError::None);
    MUST(again.packet == read.packet);

    QByteArray behind("before");
    appendPacket(behind, read.packet);
    MUST(behind == "before" + written);
    return 0;
}
