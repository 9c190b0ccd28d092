// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/fakekeychain.h"
#include "admin-gui/pagescene.h"
#include "settings/connectdialog.h"
#include "settings/relaybook.h"
#include "settings/relaydialog.h"
#include "settings/relayopener.h"
#include "settings/tokendialog.h"
#include "settings/tokenstore.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

struct Desk {
    Desk() : keychain(new FakeKeychain), tokens(std::unique_ptr<Keychain>(keychain))
    {
        feed.setAlive(false);
    }

    template <typename Widget>
    static Widget *in(QWidget &parent, const char *name)
    {
        return parent.findChild<Widget *>(QString::fromLatin1(name));
    }
    static void click(QWidget &parent, const char *name)
    {
        QTest::mouseClick(in<QPushButton>(parent, name), Qt::LeftButton);
    }
    static QString label(QWidget &parent, const char *name)
    {
        return in<QLabel>(parent, name)->text();
    }
    static void type(QWidget &parent, const char *name, const QString &text)
    {
        auto *line = in<QLineEdit>(parent, name);
        line->selectAll();
        QTest::keyClicks(line, text);
    }
    static void save(QWidget &parent)
    {
        auto *buttons = parent.findChild<QDialogButtonBox *>();
        QTest::mouseClick(buttons->button(QDialogButtonBox::Save), Qt::LeftButton);
    }

    QTemporaryDir directory;
    QSettings settings{directory.filePath(u"s.ini"_qs), QSettings::IniFormat};
    RelayBook book{settings};
    FakeKeychain *keychain;
    TokenStore tokens;
    SyntheticFeed feed;
};

} // namespace

// The dialogs in which relays are added and chosen, and what opens them.
class TestConnectDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void addsARelay();
    void saysWhatIsWrong();
    void addressIsCheckedAsOneTypes();
    void editsARelay();
    void tokenCanBeSeen();
    void testsTheConnection();
    void testOfNoRelay();
    void listAddsRemovesAndConnects();
    void tokensAreInNoSettings();
    void openerTakesTheKnownToken();
    void openerAsksForATokenOnce();
    void openerAsksAgainWhenRefused();
    void openerCancelled();
    void openerFollowsTheBook();
    void openerWithoutAKeychain();
    void pictures();
};

void TestConnectDialog::addsARelay()
{
    Desk desk;
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    Desk::type(dialog, "address", u"relay.example.com:2020"_qs);
    Desk::type(dialog, "name", u"Production"_qs);
    Desk::type(dialog, "token", u" t0ken "_qs);
    Desk::save(dialog);
    QCOMPARE(dialog.result(), int(QDialog::Accepted));
    QCOMPARE(desk.book.relays().size(), 1);
    QCOMPARE(desk.book.relays()[0].name, u"Production"_qs);
    QCOMPARE(desk.book.relays()[0].url, QUrl(u"ws://relay.example.com:2020/admin/"_qs));
    EVENTUALLY_COMPARE(desk.keychain->secrets.value(dialog.relay()), u"t0ken"_qs);
}

void TestConnectDialog::saysWhatIsWrong()
{
    Desk desk;
    desk.book.add(u"Production"_qs, QUrl(u"ws://a/admin/"_qs));
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    Desk::save(dialog);
    QVERIFY(dialog.isVisible());
    QVERIFY(Desk::label(dialog, "addressNote").contains(u"Enter the address"_qs));
    Desk::type(dialog, "address", u"host:port"_qs);
    Desk::type(dialog, "name", u"production"_qs);
    Desk::type(dialog, "token", u"two words"_qs);
    Desk::save(dialog);
    QVERIFY(dialog.isVisible());
    QVERIFY(Desk::label(dialog, "addressNote").contains(u"is no port"_qs));
    QVERIFY(Desk::label(dialog, "nameNote").contains(u"already"_qs));
    QVERIFY(Desk::label(dialog, "tokenNote").contains(u"no blanks"_qs));
    shoot(dialog, u"relay-wrong"_qs);
    QCOMPARE(desk.book.relays().size(), 1);
    QVERIFY(desk.keychain->secrets.isEmpty());
}

void TestConnectDialog::addressIsCheckedAsOneTypes()
{
    Desk desk;
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    Desk::type(dialog, "address", u"localhost"_qs);
    QCOMPARE(Desk::label(dialog, "addressNote"), u"Connects to ws://localhost:1984/admin/"_qs);
    Desk::type(dialog, "address", u"relay.example.com"_qs);
    QVERIFY(Desk::label(dialog, "addressNote").contains(u"can be read on the way"_qs));
    Desk::type(dialog, "address", u"https://relay.example.com"_qs);
    QCOMPARE(Desk::label(dialog, "addressNote"), u"Connects to wss://relay.example.com/admin/"_qs);
    Desk::type(dialog, "address", u"gopher://x"_qs);
    QVERIFY(Desk::label(dialog, "addressNote").contains(u"gopher"_qs));
}

