// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "fakerelay.h"

#include <QDateTime>
#include <QTest>

using namespace Rainbow;

// rainbow-cli im: what it sends, and how it shows what comes.
class TestCliIm : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void saysWhoItIs_data();
    void saysWhoItIs();
    void sendsText_data();
    void sendsText();
    void onlyATextPrintsNothing();
    void sendsLines();
    void sendsLinesWhileListening();
    void lineThatIsNoText();
    void lineWithoutEnd();
    void printsLines_data();
    void printsLines();
    void showsWhenItCame();
    void printsJson();
    void ignoresOtherFrames();

private:
    /// The arguments of a client of that relay, and more.
    static QStringList im(const FakeRelay &relay, const QStringList &more = {})
    {
        return QStringList{u"im"_qs,   u"--url"_qs,   relay.url(), u"--app"_qs,
                           u"shop"_qs, u"--token"_qs, u"t0ken"_qs}
        + more;
    }
    static QJsonObject object(const QString &text)
    {
        return QJsonDocument::fromJson(text.toUtf8()).object();
    }
};

void TestCliIm::initTestCase()
{
    // What the program shows is local time.
    qputenv("TZ", "UTC");
}

void TestCliIm::saysWhoItIs_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("app");
    QTest::addColumn<QString>("token");
    QTest::addColumn<QString>("resource");
    QTest::newRow("usual") << u"/ws/connect"_qs << u"shop"_qs << u"a.b-c_d.e"_qs
                           << u"/ws/connect?app_id=shop&token=a.b-c_d.e"_qs;
    QTest::newRow("no path") << QString() << u"shop"_qs << u"a.b.c"_qs
                             << u"/ws/connect?app_id=shop&token=a.b.c"_qs;
    QTest::newRow("escaped") << u"/im"_qs << u"a&b=c+d é%"_qs << u"x y&z#"_qs
                             << u"/im?app_id=a%26b%3Dc%2Bd%20%C3%A9%25&token=x%20y%26z%23"_qs;
    QTest::newRow("query") << u"/im?lang=en&token=old&app_id=old"_qs << u"shop"_qs << u"new"_qs
                           << u"/im?lang=en&app_id=shop&token=new"_qs;
}

void TestCliIm::saysWhoItIs()
{
    QFETCH(QString, path);
    QFETCH(QString, app);
    QFETCH(QString, token);
    FakeRelay relay;
    Cli cli;
    cli.start({u"im"_qs, u"--url"_qs, relay.url().replace(u"/connect/"_qs, path), u"--app"_qs, app,
               u"--token"_qs, token, u"--to"_qs, u"bob"_qs, u"hi"_qs});
    FINISHES(cli, 0);
    QTEST(relay.resource(), "resource");
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
    QVERIFY(cli.err().startsWith("connected to ws://127.0.0.1:"));
    QVERIFY(!cli.err().contains('?'));
    QVERIFY(!cli.err().contains(token.toUtf8()));
}

void TestCliIm::sendsText_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("frame");
    QTest::newRow("account") << QStringList{u"--to"_qs, u"bob"_qs, u"hi"_qs}
                             << QByteArray(R"({"to":"bob","event":1,"data":{"text":"hi"}})");
    QTest::newRow("room") << QStringList{u"--room"_qs, u"--to"_qs, u"lobby"_qs, u"hi"_qs}
                          << QByteArray(R"({"to":"lobby","event":2,"data":{"text":"hi"}})");
    QTest::newRow("words") << QStringList{u"a"_qs, u"--to=b"_qs, u"b  c"_qs, u"im"_qs}
                           << QByteArray(R"({"to":"b","event":1,"data":{"text":"a b  c im"}})");
    QTest::newRow("escaped") << QStringList{u"--to"_qs, u"Zoë \"彩\""_qs, u"--"_qs, u"--\"\n\\😀"_qs}
                             << QByteArray(
                                    R"({"to":"Zoë \"彩\"","event":1,"data":{"text":"--\"\n\\😀"}})");
}

void TestCliIm::sendsText()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, frame);
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, arguments));
    FINISHES(cli, 0);
    QCOMPARE(relay.texts().size(), 1);
    QCOMPARE(object(relay.texts().first()), QJsonDocument::fromJson(frame).object());
    QCOMPARE(relay.packets().size(), 0);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
    QVERIFY(cli.err().endsWith("\nclosed: 1000\n"));
}

