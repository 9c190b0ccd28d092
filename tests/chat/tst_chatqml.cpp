// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/examplestage.h"

#include <QAbstractItemModel>
#include <QImage>
#include <QQmlApplicationEngine>
#include <QQuickItem>
#include <QQuickStyle>
#include <QQuickWindow>
#include <QTest>

using namespace Rainbow::Test;

namespace {

/// A user with the app on her phone.
class Phone {
public:
    Phone(const QUrl &url, const QString &name)
    {
        m_engine.addImportPath(QStringLiteral(RAINBOW_QML_DIR));
        m_engine.setInitialProperties(
            {{u"url"_qs, url}, {u"deviceId"_qs, u"phone-"_qs + name}, {u"userName"_qs, name}});
        m_engine.load(QUrl::fromLocalFile(QStringLiteral(CHAT_QML)));
    }

    [[nodiscard]] QQuickWindow *window() const
    {
        return qobject_cast<QQuickWindow *>(m_engine.rootObjects().value(0));
    }
    /// What is to be seen under that name.
    [[nodiscard]] QQuickItem *find(const char *name) const
    {
        return findIn(window()->contentItem(), QString::fromLatin1(name));
    }
    [[nodiscard]] QString text(const char *name) const
    {
        const QQuickItem *item = find(name);
        return item ? item->property("text").toString() : QString();
    }
    /// No page slides in or away.
    [[nodiscard]] bool isSettled() const { return !find("stack")->property("busy").toBool(); }
    bool click(const char *name) const
    {
        if (!waitUntil([this] { return isSettled(); }))
            return false;
        QQuickItem *item = find(name);
        if (!item || !item->isEnabled())
            return false;
        const QPointF center(item->width() / 2, item->height() / 2);
        QTest::mouseClick(window(), Qt::LeftButton, {}, item->mapToScene(center).toPoint());
        return true;
    }
    bool type(const char *field, const QString &text, const char *button) const
    {
        QQuickItem *item = find(field);
        if (!item)
            return false;
        item->setProperty("text", text);
        return waitUntil([&] { return find(button) && find(button)->isEnabled(); })
            && click(button);
    }
    /// Into a room, until its page is there and the user is among the people.
    bool comeIn(const QString &room, const QString &name)
    {
        return waitUntil([&] { return text("connection") == u"● Online"; })
            && type("newRoom", room, "join")
            && waitUntil([&] { return text("people").contains(name); })
            && waitUntil([this] { return isSettled(); });
    }
    bool say(const QString &text) const { return type("field", text, "send"); }

    [[nodiscard]] QAbstractItemModel *messages() const
    {
        const QQuickItem *list = find("messages");
        return list ? list->property("model").value<QAbstractItemModel *>() : nullptr;
    }
    [[nodiscard]] int count() const { return messages() ? messages()->rowCount() : -1; }
    [[nodiscard]] QVariant value(int row, const QByteArray &role) const
    {
        return messages()->index(row, 0).data(messages()->roleNames().key(role));
    }
    /// As in MessageModel.
    [[nodiscard]] QString state(int row) const
    {
        static const QStringList names{u"received"_qs, u"queued"_qs, u"sent"_qs, u"delivered"_qs,
                                       u"failed"_qs};
        return row < count() ? names.value(value(row, "deliveryState").toInt()) : QString();
    }
    QObject *session() const { return window()->property("session").value<QObject *>(); }

private:
    static QQuickItem *findIn(QQuickItem *item, const QString &name)
    {
        if (item->objectName() == name && item->isVisible())
            return item;
        const QList<QQuickItem *> children = item->childItems();
        // The page on top is the last.
        for (auto child = children.rbegin(); child != children.rend(); ++child) {
            if (QQuickItem *found = findIn(*child, name))
                return found;
        }
        return nullptr;
    }

    QQmlApplicationEngine m_engine;
};

} // namespace

// The pages of chat-qml, against a relay and the example business server.
class TestChatQml : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void messageGoesFromOneToTheOther();
    void relayGoesAndComesBack();
    void failedCanBeRetried();
    void unreadIsCounted();
    void backgroundEndsTheConnection();
    void screenshots();
};

void TestChatQml::initTestCase()
{
    QQuickStyle::setStyle(u"Material"_qs);
}

void TestChatQml::messageGoesFromOneToTheOther()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    Phone bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.window());
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs, u"Bob"_qs));
    EVENTUALLY_COMPARE(ada.text("people"), u"Ada, Bob"_qs);
    QVERIFY(ada.say(u"hello Bob"_qs));
    EVENTUALLY_COMPARE(bob.count(), 1);
    QCOMPARE(bob.value(0, "text").toString(), u"hello Bob"_qs);
    QCOMPARE(bob.value(0, "from").toString(), u"Ada"_qs);
    QCOMPARE(bob.state(0), u"received"_qs);
    EVENTUALLY_COMPARE(ada.state(0), u"delivered"_qs);
    QCOMPARE(ada.count(), 1);

    QVERIFY(ada.click("leave"));
    EVENTUALLY_COMPARE(bob.text("people"), u"Bob"_qs);
    EVENTUALLY(ada.find("newRoom"));
    QVERIFY(bob.say(u"gone?"_qs));
    EVENTUALLY_COMPARE(bob.state(1), u"sent"_qs);
}

