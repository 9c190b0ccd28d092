// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "signals.h"

#include <QSocketNotifier>

#include <csignal>
#include <utility>

#include <sys/signalfd.h>
#include <unistd.h>

namespace Rainbow {

Signals::Signals(QObject *parent) : QObject(parent)
{
    sigset_t set;
    sigemptyset(&set);
    for (const int number : {SIGTERM, SIGINT, SIGHUP})
        sigaddset(&set, number);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_descriptor = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
    auto *notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
    connect(notifier, &QSocketNotifier::activated, this, &Signals::onReadable);
}

Signals::~Signals()
{
    ::close(m_descriptor);
}

void Signals::onReadable()
{
    signalfd_siginfo info;
    while (::read(m_descriptor, &info, sizeof info) == sizeof info) {
        if (info.ssi_signo == SIGHUP) {
            Q_EMIT reloadRequested();
            continue;
        }
        if (std::exchange(m_stopping, true))
            ::_exit(128 + int(info.ssi_signo));
        Q_EMIT stopRequested();
    }
}

} // namespace Rainbow