void TestCliIm::onlyATextPrintsNothing()
{
    FakeRelay relay;
    connect(&relay, &FakeRelay::connected, &relay,
            [&relay] { relay.sendText(u"{\"data\":{\"text\":\"x\"}}"_qs); });
    Cli cli;
    cli.start(im(relay, {u"--to"_qs, u"bob"_qs, u"hi"_qs}));
    FINISHES(cli, 0);
    QCOMPARE(cli.out(), QByteArray());
    QVERIFY(!cli.err().contains("ignored"));
}

void TestCliIm::sendsLines()
{
    FakeRelay relay;
    connect(&relay, &FakeRelay::connected, &relay,
            [&relay] { relay.sendText(u"{\"from\":\"bob\",\"data\":{\"text\":\"yes?\"}}"_qs); });
    Cli cli;
    cli.start(im(relay, {u"--to"_qs, u"bob"_qs}));
    QTRY_VERIFY_WITH_TIMEOUT(cli.out().endsWith(" bob: yes?\n"), Wait);
    cli.write("one\n\ntwo ");
    QTRY_COMPARE_WITH_TIMEOUT(relay.texts().size(), 1, Wait);
    cli.write("parts\n\nend");
    QTRY_COMPARE_WITH_TIMEOUT(relay.texts().size(), 2, Wait);
    QVERIFY(cli.isRunning());
    cli.endInput();
    FINISHES(cli, 0);
    QStringList texts;
    for (const QString &frame : relay.texts())
        texts.append(object(frame).value(u"data").toObject().value(u"text").toString());
    QCOMPARE(texts, QStringList({u"one"_qs, u"two parts"_qs, u"end"_qs}));
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCliIm::sendsLinesWhileListening()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, {u"--listen"_qs, u"--room"_qs, u"--to"_qs, u"lobby"_qs, u"first"_qs}));
    QTRY_COMPARE_WITH_TIMEOUT(relay.texts().size(), 1, Wait);
    cli.write("second\n");
    QTRY_COMPARE_WITH_TIMEOUT(relay.texts().size(), 2, Wait);
    QCOMPARE(object(relay.texts().last()),
             object(uR"({"to":"lobby","event":2,"data":{"text":"second"}})"_qs));
    cli.write("third");
    cli.endInput();
    QTRY_COMPARE_WITH_TIMEOUT(relay.texts().size(), 3, Wait);
    // It stays when its input has ended.
    relay.sendText(u"{\"from\":\"bob\",\"data\":{\"text\":\"still here?\"}}"_qs);
    QTRY_VERIFY_WITH_TIMEOUT(cli.out().endsWith(" bob: still here?\n"), Wait);
    QVERIFY(cli.isRunning());
    cli.signal(SIGTERM);
    FINISHES(cli, 130);
}

void TestCliIm::lineThatIsNoText()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, {u"--to"_qs, u"bob"_qs}));
    cli.write("good\n\xff\xfe\nalso good\n");
    cli.endInput();
    FINISHES(cli, 1);
    QCOMPARE(relay.texts().size(), 2);
    QVERIFY(cli.err().contains("rainbow-cli: a line of stdin is not UTF-8, and not sent\n"));
}

void TestCliIm::lineWithoutEnd()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, {u"--to"_qs, u"bob"_qs}));
    cli.write("good\n" + QByteArray(1024 * 1024 + 1, 'x'));
    FINISHES(cli, 2);
    QVERIFY(cli.err().contains("rainbow-cli: a line of stdin is longer than 1 MiB\n"));
    QCOMPARE(relay.texts().size(), 1);
    QTRY_COMPARE_WITH_TIMEOUT(relay.closeCode(), 1000, Wait);
}

