// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <sys/types.h>

#include <string>

namespace Rainbow::Bench {

inline constexpr char Token[] = "bench-token";

/// The relay under load: a child process with one worker, pinned to a core; killed at the end.
/// What it writes to stderr is read by the loop.
class Server final : public Source {
public:
    /// Starts it, and waits until it listens.
    Server(Loop &loop, const std::string &program, uint16_t businessPort, int core,
           bool tls = false);
    ~Server() override;

    [[nodiscard]] bool speaksTls() const { return m_tls; }
    [[nodiscard]] uint16_t port() const { return m_port; }
    /// CPU time of all its threads so far, user and system.
    [[nodiscard]] std::chrono::nanoseconds cpuTime() const;
    /// Resident memory in KiB.
    [[nodiscard]] long residentKiB() const;

    void onReady(uint32_t events) override;

private:
    void writeConfiguration(uint16_t businessPort);
    void start(const std::string &program, int core);

    bool m_tls;
    std::string m_file;
    std::string m_output; ///< its end only
    pid_t m_pid = -1;
    int m_pipe = -1;
    uint16_t m_port = 0;
};

/// Keeps this process on one core, when there is more than one.
void pinToCore(int core);
/// CPU time of this process.
std::chrono::nanoseconds ownCpuTime();

} // namespace Rainbow::Bench
