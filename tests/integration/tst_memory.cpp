// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/deafclient.h"
#include "support/processstat.h"
#include "support/stage.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace Rainbow;
using namespace Rainbow::Test;

/// A relay that is short of memory sheds load, and comes back.
class TestMemory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { raiseFileLimit(); }
    void budget_data();
    void budget();
};

namespace {

constexpr qint64 MiB = 1024 * 1024;
constexpr int DeafClients = 24;
constexpr qsizetype Block = 192 * 1024;

/// A connection to the API that is kept: new ones would be refused.
class Publisher {
public:
    [[nodiscard]] bool open(const Stage &stage) { return m_http.connectTo(stage.relay.port()); }
    void send(const QByteArray &channel, const QByteArray &qos, const QByteArray &payload,
              const QByteArray &seconds = "0.1")
    {
        const Fields query{{"channel", channel}, {"qos", qos}, {"timeout", seconds}};
        m_http.send(HttpClient::request(
            "POST", HttpClient::target("/send/", query + signatureFields(Stage::Token)), payload));
        ++m_waiting;
    }
    /// All that was sent is answered with 200.
    [[nodiscard]] bool settle()
    {
        bool ok = true;
        for (; m_waiting > 0; --m_waiting)
            ok = m_http.next(30s).status == 200 && ok;
        return ok;
    }
    /// How many clients got the message, now.
    [[nodiscard]] int confirmed(const QByteArray &channel)
    {
        send(channel, "1", "still there?", "10");
        --m_waiting;
        return m_http.next(30s).object().value(u"connections").toInt();
    }

private:
    HttpClient m_http;
    int m_waiting = 0;
};

QByteArray mebibytes(qint64 bytes)
{
    return QByteArray::number(bytes / MiB) + " MiB";
}

/// What a relay takes that has those clients and has done a little work.
qint64 baseline()
{
    Stage stage;
    const LeanSanitizer lean;
    if (!stage.start())
        return 0;
    for (int i = 0; i < 20; ++i)
        (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, QByteArray(Block, 'x'));
    return residentBytes(stage.relay.pid());
}

/// A control group with a limit of memory, for a process that is running; of the first or second
/// version, whichever can be had.
class ControlGroup {
public:
    ~ControlGroup()
    {
        if (!m_path.isEmpty())
            QDir().rmdir(m_path); // the process has to be gone
    }

    [[nodiscard]] bool hold(qint64 pid, qint64 bytes)
    {
        const QByteArray limit = QByteArray::number(bytes);
        const QString name = u"/rainbow-test-%1"_qs.arg(pid);
        return tryGroup(u"/sys/fs/cgroup/memory"_qs + name, "memory.limit_in_bytes", limit, pid)
            || tryGroup(u"/sys/fs/cgroup"_qs + name, "memory.max", limit, pid);
    }

private:
    static bool write(const QString &path, const QByteArray &text)
    {
        // Not made when it is not there: this is no ordinary file system.
        QFile file(path);
        return file.open(QIODevice::WriteOnly | QIODevice::ExistingOnly | QIODevice::Unbuffered)
            && file.write(text) == text.size();
    }
    bool tryGroup(const QString &path, const char *key, const QByteArray &limit, qint64 pid)
    {
        if (!QDir().mkdir(path))
            return false;
        m_path = path;
        if (write(path + u'/' + QLatin1StringView(key), limit)
            && write(path + u"/cgroup.procs"_qs, QByteArray::number(pid)))
            return true;
        QDir().rmdir(path);
        m_path.clear();
        return false;
    }

    QString m_path;
};

} // namespace

void TestMemory::budget_data()
{
    QTest::addColumn<bool>("capped");
    QTest::newRow("alone") << false;
    QTest::newRow("in a control group") << true;
}

void TestMemory::budget()
{
    QFETCH(bool, capped);
    const qint64 before = baseline();
    QVERIFY(before > 0);
    const qint64 budget = before + 100 * MiB;
    const qint64 most = budget + budget / 4;

    ControlGroup group; // outlives the relay
    Stage stage;
    {
        const LeanSanitizer lean;
        QVERIFY(stage.start({{"limits/memory_budget", mebibytes(budget)},
                             {"limits/max_backlog", "16 MiB"},
                             {"pong_timeout", "1 min"}},
                            2));
    }
    // What is resident already is charged to the group that the relay comes from.
    const qint64 room = most - residentBytes(stage.relay.pid()) + 10 * MiB;
    if (capped && !group.hold(stage.relay.pid(), room))
        qInfo("no control group can be made here: the relay runs with its budget alone");

    const ClientPtr good = stage.client("good");
    QVERIFY(good);
    // Each in a channel of its own: nothing that waits for one is shared with another.
    std::vector<std::unique_ptr<DeafClient>> deaf;
    for (int i = 0; i < DeafClients; ++i) {
        deaf.push_back(std::make_unique<DeafClient>());
        QVERIFY(deaf.back()->open(stage, stage.clientHeaders("deaf-" + QByteArray::number(i))));
    }
    EVENTUALLY_COMPARE(stage.business.connects().size(), DeafClients + 1);
    Publisher publisher;
    QVERIFY(publisher.open(stage));
    qint64 peak = 0;
    // Publishes on and on, until both steps are in the log, and then some more.
    int more = 10;
    for (int round = 0; round < 500 && more > 0; ++round) {
        for (int i = 0; i < DeafClients; ++i)
            publisher.send("deaf-" + QByteArray::number(i), i % 2 == round % 2 ? "0" : "1",
                           QByteArray(Block, 'x'));
        QVERIFY(publisher.settle());
        QCOMPARE(publisher.confirmed("good"), 1);
        peak = std::max(peak, residentBytes(stage.relay.pid()));
        if (stage.relay.hasLogged("dropped: memory_budget reached")
            && stage.relay.hasLogged("client closed: memory_budget reached"))
            --more;
    }
    QCOMPARE(more, 0);
    qInfo("peak %lld MiB, budget %lld MiB", static_cast<long long>(peak / MiB),
          static_cast<long long>(budget / MiB));
    QVERIFY(peak <= most);
    QVERIFY(good->isOpen());

    deaf.clear();
    EVENTUALLY(stage.tryConnect(stage.clientHeaders()).status == 101);
    QCOMPARE(publisher.confirmed("good"), 1);
    QVERIFY(stage.relay.hasLogged("memory_budget: nothing is shed any more"));
    EVENTUALLY(residentBytes(stage.relay.pid()) < budget);
    QCOMPARE(stage.relay.stop(), 0);
}

QTEST_GUILESS_MAIN(TestMemory)
#include "tst_memory.moc"
