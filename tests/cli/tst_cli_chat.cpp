// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "cliprocess.h"
#include "integration/textclient.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

// rainbow-cli im and the real relay.
class TestCliChat : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void oneToOne();
    void rooms();
    void everyLineArrives();
    void refusals();
    void theBusinessServerSaysNo();
    void notTaken();
    void tooLong();
    void theRelayStops();

private:
    static constexpr char Secret[] = "chat secret, long enough for anybody";

    [[nodiscard]] static Fields settings() { return {{"app_key", "shop"}, {"app_secret", Secret}}; }
    /// As the account, with a token that the program makes.
    [[nodiscard]] QStringList as(const QString &account, const Stage &stage,
                                 const QStringList &more) const
    {
        return QStringList{u"im"_qs,     u"--url"_qs, urlOf(stage),
                           u"--app"_qs,  u"shop"_qs,  u"--secret-file"_qs,
                           secretFile(), u"--sub"_qs, account}
        + more;
    }
    [[nodiscard]] static QString urlOf(const Stage &stage)
    {
        return u"ws://127.0.0.1:%1/ws/connect"_qs.arg(stage.relay.port());
    }
    [[nodiscard]] QString secretFile() const { return m_folder.filePath(u"secret"_qs); }

    QTemporaryDir m_folder;
};

void TestCliChat::initTestCase()
{
    QFile file(secretFile());
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(Secret);
}

void TestCliChat::oneToOne()
{
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}}, 2));
    Cli bob;
    bob.start(as(u"bob"_qs, stage, {u"--listen"_qs, u"--to"_qs, u"alice"_qs}));
    EVENTUALLY(bob.err().contains("connected"));
    Cli carol;
    carol.start(as(u"carol"_qs, stage, {}));
    EVENTUALLY(carol.err().contains("connected"));
    Cli alice;
    alice.start({u"im"_qs, u"--url"_qs, urlOf(stage), u"--app"_qs, u"shop"_qs, u"--token"_qs,
                 QString::fromLatin1(tokenOf(u"alice"_qs, Secret)), u"--to"_qs, u"bob"_qs, u"hi"_qs,
                 u"\"彩\""_qs});
    FINISHES(alice, 0);
    EVENTUALLY(bob.out().endsWith('\n'));
    QCOMPARE(bob.out().mid(8), QByteArray(" alice: hi \"彩\"\n"));

    Cli again;
    again.start(as(u"alice"_qs, stage, {u"--json"_qs}));
    EVENTUALLY(again.err().contains("connected"));
    bob.write("how are you?\n");
    EVENTUALLY(again.out().endsWith('\n'));
    const QJsonObject got = QJsonDocument::fromJson(again.out()).object();
    QCOMPARE(got.value(u"from").toString(), u"bob"_qs);
    QCOMPARE(got.value(u"event").toInt(), 1);
    QCOMPARE(got.value(u"data").toObject(), QJsonObject({{u"text"_qs, u"how are you?"_qs}}));
    QVERIFY(!got.value(u"msg_id").toString().isEmpty());
    QCOMPARE(carol.out(), QByteArray());
}

void TestCliChat::rooms()
{
    Stage stage;
    stage.business.onConnect([](const BusinessRequest &request) {
        const bool isIn = request.header("RAINBOWCLIENTACCOUNT") != "carol";
        return BusinessReply::success({{"RAINBOWCLIENTCHANNEL", isIn ? "lobby" : "other"}});
    });
    QVERIFY(stage.start(settings(), 2));
    Cli bob;
    bob.start(as(u"bob"_qs, stage, {}));
    Cli carol;
    carol.start(as(u"carol"_qs, stage, {}));
    EVENTUALLY(bob.err().contains("connected") && carol.err().contains("connected"));
    Cli alice;
    alice.start(as(u"alice"_qs, stage, {u"--to"_qs, u"lobby"_qs, u"--room"_qs}));
    alice.write("hi all\n");
    EVENTUALLY(bob.out().endsWith('\n'));
    QCOMPARE(bob.out().mid(8), QByteArray(" alice@lobby: hi all\n"));
    // She is in it, too.
    EVENTUALLY(alice.out().endsWith(" alice@lobby: hi all\n"));
    alice.endInput();
    FINISHES(alice, 0);
    QCOMPARE(carol.out(), QByteArray());
}

