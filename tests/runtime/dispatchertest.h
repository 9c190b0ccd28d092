// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "runtime/epolldispatcher.h"

#include <QCoreApplication>
#include <QThread>
#include <QtTest>

#include <sys/socket.h>
#include <unistd.h>

namespace Rainbow {

// The same tests run against Qt's own dispatcher when this is set, to show that both behave alike.
inline bool comparesWithQt()
{
    return qEnvironmentVariableIsSet("RAINBOW_TEST_QT_DISPATCHER");
}

inline void installDispatcher(QThread *thread)
{
    if (!comparesWithQt())
        thread->setEventDispatcher(makeEventDispatcher().release());
}

// A connected pair of non-blocking local sockets.
struct SocketPair {
    SocketPair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) != 0)
            qFatal("no socket pair");
    }
    ~SocketPair()
    {
        close(0);
        close(1);
    }
    Q_DISABLE_COPY_MOVE(SocketPair)

    void close(int end)
    {
        if (fds[end] >= 0)
            ::close(fds[end]);
        fds[end] = -1;
    }
    bool send(int end) const { return ::send(fds[end], "x", 1, MSG_NOSIGNAL) == 1; }
    bool receive(int end) const
    {
        char byte = 0;
        return ::recv(fds[end], &byte, 1, 0) == 1;
    }

    int fds[2] = {-1, -1};
};

} // namespace Rainbow

#define RAINBOW_DISPATCHER_TEST_MAIN(TestClass)                                                    \
    int main(int argc, char **argv)                                                                \
    {                                                                                              \
        if (!Rainbow::comparesWithQt())                                                            \
            QCoreApplication::setEventDispatcher(Rainbow::makeEventDispatcher().release());        \
        QCoreApplication app(argc, argv);                                                          \
        TestClass test;                                                                            \
        QTEST_SET_MAIN_SOURCE_PATH                                                                 \
        return QTest::qExec(&test, argc, argv);                                                    \
    }
