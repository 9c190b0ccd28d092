// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QSocketNotifier>
#include <QTest>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstring>
#include <ctime>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

/// systemd's end of sd_notify(3).
class NotifySocket : public QObject {
public:
    NotifySocket()
    {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, qPrintable(path()), sizeof address.sun_path - 1);
        m_descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        const auto *generic = reinterpret_cast<const sockaddr *>(&address);
        if (::bind(m_descriptor, generic, sizeof address) != 0)
            qFatal("cannot bind %s", address.sun_path);
        auto *notifier = new QSocketNotifier(m_descriptor, QSocketNotifier::Read, this);
        connect(notifier, &QSocketNotifier::activated, this, &NotifySocket::read);
    }
    ~NotifySocket() override { ::close(m_descriptor); }

    [[nodiscard]] QString path() const { return m_directory.filePath(u"notify"_qs); }
    [[nodiscard]] const QList<QByteArray> &messages() const { return m_messages; }
    /// How many messages have that line.
    [[nodiscard]] int count(const QByteArray &line) const
    {
        return int(std::count_if(m_messages.begin(), m_messages.end(),
                                 [&line](const auto &m) { return m.split('\n').contains(line); }));
    }
    void clear() { m_messages.clear(); }

private:
    void read()
    {
        std::array<char, 4096> buffer{};
        for (ssize_t size = 0;
             (size = ::recv(m_descriptor, buffer.data(), buffer.size(), 0)) > 0;) {
            m_messages.append(QByteArray(buffer.data(), size));
        }
    }

    QTemporaryDir m_directory;
    int m_descriptor = -1;
    QList<QByteArray> m_messages;
};

qint64 monotonicMicroseconds()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    return qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000;
}

} // namespace

/// What the relay tells systemd (sd_notify(3)).
class TestSystemdNotifier : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void lifeOfARelay();
    void reloadIsFramed_data();
    void reloadIsFramed();
    void noWatchdogUnlessAskedFor();
    void stoppedProcessFeedsNoWatchdog();
};

void TestSystemdNotifier::lifeOfARelay()
{
    NotifySocket systemd;
    Stage stage;
    stage.relay.setEnvironment(u"NOTIFY_SOCKET"_qs, systemd.path());
    stage.relay.setEnvironment(u"WATCHDOG_USEC"_qs, u"300000"_qs);
    QVERIFY(stage.start({}, 3));
    EVENTUALLY(!systemd.messages().isEmpty());
    QCOMPARE(systemd.messages().constFirst(), QByteArray("READY=1\nSTATUS=0 connections"));
    EVENTUALLY(systemd.count("WATCHDOG=1") >= 3);
    const ClientPtr client = stage.client();
    QVERIFY(client);
    EVENTUALLY(systemd.count("STATUS=1 connections") >= 1);
    QCOMPARE(stage.relay.stop(), 0);
    EVENTUALLY(systemd.count("STOPPING=1") == 1);
    QCOMPARE(systemd.count("READY=1"), 1);
}

void TestSystemdNotifier::reloadIsFramed_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::newRow("good") << QByteArray("ping_interval = 5 s");
    QTest::newRow("broken") << QByteArray("ping_interval = soon");
}

void TestSystemdNotifier::reloadIsFramed()
{
    QFETCH(QByteArray, line);
    NotifySocket systemd;
    Stage stage;
    stage.relay.setEnvironment(u"NOTIFY_SOCKET"_qs, systemd.path());
    QVERIFY(stage.start({}, 2));
    EVENTUALLY(systemd.count("READY=1") == 1);
    systemd.clear();
    QVERIFY(stage.relay.writeFile("[main]\n" + line + '\n'));
    const qint64 before = monotonicMicroseconds();
    stage.relay.signal(SIGHUP);
    EVENTUALLY(systemd.messages().size() == 2);
    const QList<QByteArray> lines = systemd.messages().constFirst().split('\n');
    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.at(0), QByteArray("RELOADING=1"));
    const QByteArray key = "MONOTONIC_USEC=";
    QVERIFY(lines.at(1).startsWith(key));
    const qint64 said = lines.at(1).mid(key.size()).toLongLong();
    QVERIFY(before <= said && said <= monotonicMicroseconds());
    QVERIFY(systemd.messages().constLast().startsWith("READY=1\n"));
}

void TestSystemdNotifier::noWatchdogUnlessAskedFor()
{
    NotifySocket systemd;
    Stage stage;
    stage.relay.setEnvironment(u"NOTIFY_SOCKET"_qs, systemd.path());
    QVERIFY(stage.start());
    EVENTUALLY(systemd.count("READY=1") == 1);
    QVERIFY(holdsFor(300ms, [&] { return systemd.messages().size() == 1; }));
}

void TestSystemdNotifier::stoppedProcessFeedsNoWatchdog()
{
    NotifySocket systemd;
    Stage stage;
    stage.relay.setEnvironment(u"NOTIFY_SOCKET"_qs, systemd.path());
    stage.relay.setEnvironment(u"WATCHDOG_USEC"_qs, u"150000"_qs);
    QVERIFY(stage.start({}, 2));
    EVENTUALLY(systemd.count("WATCHDOG=1") >= 1);
    stage.relay.signal(SIGSTOP);
    (void)holdsFor(100ms, [] { return true; }); // what is on its way
    systemd.clear();
    QVERIFY(holdsFor(500ms, [&] { return systemd.messages().isEmpty(); }));
    stage.relay.signal(SIGCONT);
    EVENTUALLY(systemd.count("WATCHDOG=1") >= 2);
}

QTEST_GUILESS_MAIN(TestSystemdNotifier)
#include "tst_systemdnotifier.moc"