void TestChatQml::relayGoesAndComesBack()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    Phone bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs, u"Bob"_qs));
    QCOMPARE(stage.stopRelay(), 0);
    EVENTUALLY(!ada.session()->property("online").toBool());
    QVERIFY(ada.say(u"meanwhile"_qs));
    QVERIFY(holdsFor(std::chrono::milliseconds(300), [&] { return ada.state(0) == u"queued"; }));
    QVERIFY(stage.startRelay());
    // It may wait some seconds before it tries again.
    QVERIFY(waitUntil([&] { return bob.count() == 1; }, std::chrono::seconds(40)));
    EVENTUALLY(ada.state(0) == u"sent" || ada.state(0) == u"delivered");
}

void TestChatQml::failedCanBeRetried()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    // The business server takes no name of two lines.
    ada.session()->setProperty("userName", u"A\nda"_qs);
    stage.stopBusiness();
    QVERIFY(stage.startBusiness());
    QVERIFY(ada.say(u"hello"_qs));
    EVENTUALLY_COMPARE(ada.state(0), u"failed"_qs);
    ada.session()->setProperty("userName", u"Ada"_qs);
    EVENTUALLY(ada.find("retry"));
    (void)holdsFor(std::chrono::milliseconds(200), [] { return true; }); // until it is laid out
    QVERIFY(ada.click("retry"));
    EVENTUALLY_COMPARE(ada.state(0), u"sent"_qs);
    QCOMPARE(ada.count(), 1);
}

void TestChatQml::unreadIsCounted()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    Phone bob(stage.url(), u"Bob"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs, u"Bob"_qs));
    QVERIFY(bob.click("back"));
    EVENTUALLY(bob.find("newRoom"));
    QVERIFY(ada.say(u"hello"_qs));
    const auto unread = [&] {
        const QVariantList rooms = bob.session()->property("rooms").toList();
        return rooms.value(0).value<QObject *>()->property("unread").toInt();
    };
    EVENTUALLY_COMPARE(unread(), 1);
}

void TestChatQml::backgroundEndsTheConnection()
{
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    ada.session()->setProperty("backgroundTime", 50);
    ada.session()->setProperty("applicationState", int(Qt::ApplicationSuspended));
    EVENTUALLY(!ada.session()->property("online").toBool());
    ada.session()->setProperty("applicationState", int(Qt::ApplicationActive));
    EVENTUALLY(ada.session()->property("online").toBool());
    EVENTUALLY_COMPARE(ada.text("people"), u"Ada"_qs);
}

void TestChatQml::screenshots()
{
    const QString directory = qEnvironmentVariable("RAINBOW_SCREENSHOTS");
    if (directory.isEmpty())
        QSKIP("RAINBOW_SCREENSHOTS names no directory");
    ExampleStage stage;
    QVERIFY(stage.start());
    Phone ada(stage.url(), u"Ada"_qs);
    Phone bob(stage.url(), u"Bob"_qs);
    const auto shoot = [&](const QString &name) {
        (void)holdsFor(std::chrono::milliseconds(600), [] { return true; });
        QVERIFY(ada.window()->grabWindow().save(directory + u"/qml-"_qs + name + u".png"_qs));
    };
    const auto theme = [&](bool dark) {
        QMetaObject::invokeMethod(ada.window(), "setDark", Q_ARG(bool, dark));
    };
    theme(false);
    shoot(u"light-empty"_qs);
    QVERIFY(ada.comeIn(u"garden"_qs, u"Ada"_qs));
    QVERIFY(ada.click("back"));
    EVENTUALLY(ada.find("newRoom"));
    QVERIFY(ada.comeIn(u"lobby"_qs, u"Ada"_qs));
    QVERIFY(bob.comeIn(u"lobby"_qs, u"Bob"_qs));
    QVERIFY(bob.say(u"Good morning! Is anybody there?"_qs));
    EVENTUALLY_COMPARE(ada.count(), 1);
    QVERIFY(ada.say(u"Morning, Bob. I was about to write that the connection was away for a "
                    "while, and that everything I had typed meanwhile went out when it was "
                    "back."_qs));
    EVENTUALLY_COMPARE(ada.state(1), u"delivered"_qs);
    QVERIFY(bob.say(u"So I saw."_qs));
    EVENTUALLY_COMPARE(ada.count(), 3);
    ada.session()->setProperty("userName", u"A\nda"_qs);
    stage.stopBusiness();
    QVERIFY(stage.startBusiness());
    QVERIFY(ada.say(u"This one fails."_qs));
    EVENTUALLY_COMPARE(ada.state(3), u"failed"_qs);
    ada.session()->setProperty("userName", u"Ada"_qs);
    (void)holdsFor(std::chrono::milliseconds(5'500), [] { return true; });
    shoot(u"light"_qs);
    theme(true);
    shoot(u"dark"_qs);
    QCOMPARE(stage.stopRelay(), 0);
    EVENTUALLY(!ada.session()->property("online").toBool());
    QVERIFY(ada.say(u"And this one waits."_qs));
    shoot(u"dark-offline"_qs);
    QVERIFY(ada.click("back"));
    shoot(u"dark-rooms"_qs);
    theme(false);
    shoot(u"light-rooms"_qs);
}

QTEST_MAIN(TestChatQml)
#include "tst_chatqml.moc"
