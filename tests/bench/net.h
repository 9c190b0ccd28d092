// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace Rainbow::Bench {

/// Listens on a free port of 127.0.0.1; gives the descriptor.
int listenLocally(uint16_t &port);
/// A non-blocking connection to a port of 127.0.0.1 that is being set up. Connections come from
/// many addresses, number chooses which, so that ports do not run out.
int connectLocally(uint16_t port, unsigned number);
/// Likewise, from one address of 127.0.0.0/8 (host byte order).
int connectFrom(uint32_t address, uint16_t port);
/// Closes with a reset, so that no port is left waiting.
void closeHard(int descriptor);
/// Sends all of it; what is sent here is small, and waits for room if there is none. False: the
/// peer has ended the connection.
[[nodiscard]] bool sendAll(int descriptor, std::string_view bytes);
/// Reads what is there into the buffer that all connections share. Empty: nothing, or the end,
/// which ended then tells.
std::string_view receive(int descriptor, bool &ended);

/// A client's binary frame around the payload, masked with zeros.
std::string clientFrame(std::string_view payload);
/// Bytes of a server's frame around a payload of that size.
size_t serverFrameSize(size_t payload);

} // namespace Rainbow::Bench
