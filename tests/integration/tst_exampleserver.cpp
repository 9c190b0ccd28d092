// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QProcess>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The example business server and the relay, in both schemes of the signature.
class TestExampleServer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void talksToTheRelay_data();
    void talksToTheRelay();
    void otherSchemeIsRefused_data() { talksToTheRelay_data(); }
    void otherSchemeIsRefused();
    void replayIsRefused();

private:
    /// Starts the server; its port, 0: it does not.
    static quint16 start(QProcess &server, const QByteArray &scheme);
    static Fields settings(quint16 port, const QByteArray &scheme);
    static QByteArray send(quint16 relay, const QByteArray &scheme, const QString &channel);
};

quint16 TestExampleServer::start(QProcess &server, const QByteArray &scheme)
{
    server.setProcessChannelMode(QProcess::MergedChannels);
    server.start(QStringLiteral(BUSINESS_SERVER),
                 {u"--port"_qs, u"0"_qs, u"--token"_qs, QString::fromLatin1(Stage::Token),
                  u"--signature"_qs, QString::fromLatin1(scheme)});
    if (!waitUntil([&server] { return server.canReadLine(); }))
        return 0;
    return server.readLine().trimmed().chopped(1).split(':').last().toUShort();
}

Fields TestExampleServer::settings(quint16 port, const QByteArray &scheme)
{
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(port);
    return {{"connect_url", url + "/connect/"},
            {"forward_url", url + "/message/"},
            {"close_url", url + "/close/"},
            {"security_token", Stage::Token},
            {"signature", scheme}};
}

QByteArray TestExampleServer::send(quint16 relay, const QByteArray &scheme, const QString &channel)
{
    QProcess sender;
    sender.start(QStringLiteral(BUSINESS_SERVER),
                 {u"send"_qs, u"--relay"_qs, u"http://127.0.0.1:%1/"_qs.arg(relay), u"--token"_qs,
                  QString::fromLatin1(Stage::Token), u"--signature"_qs, QString::fromLatin1(scheme),
                  u"--qos"_qs, u"1"_qs, channel, u"{\"hi\": 1}"_qs});
    (void)waitUntil([&sender] { return sender.state() == QProcess::NotRunning; });
    return canonical(sender.readAllStandardOutput());
}

void TestExampleServer::talksToTheRelay_data()
{
    QTest::addColumn<QByteArray>("scheme");
    QTest::addColumn<QByteArray>("other");
    QTest::newRow("sha1") << QByteArray("sha1") << QByteArray("hmac");
    QTest::newRow("hmac") << QByteArray("hmac") << QByteArray("sha1");
}

void TestExampleServer::talksToTheRelay()
{
    QFETCH(QByteArray, scheme);
    QProcess server;
    const quint16 port = start(server, scheme);
    QVERIFY(port != 0);
    Stage stage;
    QVERIFY(stage.start(settings(port, scheme)));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->sendMessage(42, "hello", QoS::AtLeastOnce);
    QVERIFY(client->waitFor(PacketCommand::Ack));
    QVERIFY(client->packets(PacketCommand::Ack).first().payload.contains("\"echo\": \"hello\""));
    QCOMPARE(send(stage.relay.port(), scheme, u"lobby"_qs),
             canonical(R"({"status":0,"connections":1,"data":""})"));
    QCOMPARE(send(stage.relay.port(), scheme, u"Zoë & 1+1=2 100%"_qs),
             canonical(R"({"status":0,"connections":0,"data":""})"));
    client->raw().sendClose();
    EVENTUALLY(server.canReadLine() && server.readLine().contains("'/close/'"));
    server.terminate();
    server.waitForFinished();
}

void TestExampleServer::otherSchemeIsRefused()
{
    QFETCH(QByteArray, scheme);
    QFETCH(QByteArray, other);
    QProcess server;
    const quint16 port = start(server, other);
    QVERIFY(port != 0);
    Stage stage;
    QVERIFY(stage.start(settings(port, scheme)));
    QVERIFY(stage.tryConnect(stage.clientHeaders()).status != 101);
    QCOMPARE(send(stage.relay.port(), other, u"lobby"_qs),
             canonical(R"({"status":1,"msg":"signature error"})"));
    server.terminate();
    server.waitForFinished();
}

void TestExampleServer::replayIsRefused()
{
    QProcess server;
    const quint16 port = start(server, "hmac");
    QVERIFY(port != 0);
    const QByteArray target = hmacSigned(Stage::Token, "POST", "/message/1/", "x");
    QCOMPARE(HttpClient::get(port, "POST", target, "y").status, 403);
    QCOMPARE(HttpClient::get(port, "POST", target, "x").status, 200);
    QCOMPARE(HttpClient::get(port, "POST", target, "x").status, 403);
    const QByteArray twice = hmacSigned(Stage::Token, "POST", "/message/1/?a=1&a=1", "x");
    QCOMPARE(HttpClient::get(port, "POST", twice, "x").status, 403);
    server.terminate();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestExampleServer)
#include "tst_exampleserver.moc"
