// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "wire.h"

#include <functional>

namespace Rainbow::Faults {

/// The commands and the opcodes that matter here (rainbow.md §4, RFC 6455 §5.2).
enum class Verb : uint8_t { Send = 1, Ack, Rec, Rel, Com };
enum class Opcode : uint8_t {
    Continuation = 0,
    Text = 1,
    Binary = 2,
    Close = 8,
    Ping = 9,
    Pong = 10
};

struct Parcel {
    Verb verb = Verb::Send;
    int qos = 0;
    bool dup = false;
    uint16_t id = 0;
    std::string_view payload;
};
/// As bytes; messages have type 1.
[[nodiscard]] std::string packed(const Parcel &parcel);

/// The head of a client's frame, masked with zeros.
[[nodiscard]] std::string frameHead(Opcode opcode, uint64_t size, bool fin = true);
[[nodiscard]] std::string frame(Opcode opcode, std::string_view payload, bool fin = true);

/// headers: more of them, each with its line end.
[[nodiscard]] std::string upgradeRequest(const std::string &device, const std::string &headers = {},
                                         const std::string &path = "/connect/");

/// A client of the relay. It answers pings; what a message gets is for onPacket to say.
class WsClient final : public Wire {
public:
    WsClient(Loop &loop, uint16_t port, uint32_t address, const std::string &device,
             const std::string &headers = {}, const std::string &path = "/connect/");

    std::function<void()> onOpen;
    std::function<void(const Parcel &)> onPacket;
    /// It was open, or was not let in, and has ended.
    std::function<void()> onGone;

    [[nodiscard]] bool isOpen() const { return m_status == 101 && !hasEnded(); }
    /// Of the answer to the upgrade; 0: none.
    [[nodiscard]] int status() const { return m_status; }
    /// 0: no close frame has come.
    [[nodiscard]] int closeCode() const { return m_closeCode; }
    void sendFrame(Opcode opcode, std::string_view payload) { send(frame(opcode, payload)); }
    void sendPacket(const Parcel &parcel) { sendFrame(Opcode::Binary, packed(parcel)); }

private:
    void onConnected() override;
    void onBytes(std::string_view bytes) override;
    void onEnd() override;
    bool takeHead();
    size_t takeFrame(std::string_view bytes);
    void take(Opcode opcode, std::string_view payload);

    std::string m_request;
    std::string m_in;
    int m_status = 0;
    int m_closeCode = 0;
};

} // namespace Rainbow::Faults
