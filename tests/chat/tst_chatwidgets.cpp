// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "chat-widgets/mainwindow.h"
#include "chat-widgets/messagedelegate.h"
#include "support/examplestage.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;
using Chat::MessageDelegate;

namespace {

/// A user at her window.
struct Person {
    explicit Person(const QUrl &url, const QString &name)
        : chat(url, u"device-"_qs + name, name), window(chat)
    {
        chat.client().setReconnectDelays(100ms, 500ms);
        window.show();
    }

    template <typename Widget>
    Widget *find(const char *name)
    {
        return window.findChild<Widget *>(QString::fromLatin1(name));
    }
    QListView *messages() { return find<QListView>("messages"); }
    QString label(const char *name) { return find<QLabel>(name)->text(); }
    void join(const QString &room)
    {
        QTest::keyClicks(find<QLineEdit>("newRoom"), room);
        QTest::mouseClick(find<QPushButton>("join"), Qt::LeftButton);
    }
    void say(const QString &text)
    {
        QTest::keyClicks(find<QLineEdit>("text"), text);
        QTest::mouseClick(find<QPushButton>("send"), Qt::LeftButton);
    }
    int count() { return messages()->model() ? messages()->model()->rowCount() : 0; }
    QModelIndex row(int number) { return messages()->model()->index(number, 0); }
    QString text(int number) { return row(number).data(Chat::Room::TextRole).toString(); }
    QString from(int number) { return row(number).data(Chat::Room::FromRole).toString(); }
    QString tick(int number)
    {
        return number < count() ? MessageDelegate::tick(row(number)) : QString();
    }
    /// Presses "Retry" of a message, as painted; false: there is none.
    bool retry(int number)
    {
        auto *view = messages();
        view->scrollTo(row(number));
        QStyleOptionViewItem option;
        option.initFrom(view);
        option.widget = view;
        option.font = view->font();
        option.rect = view->visualRect(row(number));
        auto *delegate = qobject_cast<MessageDelegate *>(view->itemDelegate());
        const QRect button = delegate->retryRect(option, row(number));
        if (button.isNull())
            return false;
        QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, button.center());
        return true;
    }
    bool comeIn(const QString &room)
    {
        chat.client().bloom();
        join(room);
        return waitUntil([this] { return label("members").contains(chat.name()); });
    }

    Chat::Chat chat;
    Chat::MainWindow window;
};

} // namespace

// The windows of chat-widgets, against a relay and the example business server.
class TestChatWidgets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void messageGoesFromOneToTheOther();
    void aloneItIsSentAndNotDelivered();
    void relayGoesAndComesBack();
    void businessServerRestarts();
    void failedCanBeRetried();
    void historyComesWithTheRoom();
    void unreadIsCounted();
    void leavingAndNames();
    void namesAreNoMarkup();
    void hugeAndEmptyTexts();
    void objectionsAreShown();
    void screenshots();
};

void TestChatWidgets::messageGoesFromOneToTheOther()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QCOMPARE(ada.label("connection"), u"○ Not connected"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    QCOMPARE(ada.label("connection"), u"● Online"_qs);
    QVERIFY(!ada.find<QLabel>("banner")->isVisible());
    EVENTUALLY_COMPARE(ada.label("members"), u"Ada, Bob"_qs);

    ada.say(u"hello Bob"_qs);
    QCOMPARE(ada.count(), 1);
    QCOMPARE(ada.tick(0), u"◷"_qs);
    QCOMPARE(ada.find<QLineEdit>("text")->text(), QString());
    EVENTUALLY_COMPARE(bob.count(), 1);
    QCOMPARE(bob.text(0), u"hello Bob"_qs);
    QCOMPARE(bob.from(0), u"Ada"_qs);
    QCOMPARE(bob.tick(0), QString());
    EVENTUALLY_COMPARE(ada.tick(0), u"✓✓"_qs);
    // Her own message came back to her, as the one that is there.
    QCOMPARE(ada.count(), 1);

    bob.say(u"hello Ada"_qs);
    EVENTUALLY_COMPARE(ada.count(), 2);
    QCOMPARE(ada.text(1), u"hello Ada"_qs);
    EVENTUALLY_COMPARE(bob.tick(1), u"✓✓"_qs);
}