void TestConnectDialog::editsARelay()
{
    Desk desk;
    const QString id = desk.book.add(u"a"_qs, QUrl(u"ws://a:7/admin/"_qs));
    desk.keychain->secrets[id] = u"old"_qs;
    {
        RelayDialog dialog(desk.book, desk.tokens, id);
        dialog.show();
        EVENTUALLY_COMPARE(Desk::in<QLineEdit>(dialog, "token")->text(), u"old"_qs);
        QCOMPARE(Desk::in<QLineEdit>(dialog, "address")->text(), u"ws://a:7/admin/"_qs);
        Desk::type(dialog, "name", u"b"_qs);
        Desk::type(dialog, "token", u"new"_qs);
        Desk::save(dialog);
        QCOMPARE(desk.book.relay(id)->name, u"b"_qs);
        EVENTUALLY_COMPARE(desk.keychain->secrets.value(id), u"new"_qs);
    }
    {
        // Not to be remembered: the keychain forgets it.
        RelayDialog dialog(desk.book, desk.tokens, id);
        dialog.show();
        EVENTUALLY_COMPARE(Desk::in<QLineEdit>(dialog, "token")->text(), u"new"_qs);
        QVERIFY(Desk::in<QCheckBox>(dialog, "remember")->isChecked());
        Desk::in<QCheckBox>(dialog, "remember")->click();
        Desk::save(dialog);
        EVENTUALLY(desk.keychain->secrets.isEmpty());
    }
    RelayDialog dialog(desk.book, desk.tokens, id);
    dialog.show();
    EVENTUALLY_COMPARE(Desk::in<QLineEdit>(dialog, "token")->text(), u"new"_qs);
    QVERIFY(!Desk::in<QCheckBox>(dialog, "remember")->isChecked());
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
}

void TestConnectDialog::tokenCanBeSeen()
{
    Desk desk;
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    auto *token = Desk::in<QLineEdit>(dialog, "token");
    QCOMPARE(token->echoMode(), QLineEdit::Password);
    Desk::click(dialog, "showToken");
    QCOMPARE(token->echoMode(), QLineEdit::Normal);
    Desk::click(dialog, "showToken");
    QCOMPARE(token->echoMode(), QLineEdit::Password);
}

void TestConnectDialog::testsTheConnection()
{
    Desk desk;
    QVERIFY(desk.feed.start());
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    Desk::type(dialog, "address", u"127.0.0.1:%1"_qs.arg(desk.feed.port()));
    Desk::click(dialog, "test");
    QCOMPARE(Desk::label(dialog, "testNote"), u"Enter the token."_qs);
    Desk::type(dialog, "token", QString::fromLatin1(SyntheticFeed::Token));
    Desk::click(dialog, "test");
    EVENTUALLY(Desk::label(dialog, "testNote").contains(u"may look and act"_qs));
    QVERIFY(Desk::label(dialog, "testNote").contains(u"relay-1"_qs));
    shoot(dialog, u"relay-tested"_qs);
    Desk::type(dialog, "token", QString::fromLatin1(SyntheticFeed::ViewerToken));
    QCOMPARE(Desk::label(dialog, "testNote"), QString()); // it is of another token
    Desk::click(dialog, "test");
    EVENTUALLY(Desk::label(dialog, "testNote").contains(u"viewer: may look"_qs));
    Desk::type(dialog, "token", u"wrong"_qs);
    Desk::click(dialog, "test");
    EVENTUALLY(Desk::label(dialog, "testNote").contains(u"token"_qs, Qt::CaseInsensitive));
    EVENTUALLY(Desk::in<QPushButton>(dialog, "test")->isEnabled());
    EVENTUALLY(desk.feed.dashboards() == 0);
    // Nothing was kept by testing.
    QVERIFY(desk.book.relays().isEmpty() && desk.keychain->secrets.isEmpty());
}

void TestConnectDialog::testOfNoRelay()
{
    Desk desk;
    QVERIFY(desk.feed.start());
    desk.feed.stop();
    auto dialog = std::make_unique<RelayDialog>(desk.book, desk.tokens);
    dialog->show();
    Desk::type(*dialog, "address", u"127.0.0.1:%1"_qs.arg(desk.feed.port()));
    Desk::type(*dialog, "token", u"x"_qs);
    Desk::click(*dialog, "test");
    EVENTUALLY(Desk::in<QPushButton>(*dialog, "test")->isEnabled());
    QVERIFY(!Desk::label(*dialog, "testNote").isEmpty());
    // Closed in the middle of a test.
    Desk::click(*dialog, "test");
    dialog.reset();
}

