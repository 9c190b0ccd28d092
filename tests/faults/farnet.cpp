// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "farnet.h"

#include <QFile>
#include <QProcess>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace Rainbow::Faults {

FarNet::FarNet() : m_name(u"rbf%1"_qs.arg(getpid())), m_subnet(getpid() % 250 + 1)
{
    m_hasCable = ip(u"netns add %1"_qs.arg(m_name))
        && ip(u"link add %1a type veth peer name %1b netns %1"_qs.arg(m_name))
        && ip(u"addr add %2/30 dev %1a"_qs.arg(m_name, address()))
        && ip(u"link set %1a up"_qs.arg(m_name))
        && ip(u"-n %1 addr add 10.231.%2.2/30 dev %1b"_qs.arg(m_name).arg(m_subnet))
        && setPlugged(true);
}

FarNet::~FarNet()
{
    // The cable goes with the namespace, but a socket may keep that for a while.
    (void)ip(u"link del %1a"_qs.arg(m_name));
    (void)ip(u"netns del %1"_qs.arg(m_name));
}

QString FarNet::address() const
{
    return u"10.231.%1.1"_qs.arg(m_subnet);
}

bool FarNet::setPlugged(bool on)
{
    return ip(u"-n %1 link set %1b %2"_qs.arg(m_name, on ? u"up"_qs : u"down"_qs));
}

bool FarNet::ip(const QString &arguments)
{
    QProcess process;
    process.start(u"ip"_qs, arguments.split(u' '));
    const bool done = process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
    if (!done)
        m_problem = "ip " + arguments.toUtf8() + ": " + process.readAllStandardError().trimmed();
    return done;
}

int FarNet::connectFromThere(quint16 port) const
{
    int descriptor = -1;
    // A socket belongs to the network of the thread that makes it.
    std::thread([&] {
        const int net = open(("/run/netns/" + m_name.toUtf8()).constData(), O_RDONLY | O_CLOEXEC);
        if (net >= 0 && setns(net, CLONE_NEWNET) == 0)
            descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        close(net);
    }).join();
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    inet_pton(AF_INET, address().toLatin1().constData(), &to.sin_addr);
    if (descriptor >= 0
        && connect(descriptor, reinterpret_cast<const sockaddr *>(&to), sizeof to) != 0) {
        close(descriptor);
        return -1;
    }
    return descriptor;
}

} // namespace Rainbow::Faults
