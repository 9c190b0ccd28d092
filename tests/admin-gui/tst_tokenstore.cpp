// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/fakekeychain.h"
#include "settings/desktopkeychain.h"
#include "settings/tokenstore.h"
#include "support/testing.h"

#include <QSignalSpy>
#include <QTest>
#include <QUuid>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;
using Outcome = Keychain::Outcome;

namespace {

struct Scene {
    Scene() : keychain(new FakeKeychain), store(std::unique_ptr<Keychain>(keychain)) { }

    /// What the store knows; "(nothing came)" when it does not say.
    QString read(const QString &relay)
    {
        std::optional<QString> token;
        store.read(relay, &store, [&token](const QString &text) { token = text; });
        (void)waitUntil([&token] { return token.has_value(); });
        return token.value_or(u"(nothing came)"_qs);
    }

    FakeKeychain *keychain;
    TokenStore store;
    QSignalSpy problems{&store, &TokenStore::problem};
};

} // namespace

// Where tokens are kept. What is said of the desktop's own keychain holds for the one that runs, if
// one does: with_keyring runs this test inside a session that has one.
class TestTokenStore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void keepsInTheKeychain();
    void notRememberedIsForThisRun();
    void absentIsSaidOnce();
    void refusalIsSaid();
    void typedWhileReadingIsNewer();
    void askerGoes();
    void desktopKeychain();
};

void TestTokenStore::keepsInTheKeychain()
{
    Scene scene;
    QCOMPARE(scene.read(u"a"_qs), QString());
    scene.store.write(u"a"_qs, u"secret"_qs);
    EVENTUALLY_COMPARE(scene.keychain->secrets.value(u"a"_qs), u"secret"_qs);
    QCOMPARE(scene.read(u"a"_qs), u"secret"_qs);
    QVERIFY(scene.store.isRemembered(u"a"_qs));
    // As at the next start.
    Scene next;
    next.keychain->secrets = scene.keychain->secrets;
    QCOMPARE(next.read(u"a"_qs), u"secret"_qs);
    QVERIFY(next.store.isRemembered(u"a"_qs));
    // The same again is no work.
    const int calls = next.keychain->calls;
    next.store.write(u"a"_qs, u"secret"_qs);
    QCOMPARE(next.keychain->calls, calls);
    next.store.remove(u"a"_qs);
    EVENTUALLY(next.keychain->secrets.isEmpty());
    QCOMPARE(next.read(u"a"_qs), QString());
    QVERIFY(scene.problems.isEmpty() && next.problems.isEmpty());
}

void TestTokenStore::notRememberedIsForThisRun()
{
    Scene scene;
    scene.keychain->secrets[u"a"_qs] = u"old"_qs;
    QCOMPARE(scene.read(u"a"_qs), u"old"_qs);
    scene.store.write(u"a"_qs, u"new"_qs, false);
    EVENTUALLY(!scene.keychain->secrets.contains(u"a"_qs));
    QCOMPARE(scene.read(u"a"_qs), u"new"_qs);
    QVERIFY(!scene.store.isRemembered(u"a"_qs));
    QVERIFY(scene.store.isLasting());
    // There is nothing to take out of the keychain, which is no problem.
    scene.store.write(u"b"_qs, u"other"_qs, false);
    QVERIFY(holdsFor(50ms, [&] { return scene.problems.isEmpty(); }));
}

void TestTokenStore::absentIsSaidOnce()
{
    Scene scene;
    scene.keychain->outcome = Outcome::Absent;
    QCOMPARE(scene.read(u"a"_qs), QString());
    QCOMPARE(scene.problems.count(), 1);
    QVERIFY(scene.problems[0][0].toString().contains(u"No keychain"_qs));
    QVERIFY(!scene.store.isLasting());
    scene.store.write(u"a"_qs, u"secret"_qs);
    scene.store.write(u"b"_qs, u"other"_qs);
    QCOMPARE(scene.read(u"a"_qs), u"secret"_qs);
    QCOMPARE(scene.read(u"b"_qs), u"other"_qs);
    scene.store.remove(u"b"_qs);
    QCOMPARE(scene.read(u"b"_qs), QString());
    QCOMPARE(scene.problems.count(), 1);
    QCOMPARE(scene.keychain->calls, 1);
    QVERIFY(scene.keychain->secrets.isEmpty());
    QVERIFY(!scene.store.isRemembered(u"a"_qs));
}