void TestConnectDialog::listAddsRemovesAndConnects()
{
    Desk desk;
    ConnectDialog dialog(desk.book, desk.tokens);
    QSignalSpy chosen(&dialog, &ConnectDialog::chosen);
    dialog.show();
    for (const char *name : {"edit", "remove", "default", "connect"})
        QVERIFY2(!Desk::in<QPushButton>(dialog, name)->isEnabled(), name);
    QCOMPARE(Desk::label(dialog, "emptyHeadline"), u"No relay yet"_qs);
    shoot(dialog, u"connect-empty"_qs);
    Desk::click(dialog, "emptyButton");
    QPointer<RelayDialog> added = dialog.findChild<RelayDialog *>();
    QVERIFY(added);
    Desk::type(*added, "address", u"a:1"_qs);
    Desk::save(*added);
    EVENTUALLY(!added);
    const QString first = desk.book.relays()[0].id;
    const QString second = desk.book.add(u"b"_qs, QUrl(u"ws://b:2/admin/"_qs));
    desk.tokens.write(second, u"secret"_qs);
    auto *list = Desk::in<QListView>(dialog, "relays");
    QCOMPARE(list->currentIndex().row(), 0);
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(list->currentIndex().row(), 1);
    Desk::click(dialog, "default");
    QCOMPARE(desk.book.defaultRelay(), second);
    QVERIFY(!Desk::in<QPushButton>(dialog, "default")->isEnabled());
    Desk::click(dialog, "edit");
    QPointer<RelayDialog> edited = dialog.findChild<RelayDialog *>();
    QVERIFY(edited);
    QTest::keyClick(edited, Qt::Key_Escape);
    EVENTUALLY(!edited);

    Desk::click(dialog, "remove");
    QPointer<QMessageBox> box = dialog.findChild<QMessageBox *>(u"confirm"_qs);
    QVERIFY(box);
    QTest::keyClick(box, Qt::Key_Escape);
    EVENTUALLY(!box);
    QCOMPARE(desk.book.relays().size(), 2);
    Desk::click(dialog, "remove");
    Desk::click(dialog, "confirmAction");
    EVENTUALLY_COMPARE(desk.book.relays().size(), 1);
    EVENTUALLY(desk.keychain->secrets.isEmpty());
    QCOMPARE(list->currentIndex().row(), 0);

    QTest::keyClick(&dialog, Qt::Key_Return);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), first);
    QVERIFY(!dialog.isVisible());
}

void TestConnectDialog::tokensAreInNoSettings()
{
    Desk desk;
    desk.keychain->outcome = Keychain::Outcome::Absent;
    RelayDialog dialog(desk.book, desk.tokens);
    dialog.show();
    Desk::type(dialog, "address", u"localhost"_qs);
    Desk::type(dialog, "token", u"VerySecret"_qs);
    Desk::save(dialog);
    EVENTUALLY(!desk.tokens.isLasting());
    desk.settings.sync();
    QFile file(desk.settings.fileName());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(text.contains("localhost"));
    QVERIFY(!text.contains("VerySecret"));
}

namespace {

struct OpenerScene : Desk {
    OpenerScene() : opener(book, tokens, client, &window) { window.show(); }

    [[nodiscard]] bool startWithRelay()
    {
        if (!feed.start())
            return false;
        relay = book.add(u"here"_qs, QUrl(feed.url().toString() + u"/admin/"_qs));
        return true;
    }
    bool isOpen() const { return client.state() == FeedClient::State::Open; }
    TokenDialog *question() { return window.findChild<TokenDialog *>(); }
    void answer(const QString &token)
    {
        type(*question(), "token", token);
        QTest::keyClick(in<QLineEdit>(*question(), "token"), Qt::Key_Return);
    }

    QWidget window;
    FeedClient client;
    RelayOpener opener;
    QString relay;
};

} // namespace

void TestConnectDialog::openerTakesTheKnownToken()
{
    OpenerScene scene;
    QVERIFY(scene.startWithRelay());
    scene.keychain->secrets[scene.relay] = QString::fromLatin1(SyntheticFeed::Token);
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.isOpen());
    QVERIFY(!scene.question());
    QCOMPARE(scene.opener.current()->id, scene.relay);
    scene.opener.close();
    QVERIFY(!scene.opener.current());
    QVERIFY(!scene.isOpen());
    // By its address it is the same one.
    scene.opener.open(scene.book.relay(scene.relay)->url);
    QCOMPARE(scene.opener.current()->name, u"here"_qs);
    EVENTUALLY(scene.isOpen());
    scene.opener.open(u"no such"_qs);
    QVERIFY(scene.isOpen());
}

