// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "bench/loop.h"

#include <sys/types.h>

#include <string>

namespace Rainbow::Bench {

inline constexpr char Token[] = "bench-token";

/// The relay under load: a child process, pinned to a core; killed at the end.
/// What it writes to stderr is read by the loop.
class Server final : public Source {
public:
    /// Without pings: a receiver counts bytes.
    static constexpr char Quiet[] = "ping_interval = 1 h\n";

    /// Starts it, and waits until it listens. settings: lines for the section [main], and further
    /// sections behind them.
    Server(Loop &loop, const std::string &program, uint16_t businessPort, int core,
           bool tls = false, const std::string &settings = Quiet, int workers = 1);
    ~Server() override;

    [[nodiscard]] bool speaksTls() const { return m_tls; }
    [[nodiscard]] uint16_t port() const { return m_port; }
    /// CPU time of all its threads so far, user and system.
    [[nodiscard]] std::chrono::nanoseconds cpuTime() const;
    /// Resident memory in KiB.
    [[nodiscard]] long residentKiB() const;
    /// The same, of what it shares with other processes only its share.
    [[nodiscard]] long proportionalKiB() const;
    [[nodiscard]] long openDescriptors() const;
    /// Its last lines, and what a sanitizer has reported.
    [[nodiscard]] const std::string &output() const { return m_output; }

    void forgetOutput() { m_output.clear(); }

    void signal(int number);
    /// Sends SIGTERM, once, and serves the loop until it has ended: its exit code; -1: it crashed,
    /// has not ended in time, or a sanitizer has reported something.
    [[nodiscard]] int stop(std::chrono::milliseconds timeout);

    void onReady(uint32_t events) override;

private:
    void writeConfiguration(uint16_t businessPort, const std::string &settings);
    void start(const std::string &program, int core, int workers);
    void reap();
    [[nodiscard]] std::string suppressionsFile() const { return m_file + ".supp"; }

    Loop &m_loop;
    bool m_tls;
    std::string m_file;
    std::string m_output; ///< its end only
    bool m_hasReport = false; ///< of a sanitizer
    bool m_isStopping = false;
    int m_status = -1; ///< of waitpid(), once it has ended
    pid_t m_pid = -1;
    int m_pipe = -1;
    uint16_t m_port = 0;
};

/// Keeps this process on one core, when there is more than one; a negative one: on any.
void pinToCore(int core);
/// Every connection is a descriptor: this process, and those it starts, may have as many as
/// allowed.
void raiseFileLimit();
/// CPU time of this process.
std::chrono::nanoseconds ownCpuTime();

} // namespace Rainbow::Bench