void TestCliIm::printsLines_data()
{
    QTest::addColumn<QString>("frame");
    QTest::addColumn<QByteArray>("line");
    const auto row = [](const char *name, const QString &members, const char *line) {
        QTest::newRow(name) << u"{\"send_at\":1234567890123,"_qs + members + u'}'
                            << QByteArray(line);
    };
    row("account", uR"("from":"alice","to":"bob","event":1,"data":{"text":"hi"})"_qs,
        "23:31:30 alice: hi\n");
    row("room", uR"("from":"alice","to":"lobby","event":2,"data":{"text":"hi"})"_qs,
        "23:31:30 alice@lobby: hi\n");
    row("business server", uR"("to":"bob","data":{"text":"news"})"_qs, "23:31:30 *: news\n");
    row("to a room", uR"("to":"lobby","event":2,"data":{"text":"news"})"_qs,
        "23:31:30 *@lobby: news\n");
    row("no text", uR"("from":"a","data":{"n":1,"b":[true,null]})"_qs,
        "23:31:30 a: {\"b\":[true,null],\"n\":1}\n");
    row("text is a number", uR"("from":"a","data":{"text":1})"_qs, "23:31:30 a: {\"text\":1}\n");
    row("more than a text", uR"("from":"a","data":{"text":"hi","n":1})"_qs, "23:31:30 a: hi\n");
    row("string", uR"("from":"a","data":"just so")"_qs, "23:31:30 a: just so\n");
    row("null", uR"("from":"a","data":null)"_qs, "23:31:30 a: null\n");
    row("steers a terminal",
        u"\"from\":\"a\\u001b[2J\",\"data\":{\"text\":\"x\\r\\ny\\u009bz\\u007f\"}"_qs,
        "23:31:30 a\\u001b[2J: x\\r\\ny\\u009bz\\u007f\n");
    row("unicode", uR"("from":"Zoë","data":{"text":"彩 😀"})"_qs, "23:31:30 Zoë: 彩 😀\n");
}

void TestCliIm::printsLines()
{
    QFETCH(QString, frame);
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.sendText(frame);
    QTRY_VERIFY_WITH_TIMEOUT(cli.out().endsWith('\n'), Wait);
    QTEST(cli.out(), "line");
}

void TestCliIm::showsWhenItCame()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, {u"-l"_qs}));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    const QDateTime before = QDateTime::currentDateTimeUtc();
    for (const char *when : {"", R"("send_at":0,)", R"("send_at":"1234567890123",)",
                             R"("send_at":-5,)", R"("send_at":1e300,)"})
        relay.sendText(u"{%1\"from\":\"a\",\"data\":{\"text\":\"x\"}}"_qs.arg(QLatin1String(when)));
    QTRY_COMPARE_WITH_TIMEOUT(cli.out().count('\n'), 5, Wait);
    for (const QByteArray &line : cli.out().chopped(1).split('\n')) {
        QCOMPARE(line.mid(8), QByteArray(" a: x"));
        const QTime time = QTime::fromString(QString::fromLatin1(line.left(8)), u"HH:mm:ss"_qs);
        QVERIFY2(time.isValid(), line.constData());
        // Midnight may have passed.
        const int passed = before.time().secsTo(time);
        QVERIFY((passed + 24 * 3600 + 1) % (24 * 3600) <= Wait / 1000 + 1);
    }
}

void TestCliIm::printsJson()
{
    FakeRelay relay;
    Cli cli;
    cli.start(im(relay, {u"--json"_qs}));
    QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
    relay.sendText(uR"({"to":"bob", "data":{"b":1.0,"a":"é\n"},"msg_id":"1-2"})"_qs);
    relay.sendText(u"{\"from\":\"a\",\n\"data\":\r\n{}}"_qs);
    QTRY_COMPARE_WITH_TIMEOUT(cli.out().count('\n'), 2, Wait);
    QCOMPARE(cli.out(),
             QByteArray("{\"to\":\"bob\", \"data\":{\"b\":1.0,\"a\":\"é\\n\"},\"msg_id\":\"1-2\"}\n"
                        "{\"from\":\"a\", \"data\":  {}}\n"));
}

void TestCliIm::ignoresOtherFrames()
{
    for (const bool json : {false, true}) {
        FakeRelay relay;
        Cli cli;
        cli.start(im(relay, {json ? u"--json"_qs : u"--listen"_qs}));
        QTRY_VERIFY_WITH_TIMEOUT(relay.isConnected(), Wait);
        for (const QString &text :
             {u"heartbeat"_qs, u"[1]"_qs, u"{\"from\":\"a\"}"_qs, QString(), u"{\"data\":{}"_qs})
            relay.sendText(text);
        relay.sendBytes("{\"data\":{}}");
        relay.sendText(u"{\"from\":\"a\",\"data\":{\"text\":\"x\"}}"_qs);
        QTRY_COMPARE_WITH_TIMEOUT(cli.out().count('\n'), 1, Wait);
        QTRY_COMPARE_WITH_TIMEOUT(cli.err().count("ignored a frame: no JSON object with data\n"), 5,
                                  Wait);
        QCOMPARE(cli.err().count("ignored a frame: it is binary\n"), 1);
    }
}

QTEST_GUILESS_MAIN(TestCliIm)
#include "tst_cli_im.moc"