void TestChatWidgets::aloneItIsSentAndNotDelivered()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"den"_qs));
    ada.say(u"anybody?"_qs);
    EVENTUALLY_COMPARE(ada.tick(0), u"✓"_qs);
}

void TestChatWidgets::relayGoesAndComesBack()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    QCOMPARE(stage.stopRelay(), 0);
    EVENTUALLY_COMPARE(ada.label("connection"), u"○ Offline, connecting again …"_qs);
    QVERIFY(ada.find<QLabel>("banner")->isVisible());
    ada.say(u"one"_qs);
    ada.say(u"two"_qs);
    QVERIFY(holdsFor(300ms, [&] { return ada.tick(0) == u"◷" && ada.tick(1) == u"◷"; }));

    QVERIFY(stage.startRelay());
    EVENTUALLY_COMPARE(ada.label("connection"), u"● Online"_qs);
    QVERIFY(!ada.find<QLabel>("banner")->isVisible());
    EVENTUALLY_COMPARE(bob.count(), 2);
    EVENTUALLY(ada.tick(0).startsWith(u'✓') && ada.tick(1).startsWith(u'✓'));
    QCOMPARE(ada.count(), 2);
    QStringList texts{bob.text(0), bob.text(1)};
    texts.sort();
    QCOMPARE(texts, (QStringList{u"one"_qs, u"two"_qs}));
    EVENTUALLY_COMPARE(bob.label("members"), u"Ada, Bob"_qs);
}

void TestChatWidgets::businessServerRestarts()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    stage.stopBusiness();
    ada.say(u"hello"_qs);
    QVERIFY(stage.startBusiness());
    // The rooms are gone there; the one who says something is in hers again.
    EVENTUALLY_COMPARE(bob.count(), 1);
    EVENTUALLY_COMPARE(ada.tick(0), u"✓✓"_qs);
    QCOMPARE(ada.label("connection"), u"● Online"_qs);
}

void TestChatWidgets::failedCanBeRetried()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QCOMPARE(stage.stopRelay(), 0);
    ada.chat.client().setSendTimeout(200ms);
    ada.say(u"lost"_qs);
    EVENTUALLY_COMPARE(ada.tick(0), u"✗"_qs);
    ada.chat.client().setSendTimeout(30s);
    QVERIFY(stage.startRelay());
    QVERIFY(ada.retry(0));
    EVENTUALLY_COMPARE(ada.tick(0), u"✓"_qs);
    QCOMPARE(ada.count(), 1);
    QVERIFY(!ada.retry(0));
}

void TestChatWidgets::historyComesWithTheRoom()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    for (int i = 0; i < 3; ++i)
        ada.say(QString::number(i));
    EVENTUALLY_COMPARE(ada.tick(2), u"✓"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(bob.comeIn(u"lobby"_qs));
    EVENTUALLY_COMPARE(bob.count(), 3);
    QCOMPARE(bob.text(2), u"2"_qs);
    QCOMPARE(bob.from(2), u"Ada"_qs);
}

void TestChatWidgets::unreadIsCounted()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"den"_qs));
    auto *rooms = bob.find<QListWidget>("rooms");
    QCOMPARE(rooms->count(), 2);
    ada.say(u"x"_qs);
    ada.say(u"y"_qs);
    EVENTUALLY_COMPARE(rooms->item(0)->text(), u"lobby (2)"_qs);
    rooms->setCurrentRow(0);
    QCOMPARE(rooms->item(0)->text(), u"lobby"_qs);
    QCOMPARE(bob.count(), 2);
}

void TestChatWidgets::leavingAndNames()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    auto *name = bob.find<QLineEdit>("name");
    name->selectAll();
    QTest::keyClicks(name, u"Carl"_qs);
    QTest::keyClick(name, Qt::Key_Return);
    EVENTUALLY_COMPARE(ada.label("members"), u"Ada, Carl"_qs);
    QTest::mouseClick(bob.find<QPushButton>("leave"), Qt::LeftButton);
    EVENTUALLY_COMPARE(ada.label("members"), u"Ada"_qs);
    QCOMPARE(bob.find<QListWidget>("rooms")->count(), 0);
    QVERIFY(!bob.find<QLineEdit>("text")->isEnabled());
    QVERIFY(bob.find<QLabel>("empty")->isVisible());
    ada.say(u"gone?"_qs);
    EVENTUALLY_COMPARE(ada.tick(0), u"✓"_qs);
}

