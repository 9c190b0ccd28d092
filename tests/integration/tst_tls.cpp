// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "tlsstage.h"

#include <QElapsedTimer>
#include <QFile>
#include <QHostAddress>
#include <QTest>
#include <QTimer>

#include <sys/stat.h>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

/// The ClientHello of a client that knows TLS 1.1 at most.
QByteArray oldClientHello()
{
    const QByteArray body = QByteArray::fromHex("0302") + QByteArray(32, 'r')
        + QByteArray::fromHex("00"
                              "0004c013c014"
                              "0100");
    const QByteArray message = QByteArray::fromHex("010000") + char(body.size()) + body;
    return QByteArray::fromHex("16030100") + char(message.size()) + message;
}

/// A socket without TLS that keeps what it gets.
class BareSocket {
public:
    [[nodiscard]] bool connectTo(quint16 port)
    {
        QObject::connect(&socket, &QTcpSocket::readyRead, &socket,
                         [this] { received += socket.readAll(); });
        return connectSocket(socket, port);
    }
    [[nodiscard]] bool isOver() const
    {
        return socket.state() == QAbstractSocket::UnconnectedState;
    }

    QTcpSocket socket;
    QByteArray received;
};

} // namespace

/// Handshakes, and what they need.
class TestTls : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void api()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        QVERIFY(stage.relay.hasLogged(" with TLS\n"));
        HttpClient client;
        QVERIFY(client.connectTo(stage.server()));
        // One connection, several requests, at once and one after the other.
        client.send(HttpClient::request("GET", "/hello/") + HttpClient::request("GET", "/hello/"));
        QCOMPARE(client.next().body, "ok");
        QCOMPARE(client.next().body, "ok");
        client.send(HttpClient::request("GET", "/hello/"));
        QCOMPARE(client.next().body, "ok");
        QCOMPARE(HttpClient::get(stage.server(), "GET", "/none/").status, 404);
    }

    void ownPortOfTheApi()
    {
        TlsStage stage;
        QTcpServer probe;
        QVERIFY(probe.listen(QHostAddress::LocalHost));
        const QByteArray port = QByteArray::number(probe.serverPort());
        probe.close();
        QVERIFY(stage.start({{"http_port", port}}));
        QVERIFY(stage.isHealthy());
        QVERIFY(stage.client());
    }

    void versions_data()
    {
        QTest::addColumn<QSsl::SslProtocol>("protocol");
        QTest::newRow("1.2") << QSsl::TlsV1_2;
        QTest::newRow("1.3") << QSsl::TlsV1_3;
    }

    void versions()
    {
        QFETCH(QSsl::SslProtocol, protocol);
        TlsStage stage;
        QVERIFY(stage.start());
        ClientTls settings = stage.clientTls();
        settings.protocol = protocol;
        const Server server(stage.relay.port(), std::make_shared<ClientTls>(settings));
        const auto socket = makeSocket(server);
        QVERIFY(connectSocket(*socket, server));
        QCOMPARE(qobject_cast<QSslSocket *>(socket.get())->sessionProtocol(), protocol);
        QCOMPARE(HttpClient::get(server, "GET", "/hello/").body, "ok");
    }

    void oldVersionsAreRefused()
    {
        TlsStage stage;
        QVERIFY(stage.start());
        BareSocket client;
        QVERIFY(client.connectTo(stage.relay.port()));
        client.socket.write(oldClientHello());
        EVENTUALLY(client.isOver());
        // A fatal alert: protocol_version (RFC 5246 §7.2).
        QCOMPARE(client.received.size(), 7);
        QVERIFY(client.received.startsWith(QByteArray::fromHex("1503")));
        QCOMPARE(client.received.right(2), QByteArray::fromHex("0246"));
        EVENTUALLY(stage.relay.hasLogged("TLS failed: unsupported protocol, address=127.0.0.1"));
        QVERIFY(stage.isHealthy());
    }

    void certificateByName_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("believed");
        QTest::newRow("default") << QByteArray("localhost") << true;
        QTest::newRow("second") << QByteArray("second.test") << true;
        QTest::newRow("wildcard") << QByteArray("any.wild.test") << true;
        QTest::newRow("unknown") << QByteArray("nobody.test") << false;
    }

    void certificateByName()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, believed);
        TlsStage stage;
        QVERIFY(stage.start());
        const Server server = stage.serverNamed(name);
        const auto socket = makeSocket(server);
        QCOMPARE(connectSocket(*socket, server), believed);
        if (believed)
            return;
        // The default is shown, and not believed.
        const auto *encrypted = qobject_cast<QSslSocket *>(socket.get());
        QCOMPARE(encrypted->peerCertificate().subjectInfo(QSslCertificate::CommonName),
                 QStringList(u"localhost"_qs));
        QCOMPARE(encrypted->sslHandshakeErrors().constFirst().error(), QSslError::HostNameMismatch);
    }

    void protocols_data()
    {
        QTest::addColumn<QList<QByteArray>>("offered");
        QTest::addColumn<bool>("fine");
        QTest::newRow("http/1.1") << QList<QByteArray>{"http/1.1"} << true;
        QTest::newRow("h2 and http/1.1") << QList<QByteArray>{"h2", "http/1.1"} << true;
        QTest::newRow("h2 only") << QList<QByteArray>{"h2"} << false;
    }

    void protocols()
    {
        QFETCH(QList<QByteArray>, offered);
        QFETCH(bool, fine);
        TlsStage stage;
        QVERIFY(stage.start());
        ClientTls settings = stage.clientTls();
        settings.alpn = offered;
        const Server server(stage.relay.port(), std::make_shared<ClientTls>(settings));
        const auto socket = makeSocket(server);
        QCOMPARE(connectSocket(*socket, server), fine);
        if (fine) {
            const auto configuration = qobject_cast<QSslSocket *>(socket.get())->sslConfiguration();
            QCOMPARE(configuration.nextNegotiatedProtocol(), "http/1.1");
        }
    }

    void plainHttpIsToldSo_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::newRow("GET") << HttpClient::request("GET", "/hello/");
        QTest::newRow("POST") << HttpClient::request("POST", "/send/", QByteArray(100'000, 'x'));
        QTest::newRow("OPTIONS") << QByteArray("OPTIONS * HTTP/1.1\r\n\r\n");
        QTest::newRow("WebSocket") << RawClient::upgradeRequest("/connect/", {});
    }

    void plainHttpIsToldSo()
    {
        QFETCH(QByteArray, request);
        TlsStage stage;
        QVERIFY(stage.start());
        HttpClient client;
        QVERIFY(client.connectTo(stage.relay.port()));
        client.send(request);
        const HttpReply reply = client.next();
        QCOMPARE(reply.status, 400);
        QVERIFY(reply.body.contains("this port speaks TLS"));
        QVERIFY(client.waitForDisconnected());
        QVERIFY(stage.business.requests().isEmpty());
        QVERIFY(stage.isHealthy());
    }

    void hangingHandshake_data()
    {
        QTest::addColumn<QByteArray>("hello");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half a record") << oldClientHello().left(20);
        QTest::newRow("drip") << QByteArray::fromHex("1603013fff01003ffb0303")
                + QByteArray(16'000, 'r');
    }

    void hangingHandshake()
    {
        QFETCH(QByteArray, hello);
        TlsStage stage;
        QVERIFY(stage.start({{"limits/head_timeout", "600 ms"}}));
        QElapsedTimer time;
        time.start();
        BareSocket client;
        QVERIFY(client.connectTo(stage.relay.port()));
        // A byte now and then must not prolong it.
        QTimer drip;
        qsizetype sent = 0;
        QObject::connect(&drip, &QTimer::timeout, &client.socket, [&] {
            if (sent < hello.size())
                client.socket.write(hello.mid(sent++, 1));
        });
        drip.start(10);
        EVENTUALLY(client.isOver());
        QVERIFY(time.elapsed() >= 500);
        QCOMPARE(client.received, QByteArray()); // nothing can be said
        QVERIFY(stage.relay.hasLogged("head_timeout"));
        QVERIFY(stage.isHealthy());
    }

    void nothingBehindTheHandshake()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"limits/head_timeout", "600 ms"}}));
        HttpClient client;
        QVERIFY(client.connectTo(stage.server()));
        QCOMPARE(client.next().status, 408);
        QVERIFY(client.waitForDisconnected());
    }

    void tooManyConnections()
    {
        TlsStage stage;
        QVERIFY(stage.start({{"limits/max_connections", "1"}}));
        const ClientPtr client = stage.client();
        QVERIFY(client);
        // Closed without a word: nobody could read it.
        BareSocket refused;
        QVERIFY(refused.connectTo(stage.relay.port()));
        EVENTUALLY(refused.isOver());
        QCOMPARE(refused.received, QByteArray());
        QVERIFY(client->isOpen());
    }

    // --- the files

    void problems_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<QByteArray>("problem");
        QTest::newRow("for others")
            << QByteArray("open.key") << QByteArray("others than its owner and group may use it");
        QTest::newRow("of another")
            << QByteArray("other.key") << QByteArray("does not belong to the certificate in ");
        QTest::newRow("missing") << QByteArray("none.key")
                                 << QByteArray("cannot be read: No such file or directory");
        QTest::newRow("no key") << QByteArray("certificate.pem")
                                << QByteArray("holds no private key in PEM");
        QTest::newRow("encrypted") << QByteArray("encrypted.key") << QByteArray("is encrypted");
    }

    void problems()
    {
        QFETCH(QByteArray, key);
        QFETCH(QByteArray, problem);
        QTemporaryDir directory;
        CertificateAuthority authority;
        const Credentials good = authority.issue({"a.test"});
        QVERIFY(good.write(directory.path(), u"certificate"_qs));
        QVERIFY(good.write(directory.path(), u"open"_qs));
        QVERIFY(authority.issue({"b.test"}).write(directory.path(), u"other"_qs));
        QVERIFY((Credentials{{}, encryptedKey(good.key, "secret")})
                    .write(directory.path(), u"encrypted"_qs));
        const QByteArray path = directory.path().toUtf8() + '/';
        QCOMPARE(::chmod((path + "open.key").constData(), 0644), 0);
        QCOMPARE(::chmod((path + "certificate.pem").constData(), 0600), 0);
        const QString file = directory.filePath(u"server.ini"_qs);
        QFile ini(file);
        QVERIFY(ini.open(QIODevice::WriteOnly));
        ini.write("[tls]\ncertificate = " + path + "certificate.pem\nkey = " + path + key + '\n');
        ini.close();

        const QByteArray line = file.toUtf8() + ":3: key = " + path + key + ": " + problem;
        for (const QStringList &arguments : {QStringList(), QStringList(u"--check-config"_qs)}) {
            const auto outcome = RelayProcess::run(QStringList{u"-f"_qs, file} + arguments);
            QCOMPARE(outcome.exitCode, 2);
            QVERIFY2(outcome.err.startsWith(line), outcome.err.constData());
            QCOMPARE(outcome.err.count('\n'), 1);
        }
        // To be looked at wherever the files are not.
        const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--print-config"_qs});
        QCOMPARE(outcome.exitCode, 0);
        QVERIFY(outcome.out.contains("\nkey = " + path + key + '\n'));
    }

    void differentNumbers()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"server.ini"_qs);
        QFile ini(file);
        QVERIFY(ini.open(QIODevice::WriteOnly));
        ini.write("[tls]\ncertificate = /a, /b\n");
        ini.close();
        const auto outcome = RelayProcess::run({u"-f"_qs, file, u"--check-config"_qs});
        QCOMPARE(outcome.exitCode, 2);
        QCOMPARE(outcome.err,
                 file.toUtf8()
                     + ":2: key: 0 for 2 certificates; each needs its own, in the same order\n");
    }

    void expired()
    {
        TlsStage stage;
        stage.add({"old.test"}, u"old"_qs, -30, -1);
        QVERIFY(stage.start());
        QVERIFY(stage.relay.hasLogged("certificate = " + stage.certificates.last()
                                      + ": expired at 20"));
        QVERIFY(stage.isHealthy());
        const Server server = stage.serverNamed("old.test");
        const auto socket = makeSocket(server);
        QVERIFY(!connectSocket(*socket, server));
    }
};

QTEST_GUILESS_MAIN(TestTls)
#include "tst_tls.moc"
