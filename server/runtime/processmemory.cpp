// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "runtime/processmemory.h"

#include <cstdlib>
#include <memory>

#include <fcntl.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace Rainbow {

namespace {

/// /proc/self/statm, kept open: it is needed when descriptors are short, too.
class Statm {
public:
    Statm() : m_descriptor(::open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) { }
    ~Statm()
    {
        if (m_descriptor >= 0)
            ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(Statm)

    [[nodiscard]] qint64 resident() const
    {
        char text[128]; // "size resident shared …", in pages
        const ssize_t size = ::pread(m_descriptor, text, sizeof text - 1, 0);
        if (size <= 0)
            return 0;
        text[size] = '\0';
        char *rest = nullptr;
        (void)std::strtoll(text, &rest, 10);
        return std::strtoll(rest, nullptr, 10) * ::sysconf(_SC_PAGESIZE);
    }

private:
    int m_descriptor;
};

} // namespace

ProcessMemory ProcessMemory::own()
{
    ProcessMemory memory;
    memory.resident = [statm = std::make_shared<Statm>()] { return statm->resident(); };
#ifdef __GLIBC__
    memory.unused = [] { return qint64(::mallinfo2().fordblks); };
    memory.trim = [] { ::malloc_trim(0); };
#else
    memory.unused = [] { return qint64(0); };
    memory.trim = [] {};
#endif
    return memory;
}

} // namespace Rainbow
