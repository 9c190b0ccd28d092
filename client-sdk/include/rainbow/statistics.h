// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <chrono>

namespace Rainbow {

/// What a Client has seen since it was made.
struct Statistics {
    std::chrono::microseconds roundTrip{-1}; ///< of the last ping; negative: none yet
    quint64 messagesSent = 0; ///< repeats not counted
    quint64 messagesReceived = 0; ///< those handled
    quint64 messagesRepeated = 0; ///< own ones, sent again
    quint64 bytesSent = 0; ///< of packets, without WebSocket, TLS and TCP
    quint64 bytesReceived = 0; ///< likewise
    quint64 connects = 0; ///< connections that bloomed
    quint64 resumes = 0; ///< of these, the session was there still
};

} // namespace Rainbow