void TestChatWidgets::namesAreNoMarkup()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"<b>Ada</b>"_qs);
    QVERIFY(ada.comeIn(u"<i>room</i>"_qs));
    QCOMPARE(ada.label("title"), u"<i>room</i>"_qs);
    QCOMPARE(ada.find<QLabel>("title")->textFormat(), Qt::PlainText);
    QCOMPARE(ada.find<QLabel>("members")->textFormat(), Qt::PlainText);
}

void TestChatWidgets::hugeAndEmptyTexts()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    ada.find<QLineEdit>("text")->setText(u"  "_qs);
    QVERIFY(!ada.find<QPushButton>("send")->isEnabled());
    QTest::keyClick(ada.find<QLineEdit>("text"), Qt::Key_Return);
    QCOMPARE(ada.count(), 0);
    const QString huge(4000, u'x');
    ada.find<QLineEdit>("text")->setText(huge);
    QTest::keyClick(ada.find<QLineEdit>("text"), Qt::Key_Return);
    EVENTUALLY_COMPARE(ada.tick(0), u"✓"_qs);
    QCOMPARE(ada.text(0), huge);
    // A word without a break is broken, and nothing goes out of the window.
    QVERIFY(ada.messages()->visualRect(ada.row(0)).width() <= ada.messages()->viewport()->width());
}

void TestChatWidgets::objectionsAreShown()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    QString problem;
    QObject::connect(&ada.chat, &Chat::Chat::problem, &ada.window,
                     [&problem](const QString &text) { problem = text; });
    ada.chat.client().bloom();
    ada.join(QString(64, u'r'));
    EVENTUALLY(ada.label("members") == u"Ada");
    // A name that the business server does not take.
    ada.chat.setName(u"a\u2028b"_qs);
    EVENTUALLY(!problem.isEmpty());
    QVERIFY2(problem.contains(u"one line"), qPrintable(problem));
}

void TestChatWidgets::screenshots()
{
    const QString directory = qEnvironmentVariable("RAINBOW_SCREENSHOTS");
    if (directory.isEmpty())
        QSKIP("RAINBOW_SCREENSHOTS names no directory");
    ExampleStage stage;
    QVERIFY(stage.start());
    Person ada(stage.url(), u"Ada"_qs);
    Person bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs));
    QVERIFY(bob.comeIn(u"garden"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs));
    bob.say(u"Good morning! Is anybody there?"_qs);
    EVENTUALLY_COMPARE(ada.count(), 1);
    ada.say(u"Morning, Bob. I was about to write that the connection was away for a while, and "
            "that everything I had typed meanwhile went out when it was back."_qs);
    EVENTUALLY_COMPARE(ada.tick(1), u"✓✓"_qs);
    bob.say(u"So I saw."_qs);
    EVENTUALLY_COMPARE(ada.count(), 3);
    QCOMPARE(stage.stopRelay(), 0);
    ada.chat.client().setSendTimeout(200ms);
    ada.say(u"This one fails."_qs);
    EVENTUALLY_COMPARE(ada.tick(3), u"✗"_qs);
    ada.chat.client().setSendTimeout(30s);
    ada.say(u"And this one waits."_qs);
    const auto shoot = [&](const QString &name) {
        (void)holdsFor(100ms, [] { return true; });
        QVERIFY(ada.window.grab().save(directory + u"/widgets-"_qs + name + u".png"_qs));
    };
    const QPalette light = QApplication::palette();
    shoot(u"light-offline"_qs);
    QPalette dark(QColor(0x35, 0x35, 0x35), QColor(0x2a, 0x2a, 0x2a));
    dark.setColor(QPalette::Base, QColor(0x1e, 0x1e, 0x1e));
    dark.setColor(QPalette::Highlight, QColor(0x2a, 0x82, 0xda));
    QApplication::setPalette(dark);
    shoot(u"dark-offline"_qs);
    QVERIFY(stage.startRelay());
    EVENTUALLY_COMPARE(ada.label("connection"), u"● Online"_qs);
    shoot(u"dark"_qs);
    QApplication::setPalette(light);
    ada.window.resize(480, 420);
    shoot(u"light-small"_qs);
}

QTEST_MAIN(TestChatWidgets)
#include "tst_chatwidgets.moc"
