// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/messagereader.h"

#include <charconv>
#include <utility>

namespace Rainbow::Bench {

namespace {

constexpr uint8_t OpcodeMask = 0x0f;
constexpr uint8_t Close = 0x8;
constexpr uint8_t FirstControl = 0x8;
constexpr uint8_t Masked = 0x80;
constexpr size_t MaxMessage = 64 * 1024 * 1024; ///< nobody publishes that much here
constexpr size_t MaxLine = 4096; ///< of NATS

uint8_t octet(std::string_view bytes, size_t at)
{
    return uint8_t(bytes[at]);
}

uint64_t bigEndian(std::string_view bytes, size_t at, size_t size)
{
    uint64_t result = 0;
    for (size_t i = 0; i < size; ++i)
        result = result << 8 | octet(bytes, at + i);
    return result;
}

/// The code of a close frame, and its reason.
std::string closeText(std::string_view payload)
{
    if (payload.size() < 2)
        return "closed by the server";
    return "closed by the server: " + std::to_string(bigEndian(payload, 0, 2)) + ' '
        + std::string(payload.substr(2));
}

} // namespace

bool MessageReader::refuse(std::string reason)
{
    m_error = std::move(reason);
    return false;
}

bool MessageReader::take(std::string_view bytes, Sink &sink)
{
    bool ok = true;
    if (m_rest.empty()) {
        const size_t taken = takeWhole(bytes, sink, ok);
        m_rest = bytes.substr(taken);
        return ok;
    }
    m_rest += bytes;
    m_rest.erase(0, takeWhole(m_rest, sink, ok));
    return ok;
}

size_t MessageReader::takeWhole(std::string_view bytes, Sink &sink, bool &ok)
{
    size_t at = 0;
    while (ok && bytes.size() - at >= 2) {
        size_t head = 2;
        uint64_t size = octet(bytes, at + 1);
        if ((size & Masked) != 0) {
            ok = refuse("a frame of the server is masked");
            break;
        }
        if (size >= 126) {
            head += size == 126 ? 2 : 8;
            if (bytes.size() - at < head)
                break;
            size = bigEndian(bytes, at + 2, head - 2);
        }
        if (size > MaxMessage) {
            ok = refuse("a frame of the server is too long");
            break;
        }
        if (bytes.size() - at - head < size)
            break;
        const uint8_t opcode = octet(bytes, at) & OpcodeMask;
        const std::string_view payload = bytes.substr(at + head, size);
        at += head + size;
        if (opcode == Close)
            ok = refuse(closeText(payload));
        else if (opcode < FirstControl)
            ok = takeFrame(payload, sink);
    }
    return at;
}

bool PlainReader::takeFrame(std::string_view payload, Sink &sink)
{
    if (payload.size() < m_head)
        return refuse("a message is too short");
    sink.onMessage(payload.substr(m_head));
    return true;
}

bool StreamReader::takeFrame(std::string_view payload, Sink &sink)
{
    bool ok = true;
    if (m_rest.empty()) {
        const size_t taken = takeUnits(payload, sink, ok);
        m_rest = payload.substr(taken);
        return ok;
    }
    m_rest += payload;
    m_rest.erase(0, takeUnits(m_rest, sink, ok));
    return ok;
}

size_t StreamReader::takeUnits(std::string_view bytes, Sink &sink, bool &ok)
{
    size_t at = 0;
    while (ok && at < bytes.size()) {
        const size_t taken = takeUnit(bytes.substr(at), sink, ok);
        if (taken == 0)
            break;
        at += taken;
    }
    return at;
}

size_t MqttReader::takeUnit(std::string_view bytes, Sink &sink, bool &ok)
{
    size_t size = 0;
    size_t head = 1;
    for (unsigned shift = 0;; shift += 7) {
        if (head >= bytes.size())
            return 0;
        if (shift > 21) {
            ok = refuse("an MQTT packet has a wrong length");
            return 0;
        }
        const uint8_t next = octet(bytes, head++);
        size |= size_t(next & 0x7f) << shift;
        if ((next & 0x80) == 0)
            break;
    }
    if (bytes.size() - head < size)
        return 0;
    const std::string_view body = bytes.substr(head, size);
    switch (octet(bytes, 0) >> 4) {
    case 2: // CONNACK
        if (body.size() < 2 || body[1] != 0)
            ok = refuse("MQTT: the connection is refused");
        break;
    case 3: { // PUBLISH
        const size_t topic = body.size() < 2 ? body.size() : size_t(bigEndian(body, 0, 2));
        if (body.size() < 2 + topic)
            ok = refuse("an MQTT PUBLISH is too short");
        else
            sink.onMessage(body.substr(2 + topic));
        break;
    }
    case 9: // SUBACK
        if (body.size() < 3 || octet(body, 2) == 0x80)
            ok = refuse("MQTT: the subscription is refused");
        else
            sink.onSubscribed();
        break;
    default:
        break;
    }
    return head + size;
}

size_t NatsReader::takeUnit(std::string_view bytes, Sink &sink, bool &ok)
{
    const size_t end = bytes.find("\r\n");
    if (end == std::string_view::npos) {
        ok = bytes.size() < MaxLine || refuse("NATS: a line is too long");
        return 0;
    }
    const std::string_view line = bytes.substr(0, end);
    if (line.starts_with("MSG ")) {
        const std::string_view digits = line.substr(line.rfind(' ') + 1);
        size_t size = 0;
        if (std::from_chars(digits.data(), digits.data() + digits.size(), size).ec != std::errc{}
            || size > MaxMessage) {
            ok = refuse("NATS: " + std::string(line));
            return 0;
        }
        if (bytes.size() < end + 2 + size + 2)
            return 0;
        sink.onMessage(bytes.substr(end + 2, size));
        return end + 2 + size + 2;
    }
    if (line.starts_with("PONG"))
        sink.onSubscribed();
    else if (line.starts_with("-ERR"))
        ok = refuse("NATS: " + std::string(line));
    return end + 2;
}

} // namespace Rainbow::Bench
