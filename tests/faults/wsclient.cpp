// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "wsclient.h"

#include <cstdlib>

namespace Rainbow::Faults {

namespace {

uint64_t bigEndian(std::string_view bytes)
{
    uint64_t value = 0;
    for (const char byte : bytes)
        value = value << 8 | uint8_t(byte);
    return value;
}

void appendBigEndian(std::string &to, uint64_t value, int bytes)
{
    while (--bytes >= 0)
        to += char(value >> (8 * bytes) & 0xff);
}

} // namespace

std::string packed(const Parcel &parcel)
{
    std::string bytes(1, char(int(parcel.verb) << 4 | (parcel.dup ? 8 : 0) | parcel.qos << 1));
    if (parcel.verb == Verb::Send)
        appendBigEndian(bytes, 1, 2);
    if (parcel.verb != Verb::Send || parcel.qos > 0)
        appendBigEndian(bytes, parcel.id, 2);
    return bytes.append(parcel.payload);
}

std::string frameHead(Opcode opcode, uint64_t size, bool fin)
{
    std::string head(1, char((fin ? 0x80 : 0) | int(opcode)));
    if (size < 126) {
        head += char(0x80 | size);
    } else if (size < 65'536) {
        head += char(0x80 | 126);
        appendBigEndian(head, size, 2);
    } else {
        head += char(0x80 | 127);
        appendBigEndian(head, size, 8);
    }
    return head.append(4, '\0');
}

std::string frame(Opcode opcode, std::string_view payload, bool fin)
{
    return frameHead(opcode, payload.size(), fin).append(payload);
}

std::string upgradeRequest(const std::string &device, const std::string &headers,
                           const std::string &path)
{
    return "GET " + path
        + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\n"
          "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-CLIENT-OS: test\r\nX-DEVICEID: "
        + device + "\r\n" + headers + "\r\n";
}

WsClient::WsClient(Loop &loop, uint16_t port, uint32_t address, const std::string &device,
                   const std::string &headers, const std::string &path)
    : Wire(loop, port, address), m_request(upgradeRequest(device, headers, path))
{
}

void WsClient::onConnected()
{
    send(m_request);
    m_request = {};
}

void WsClient::onEnd()
{
    if (onGone)
        onGone();
}

void WsClient::onBytes(std::string_view bytes)
{
    m_in += bytes;
    if (m_status != 101 && !takeHead())
        return;
    std::string_view rest = m_in;
    while (const size_t used = takeFrame(rest)) {
        if (hasEnded())
            return;
        rest.remove_prefix(used);
    }
    m_in.erase(0, m_in.size() - rest.size());
    if (m_in.empty() && m_in.capacity() > 65'536)
        m_in = {}; // ten thousand of these add up
}

bool WsClient::takeHead()
{
    const size_t end = m_in.find("\r\n\r\n");
    if (end == std::string::npos)
        return false;
    m_status = std::atoi(m_in.c_str() + sizeof "HTTP/1.1");
    m_in.erase(0, end + 4);
    if (m_status == 101 && onOpen)
        onOpen();
    return m_status == 101;
}

size_t WsClient::takeFrame(std::string_view bytes)
{
    if (bytes.size() < 2)
        return 0;
    size_t head = 2;
    uint64_t size = uint8_t(bytes[1]) & 0x7f;
    if (size >= 126) {
        const size_t length = size == 126 ? 2 : 8;
        if (bytes.size() < head + length)
            return 0;
        size = bigEndian(bytes.substr(head, length));
        head += length;
    }
    if (bytes.size() - head < size)
        return 0;
    take(Opcode(bytes[0] & 0x0f), bytes.substr(head, size));
    return head + size;
}

void WsClient::take(Opcode opcode, std::string_view payload)
{
    if (opcode == Opcode::Ping)
        sendFrame(Opcode::Pong, payload);
    if (opcode == Opcode::Close) {
        m_closeCode = payload.size() < 2 ? 1005 : int(bigEndian(payload.substr(0, 2)));
        sendFrame(Opcode::Close, payload.substr(0, 2));
    }
    if (opcode != Opcode::Binary || payload.size() < 3 || !onPacket)
        return;
    Parcel parcel;
    const auto first = uint8_t(payload[0]);
    parcel.verb = Verb(first >> 4);
    parcel.dup = (first & 8) != 0;
    parcel.qos = first >> 1 & 3;
    payload.remove_prefix(1);
    if (parcel.verb == Verb::Send)
        payload.remove_prefix(2); // the type
    if (parcel.verb != Verb::Send || parcel.qos > 0) {
        parcel.id = uint16_t(bigEndian(payload.substr(0, 2)));
        payload.remove_prefix(2);
    }
    parcel.payload = payload;
    onPacket(parcel);
}

} // namespace Rainbow::Faults