void TestConnectDialog::openerAsksForATokenOnce()
{
    OpenerScene scene;
    QVERIFY(scene.startWithRelay());
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.question());
    QTest::keyClick(Desk::in<QLineEdit>(*scene.question(), "token"), Qt::Key_Return);
    QCOMPARE(Desk::label(*scene.question(), "problem"), u"Enter the token."_qs);
    scene.answer(QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(scene.isOpen());
    EVENTUALLY(!scene.question());
    QCOMPARE(scene.keychain->secrets.value(scene.relay), QString::fromLatin1(SyntheticFeed::Token));
    // The relay goes and comes back: no question.
    scene.feed.stop();
    EVENTUALLY(!scene.isOpen());
    QVERIFY(scene.feed.start());
    EVENTUALLY(scene.isOpen());
    QVERIFY(!scene.question());
}

void TestConnectDialog::openerAsksAgainWhenRefused()
{
    OpenerScene scene;
    QVERIFY(scene.startWithRelay());
    scene.keychain->secrets[scene.relay] = u"wrong"_qs;
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.question());
    QVERIFY(!Desk::label(*scene.question(), "problem").isEmpty());
    shoot(*scene.question(), u"token-refused"_qs);
    scene.answer(u"wrong-too"_qs);
    EVENTUALLY(scene.question()
               && Desk::in<QLineEdit>(*scene.question(), "token")->text().isEmpty());
    scene.answer(QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(scene.isOpen());
}

void TestConnectDialog::openerCancelled()
{
    OpenerScene scene;
    QVERIFY(scene.startWithRelay());
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.question());
    QTest::keyClick(scene.question(), Qt::Key_Escape);
    EVENTUALLY(!scene.question());
    QCOMPARE(scene.client.state(), FeedClient::State::Closed);
    QCOMPARE(scene.feed.attempts(), 0);
    // Another relay while the question for the first is open.
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.question());
    const QString other = scene.book.add(u"other"_qs, QUrl(u"ws://127.0.0.1:1/admin/"_qs));
    scene.keychain->secrets[other] = u"x"_qs;
    scene.opener.open(other);
    EVENTUALLY(!scene.question());
    QCOMPARE(scene.opener.current()->id, other);
}

void TestConnectDialog::openerFollowsTheBook()
{
    OpenerScene scene;
    QVERIFY(scene.startWithRelay());
    scene.keychain->secrets[scene.relay] = QString::fromLatin1(SyntheticFeed::Token);
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.isOpen());
    Relay relay = *scene.book.relay(scene.relay);
    relay.name = u"renamed"_qs;
    QVERIFY(scene.book.update(relay));
    QCOMPARE(scene.opener.current()->name, u"renamed"_qs);
    QVERIFY(scene.isOpen());
    SyntheticFeed second;
    QVERIFY(second.start());
    relay.url = QUrl(second.url().toString() + u"/admin/"_qs);
    QVERIFY(scene.book.update(relay));
    EVENTUALLY(scene.isOpen() && second.dashboards() == 1);
}

void TestConnectDialog::openerWithoutAKeychain()
{
    OpenerScene scene;
    scene.keychain->outcome = Keychain::Outcome::Absent;
    QVERIFY(scene.startWithRelay());
    QSignalSpy problems(&scene.tokens, &TokenStore::problem);
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.question());
    QCOMPARE(problems.count(), 1);
    QVERIFY(!Desk::in<QCheckBox>(*scene.question(), "remember")->isVisible());
    shoot(*scene.question(), u"token-nokeychain"_qs);
    scene.answer(QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(scene.isOpen());
    // In this run it is not asked for again.
    scene.opener.close();
    scene.opener.open(scene.relay);
    EVENTUALLY(scene.isOpen());
    QVERIFY(!scene.question());
    QCOMPARE(problems.count(), 1);
}

void TestConnectDialog::pictures()
{
    Desk desk;
    desk.book.add(u"Production, Frankfurt"_qs, QUrl(u"wss://relay.example.com/admin/"_qs));
    desk.book.add(u"测试环境"_qs, QUrl(u"ws://10.0.3.17:2020/admin/"_qs));
    desk.book.add({}, QUrl(u"ws://127.0.0.1:1984/admin/"_qs));
    ConnectDialog dialog(desk.book, desk.tokens);
    dialog.show();
    shoot(dialog, u"connect-full"_qs);
    RelayDialog relay(desk.book, desk.tokens);
    relay.show();
    shoot(relay, u"relay-new"_qs);
}

QTEST_MAIN(TestConnectDialog)
#include "tst_connectdialog.moc"
