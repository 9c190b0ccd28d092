// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/server.h"

#include "bench/net.h"
#include "bench/processes.h"
#include "support/certificates.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <utility>

namespace Rainbow::Bench {

namespace {

std::string configuration(uint16_t businessPort, const std::string &settings)
{
    const std::string url = "http://127.0.0.1:" + std::to_string(businessPort);
    return "[main]\nconnect_url = " + url + "/connect/\nforward_url = " + url
        + "/message/\nsecurity_token = " + Token + '\n' + settings;
}

std::chrono::nanoseconds timeOf(clockid_t clock)
{
    timespec time{};
    if (clock_gettime(clock, &time) != 0)
        fail("clock_gettime");
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// From a file of /proc, behind that name; 0: it is not there.
long kibibytesOf(const std::string &file, std::string_view name)
{
    std::ifstream lines(file);
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with(name))
            return std::atol(line.c_str() + name.size());
    }
    return 0;
}

} // namespace

Server::Server(Loop &loop, const std::string &program, uint16_t businessPort, int core, bool tls,
               const std::string &settings, int workers)
    : m_loop(loop), m_tls(tls)
{
    raiseFileLimit();
    writeConfiguration(businessPort, settings);
    start(program, core, workers);
    loop.add(m_pipe, *this, EPOLLIN);
    if (!loop.runUntil([this] { return m_port != 0; }, 10s)) {
        errno = 0;
        fail(("the server does not start:\n" + m_output).c_str());
    }
}

void Server::writeConfiguration(uint16_t businessPort, const std::string &settings)
{
    char name[] = "/tmp/rainbow-bench-XXXXXX";
    const int file = mkstemp(name);
    if (file < 0)
        fail("mkstemp");
    m_file = name;
    std::string text = configuration(businessPort, settings);
    if (m_tls) {
        const QString path = QString::fromStdString(m_file);
        const Test::CertificateAuthority authority;
        if (!authority.issue({"localhost"})
                 .write(path.section(u'/', 0, -2), path.section(u'/', -1)))
            fail("certificate");
        text += "[tls]\ncertificate = " + m_file + ".pem\nkey = " + m_file + ".key\n";
    }
    if (write(file, text.data(), text.size()) != ssize_t(text.size()))
        fail("write");
    close(file);
    // OpenSSL frees what it keeps for a thread behind the exit of the program: no leak of ours.
    std::ofstream(suppressionsFile()) << "leak:libcrypto\nleak:libssl\n";
}

Server::~Server()
{
    if (m_pid > 0) {
        kill(m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
        close(m_pipe);
    }
    for (const char *ending : {"", ".pem", ".key"})
        unlink((m_file + ending).c_str());
    unlink(suppressionsFile().c_str());
}

void Server::start(const std::string &program, int core, int workers)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0)
        fail("pipe2");
    m_pid = fork();
    if (m_pid < 0)
        fail("fork");
    if (m_pid == 0) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        pinToCore(core);
        fcntl(ends[1], F_SETFL, 0); // blocking, as a program expects its stderr to be
        dup2(ends[1], STDERR_FILENO);
        setenv("LSAN_OPTIONS", ("print_suppressions=0:suppressions=" + suppressionsFile()).c_str(),
               1);
        execl(program.c_str(), program.c_str(), "-f", m_file.c_str(), "-p", "0", "-l", "127.0.0.1",
              "--workers", std::to_string(workers).c_str(), "--dev", nullptr);
        fail(program.c_str());
    }
    close(ends[1]);
    m_pipe = ends[0];
}

std::chrono::nanoseconds Server::cpuTime() const
{
    clockid_t clock{};
    if (clock_getcpuclockid(m_pid, &clock) != 0)
        fail("clock_getcpuclockid");
    return timeOf(clock);
}

long Server::residentKiB() const
{
    return kibibytesOf("/proc/" + std::to_string(m_pid) + "/status", "VmRSS:");
}

long Server::proportionalKiB() const
{
    return Processes({long(m_pid)}).residentKiB();
}

long Server::openDescriptors() const
{
    const std::filesystem::path files("/proc/" + std::to_string(m_pid) + "/fd");
    std::error_code error;
    return std::distance(std::filesystem::directory_iterator(files, error),
                         std::filesystem::directory_iterator());
}

void Server::signal(int number)
{
    m_isStopping |= number == SIGTERM;
    if (m_pid > 0)
        kill(m_pid, number);
}

int Server::stop(std::chrono::milliseconds timeout)
{
    if (!m_isStopping)
        signal(SIGTERM);
    if (!m_loop.runUntil([this] { return m_pid < 0; }, timeout) || m_hasReport)
        return -1;
    return WIFEXITED(m_status) ? WEXITSTATUS(m_status) : -1;
}

void Server::reap()
{
    close(m_pipe);
    waitpid(std::exchange(m_pid, -1), &m_status, 0);
}

void Server::onReady(uint32_t)
{
    char bytes[16 * 1024];
    const ssize_t size = read(m_pipe, bytes, sizeof bytes);
    if (size == 0 && m_isStopping) {
        reap();
        return;
    }
    if (size == 0) {
        errno = 0;
        fail(("the server has ended:\n" + m_output).c_str());
    }
    if (size < 0)
        return;
    m_output.append(bytes, size_t(size));
    constexpr std::string_view mark = "listening on 127.0.0.1:";
    if (const size_t at = m_output.find(mark); m_port == 0 && at != std::string::npos)
        m_port = uint16_t(std::atoi(m_output.c_str() + at + mark.size()));
    for (const char *report : {"ERROR: AddressSanitizer", "ERROR: LeakSanitizer", "runtime error:"})
        m_hasReport |= m_output.find(report) != std::string::npos;
    if (m_output.size() > 8'000 && !m_hasReport)
        m_output.erase(0, m_output.size() - 4'000);
}

void pinToCore(int core)
{
    const long cores = sysconf(_SC_NPROCESSORS_ONLN);
    if (cores < 2)
        return;
    cpu_set_t set;
    CPU_ZERO(&set);
    for (int each = 0; each < cores; ++each) {
        if (core < 0 || each == core)
            CPU_SET(size_t(each), &set);
    }
    if (sched_setaffinity(0, sizeof set, &set) != 0)
        fail("sched_setaffinity");
}

void raiseFileLimit()
{
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::chrono::nanoseconds ownCpuTime()
{
    return timeOf(CLOCK_PROCESS_CPUTIME_ID);
}

} // namespace Rainbow::Bench