void TestCliChat::everyLineArrives()
{
    constexpr int Lines = 2000;
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}}));
    Cli bob;
    bob.start(as(u"bob"_qs, stage, {}));
    EVENTUALLY(bob.err().contains("connected"));
    QByteArray lines;
    for (int i = 0; i < Lines; ++i)
        lines += "line " + QByteArray::number(i) + '\n';
    Cli alice;
    alice.start(as(u"alice"_qs, stage, {u"--to"_qs, u"bob"_qs}));
    alice.write(lines);
    alice.endInput();
    FINISHES(alice, 0);
    EVENTUALLY(bob.out().count('\n') == Lines);
    QByteArray got;
    for (const QByteArray &line : bob.out().chopped(1).split('\n'))
        got += line.mid(qstrlen("00:00:00 alice: ")) + '\n';
    QCOMPARE(got, lines);
}

void TestCliChat::refusals()
{
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}}));
    const QString good = QString::fromLatin1(tokenOf(u"alice"_qs, Secret));
    const QString bad = QString::fromLatin1(tokenOf(u"alice"_qs, "another secret"));
    const auto refused = [&](const QString &url, const QString &app, const QString &token) {
        Cli cli;
        cli.start({u"im"_qs, u"--url"_qs, url, u"--app"_qs, app, u"--token"_qs, token});
        const bool ended = waitUntil([&cli] { return !cli.isRunning(); });
        return ended && cli.exitCode() == 4 && cli.out().isEmpty() ? cli.err() : "not refused";
    };
    QCOMPARE(refused(urlOf(stage), u"shop"_qs, bad),
             QByteArray("rainbow-cli: rejected: 1000 token invalid\n"));
    QCOMPARE(refused(urlOf(stage), u"another"_qs, good),
             QByteArray("rainbow-cli: rejected: 1001 app_id unknown\n"));
    QCOMPARE(refused(urlOf(stage) + u"/nowhere"_qs, u"shop"_qs, good),
             QByteArray("rainbow-cli: rejected: the relay answers with HTTP status 404\n"));
    QVERIFY(!stage.relay.hasLogged(good.toLatin1()) && !stage.relay.hasLogged(bad.toLatin1()));
}

void TestCliChat::theBusinessServerSaysNo()
{
    Stage stage;
    stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        return reply;
    });
    QVERIFY(stage.start(settings()));
    Cli cli;
    cli.start(as(u"alice"_qs, stage, {u"--to"_qs, u"bob"_qs, u"hi"_qs}));
    FINISHES(cli, 4);
    QCOMPARE(cli.err(), QByteArray("rainbow-cli: rejected: 1000 refused by the business server\n"));
}

void TestCliChat::notTaken()
{
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}}));
    Cli cli;
    cli.start(as(u"alice"_qs, stage, {u"--to"_qs, u"bob"_qs, u"--timeout"_qs, u"3"_qs}));
    EVENTUALLY(cli.err().contains("connected"));
    stage.relay.signal(SIGSTOP);
    cli.write("is anybody there?\n");
    cli.endInput();
    const bool ended = waitUntil([&cli] { return !cli.isRunning(); });
    stage.relay.signal(SIGCONT);
    QVERIFY(ended);
    QCOMPARE(cli.exitCode(), 1);
    QVERIFY(cli.err().contains("rainbow-cli: not taken in time\n"));
}

void TestCliChat::tooLong()
{
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}, {"limits/max_payload", "1024"}}));
    Cli cli;
    cli.start(as(u"alice"_qs, stage, {u"--to"_qs, u"bob"_qs, QString(100'000, u'x')}));
    FINISHES(cli, 5);
    QVERIFY2(cli.err().contains("closed by the relay: 1009\n"), cli.err().constData());
}

void TestCliChat::theRelayStops()
{
    Stage stage;
    QVERIFY(stage.start(settings() + Fields{{"connect_url", ""}}));
    Cli cli;
    cli.start(as(u"alice"_qs, stage, {}));
    EVENTUALLY(cli.err().contains("connected"));
    QCOMPARE(stage.relay.stop(), 0);
    FINISHES(cli, 5);
    QVERIFY2(cli.err().contains("closed by the relay: 1001\n"), cli.err().constData());
}

QTEST_GUILESS_MAIN(TestCliChat)
#include "tst_cli_chat.moc"
