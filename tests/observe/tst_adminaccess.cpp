// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/adminaccess.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;
using Kind = AdminAccess::Outcome::Kind;

class TestAdminAccess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void authorization_data();
    void authorization();
    void whoItIs();
    void nobody();
    void fifthFailure();
    void windowIsFixed();
    void eachAddress();
    void ipv6IsOneSubnet();
    void remembersOnlySoMany();

private:
    [[nodiscard]] Kind ask(const char *authorization, const QHostAddress &address = Home)
    {
        return m_access.check(QByteArray(authorization), address, m_now).kind;
    }

    static inline const QHostAddress Home{u"192.0.2.1"_qs};
    AdminAccess m_access;
    AdminAccess::TimePoint m_now{1h};
};

void TestAdminAccess::init()
{
    m_access = AdminAccess();
    m_access.setUsers(
        {{"admin", "t0ken", AdminRole::Operator}, {"alice", "alice's~token==", AdminRole::Viewer}});
    m_now = AdminAccess::TimePoint(1h);
}

void TestAdminAccess::authorization_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("admitted");
    const auto row = [](const char *value, bool admitted) {
        QTest::newRow(value) << QByteArray(value) << admitted;
    };
    row("Bearer t0ken", true);
    row("bearer t0ken", true);
    row("BEARER   t0ken", true);
    row("Bearer t0ken ", true);
    row("Bearer alice's~token==", true);
    row("", false);
    row("t0ken", false);
    row("Bearer", false);
    row("Bearer ", false);
    row("Bearert0ken", false);
    row("Basic t0ken", false);
    row("Bearer t0ke", false);
    row("Bearer t0kenn", false);
    row("Bearer T0KEN", false);
    row("Bearer t0ken t0ken", false);
    row("Bearer t0ken, Bearer t0ken", false);
    row("Bearer\tt0ken", false);
    row("Bear", false);
}

void TestAdminAccess::authorization()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, admitted);
    QCOMPARE(ask(value.constData()), admitted ? Kind::Admitted : Kind::Unauthorized);
}

void TestAdminAccess::whoItIs()
{
    const AdminAccess::Outcome alice =
        m_access.check(QByteArray("Bearer alice's~token=="), Home, m_now);
    QCOMPARE(alice.user.name, QByteArray("alice"));
    QCOMPARE(alice.user.role, AdminRole::Viewer);
    QVERIFY(alice.user.token.isEmpty());
    const AdminAccess::Outcome other = m_access.check(QByteArray("Bearer x"), Home, m_now);
    QVERIFY(other.user.name.isEmpty());
    // From now on others count.
    m_access.setUsers({{"bob", "b", AdminRole::Operator}});
    QCOMPARE(ask("Bearer t0ken"), Kind::Unauthorized);
    QCOMPARE(ask("Bearer b"), Kind::Admitted);
}

void TestAdminAccess::nobody()
{
    QCOMPARE(m_access.check({}, Home, m_now).kind, Kind::Unauthorized);
    m_access.setUsers({});
    QCOMPARE(ask("Bearer "), Kind::Unauthorized);
    QCOMPARE(ask("Bearer t0ken"), Kind::Unauthorized);
}

void TestAdminAccess::fifthFailure()
{
    for (int i = 1; i <= 4; ++i) {
        QCOMPARE(ask("Bearer wrong"), Kind::Unauthorized);
        QCOMPARE(ask("Bearer t0ken"), Kind::Admitted); // which takes nothing back
        m_now += 10s;
    }
    QCOMPARE(m_access.check({}, Home, m_now).kind, Kind::TooMany);
    QCOMPARE(ask("Bearer t0ken"), Kind::TooMany);
    m_now += 19s;
    QCOMPARE(ask("Bearer t0ken"), Kind::TooMany);
    m_now += 1s; // a minute after the first
    QCOMPARE(ask("Bearer t0ken"), Kind::Admitted);
    QCOMPARE(ask("Bearer wrong"), Kind::Unauthorized);
    QCOMPARE(m_access.addressCount(), size_t(1));
}

void TestAdminAccess::windowIsFixed()
{
    // Four a minute is never too many.
    for (int minute = 0; minute < 10; ++minute) {
        for (int i = 0; i < 4; ++i)
            QCOMPARE(ask("Bearer wrong"), Kind::Unauthorized);
        m_now += 1min;
    }
}

void TestAdminAccess::eachAddress()
{
    for (int i = 0; i < 5; ++i)
        (void)ask("x");
    QCOMPARE(ask("Bearer t0ken"), Kind::TooMany);
    QCOMPARE(ask("Bearer t0ken", QHostAddress(u"192.0.2.2"_qs)), Kind::Admitted);
    // The same address, as a socket of both protocols tells it.
    QCOMPARE(ask("Bearer t0ken", QHostAddress(u"::ffff:192.0.2.1"_qs)), Kind::TooMany);
}

void TestAdminAccess::ipv6IsOneSubnet()
{
    for (int i = 0; i < 5; ++i)
        (void)ask("x", QHostAddress(u"2001:db8::%1"_qs.arg(i + 1)));
    QCOMPARE(ask("Bearer t0ken", QHostAddress(u"2001:db8::ffff:0:0:1"_qs)), Kind::TooMany);
    QCOMPARE(ask("Bearer t0ken", QHostAddress(u"2001:db8:0:1::1"_qs)), Kind::Admitted);
}

void TestAdminAccess::remembersOnlySoMany()
{
    for (int i = 0; i < 5; ++i)
        (void)ask("x");
    for (quint32 i = 0; i < AdminAccess::MaxAddresses - 1; ++i)
        (void)ask("x", QHostAddress(0x0a00'0000 + i));
    QCOMPARE(m_access.addressCount(), AdminAccess::MaxAddresses);
    QCOMPARE(ask("Bearer t0ken"), Kind::TooMany);
    // One more, and the oldest goes.
    (void)ask("x", QHostAddress(0x0b00'0000));
    QCOMPARE(m_access.addressCount(), AdminAccess::MaxAddresses);
    QCOMPARE(ask("Bearer t0ken"), Kind::Admitted);
    m_now += 1min;
    (void)ask("Bearer t0ken");
    QCOMPARE(m_access.addressCount(), size_t(0));
}

QTEST_APPLESS_MAIN(TestAdminAccess)
#include "tst_adminaccess.moc"