void TestTokenStore::refusalIsSaid()
{
    Scene scene;
    scene.keychain->outcome = Outcome::Refused;
    scene.keychain->problem = u"the collection is locked"_qs;
    QCOMPARE(scene.read(u"a"_qs), QString());
    QCOMPARE(scene.problems.count(), 1);
    QVERIFY(scene.problems[0][0].toString().contains(u"the collection is locked"_qs));
    // It may do so the next time.
    QVERIFY(scene.store.isLasting());
    scene.store.write(u"a"_qs, u"secret"_qs);
    EVENTUALLY(scene.problems.count() == 2);
    QVERIFY(!scene.problems[1][0].toString().contains(u"secret"_qs));
    QCOMPARE(scene.read(u"a"_qs), u"secret"_qs);
    QVERIFY(!scene.store.isRemembered(u"a"_qs));
    scene.keychain->outcome = Outcome::Done;
    scene.store.write(u"a"_qs, u"secret"_qs);
    EVENTUALLY_COMPARE(scene.keychain->secrets.value(u"a"_qs), u"secret"_qs);
    QVERIFY(scene.store.isRemembered(u"a"_qs));
}

void TestTokenStore::typedWhileReadingIsNewer()
{
    Scene scene;
    scene.keychain->secrets[u"a"_qs] = u"old"_qs;
    QString got;
    scene.store.read(u"a"_qs, &scene.store, [&](const QString &token) { got = token; });
    scene.store.write(u"a"_qs, u"new"_qs);
    EVENTUALLY_COMPARE(got, u"new"_qs);
    EVENTUALLY_COMPARE(scene.keychain->secrets.value(u"a"_qs), u"new"_qs);
}

void TestTokenStore::askerGoes()
{
    Scene scene;
    scene.keychain->secrets[u"a"_qs] = u"secret"_qs;
    bool called = false;
    auto asker = std::make_unique<QObject>();
    scene.store.read(u"a"_qs, asker.get(), [&](const QString &) { called = true; });
    asker.reset();
    QCOMPARE(scene.read(u"a"_qs), u"secret"_qs);
    QVERIFY(!called);
}

void TestTokenStore::desktopKeychain()
{
    const bool running = qEnvironmentVariableIsSet("RAINBOW_TEST_KEYRING");
    const QString service = u"rainbow-test-"_qs + QUuid::createUuid().toString(QUuid::Id128);
    DesktopKeychain keychain(service);
    QObject context;
    const auto call = [&](auto &&begin) {
        std::optional<Keychain::Result> result;
        begin([&result](const Keychain::Result &got) { result = got; });
        (void)waitUntil([&result] { return result.has_value(); }, 2 * Patience);
        return result.value_or(Keychain::Result{Outcome::Refused, {}, u"(nothing came)"_qs});
    };
    const auto read = [&](auto handler) { keychain.read(u"a"_qs, &context, handler); };
    const auto write = [&](auto handler) {
        keychain.write(u"a"_qs, u"s€cret"_qs, &context, handler);
    };
    const auto remove = [&](auto handler) { keychain.remove(u"a"_qs, &context, handler); };

    const Keychain::Result first = call(read);
    if (!running) {
        // On somebody's desktop one may run; then there is no such secret.
        if (first.outcome == Outcome::Missing)
            QSKIP("A keychain runs here");
        QVERIFY2(first.outcome == Outcome::Absent, qPrintable(first.problem));
        QVERIFY(call(write).outcome == Outcome::Absent);
        TokenStore store(std::make_unique<DesktopKeychain>(service));
        QSignalSpy problems(&store, &TokenStore::problem);
        store.write(u"a"_qs, u"secret"_qs);
        EVENTUALLY(!store.isLasting());
        QCOMPARE(problems.count(), 1);
        return;
    }
    QVERIFY2(first.outcome == Outcome::Missing, qPrintable(first.problem));
    const Keychain::Result written = call(write);
    QVERIFY2(written.outcome == Outcome::Done, qPrintable(written.problem));
    const Keychain::Result second = call(read);
    QVERIFY2(second.outcome == Outcome::Done, qPrintable(second.problem));
    QCOMPARE(second.secret, u"s€cret"_qs);
    QVERIFY(call(remove).outcome == Outcome::Done);
    QVERIFY(call(read).outcome == Outcome::Missing);
}

QTEST_GUILESS_MAIN(TestTokenStore)
#include "tst_tokenstore.moc"
