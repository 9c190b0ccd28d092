// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientfixture.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QRegularExpression>
#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTest>
#include <QTimer>

#include <memory>

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

using namespace Rainbow;
using namespace Qt::Literals::StringLiterals;
using namespace std::chrono_literals;
using Kind = Verdict::Kind;

class TestBusinessFaults : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void silence();
    void drip();
    void dripInTheHead();
    void deadlineCoversTheQueue();
    void endlessBody_data();
    void endlessBody();
    void largestBody();
    void cutAnywhere();
    void garbage_data();
    void garbage();
    void refused();
    void redirectNotFollowed_data();
    void redirectNotFollowed();
    void nothingSecretIsLogged();
    void proxyFromTheEnvironment();
    void unknownCertificate();
};

static const QByteArray Good = R"({"status": "success"})";

/// Writes bytes one by one, 20 ms apart, over and over.
static void dripTo(QTcpSocket *socket, const QByteArray &bytes)
{
    auto *timer = new QTimer(socket);
    QObject::connect(timer, &QTimer::timeout, socket, [socket, bytes, at = 0]() mutable {
        socket->write(bytes.mid(at++ % bytes.size(), 1));
    });
    timer->start(20ms);
}

/// One forward and one connect with a deadline of 500 ms each: both end by it.
static void expectDeadline(ClientFixture &f)
{
    f.settings.connectTimeout = 500ms;
    f.settings.forwardTimeout = 500ms;
    f.restart();
    LogCatcher log;
    QElapsedTimer clock;
    clock.start();
    f.ask();
    f.forward();
    QTRY_COMPARE(f.verdicts.size() + f.answers.size(), 2);
    const qint64 elapsed = clock.elapsed();
    QVERIFY2(elapsed >= 450 && elapsed < 1500, qPrintable(QString::number(elapsed)));
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY(!f.lastAnswer().ok);
    QCOMPARE(log.lines().filter(u"no answer within 500 ms"_s).size(), 2);
    QTRY_COMPARE(f.server.open(), 0); // the transfers are dropped
}

void TestBusinessFaults::silence()
{
    ClientFixture f;
    expectDeadline(f);
}

void TestBusinessFaults::drip()
{
    ClientFixture f([](QTcpSocket *socket, const SeenRequest &) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
        dripTo(socket, "x");
    });
    expectDeadline(f);
}

void TestBusinessFaults::dripInTheHead()
{
    ClientFixture f([](QTcpSocket *socket, const SeenRequest &) {
        socket->write("HTTP/1.1 200 OK\r\n");
        dripTo(socket, "X-A: b\r\n");
    });
    expectDeadline(f);
}

void TestBusinessFaults::deadlineCoversTheQueue()
{
    ClientFixture f;
    f.settings.forwardTimeout = 500ms;
    f.restart();
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 50; ++i)
        f.forward(quint64(i));
    QTRY_COMPARE(f.answers.size(), 50);
    QVERIFY(clock.elapsed() < 1500);
    for (const auto &[number, answer] : std::as_const(f.answers))
        QVERIFY(!answer.ok);
    QVERIFY(f.server.seen().size() < 50); // most never left
    QTRY_COMPARE(f.server.open(), 0);
}

void TestBusinessFaults::endlessBody_data()
{
    QTest::addColumn<QByteArray>("head");
    QTest::newRow("until closed") << QByteArray("HTTP/1.1 200 OK\r\n\r\n");
    QTest::newRow("announced") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n");
    QTest::newRow("chunked") << QByteArray(
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7fffffff\r\n");
    QTest::newRow("of an error") << QByteArray("HTTP/1.1 500 Oops\r\n\r\n");
}

void TestBusinessFaults::endlessBody()
{
    QFETCH(QByteArray, head);
    qint64 written = 0;
    ClientFixture f([head, &written](QTcpSocket *socket, const SeenRequest &) {
        const auto more = [socket, &written] {
            if (socket->bytesToWrite() < 64 * 1024)
                written += socket->write(QByteArray(64 * 1024, 'x'));
        };
        QObject::connect(socket, &QTcpSocket::bytesWritten, socket, more);
        socket->write(head);
    });
    LogCatcher log;
    f.forward();
    QTRY_COMPARE(f.answers.size(), 1);
    QVERIFY(!f.lastAnswer().ok);
    QCOMPARE(log.lines().filter(u"answer over max_answer"_s).size(), 1);
    QTRY_COMPARE(f.server.open(), 0);
    QVERIFY2(written < 64 * 1024 * 1024, qPrintable(QString::number(written)));
}

void TestBusinessFaults::largestBody()
{
    for (const bool tooBig : {false, true}) {
        const QByteArray body(1000 + tooBig, 'x');
        ClientFixture f(ScriptedServer::always(ScriptedServer::answer(body)));
        f.settings.maxAnswer = 1000;
        f.restart();
        f.forward();
        QTRY_COMPARE(f.answers.size(), 1);
        QCOMPARE(f.lastAnswer().ok, !tooBig);
        QCOMPARE(f.lastAnswer().body, tooBig ? QByteArray() : body);
    }
}

void TestBusinessFaults::cutAnywhere()
{
    const QByteArray answer = ScriptedServer::answer(Good, "RAINBOWCLIENTCHANNEL: a\r\n");
    for (qsizetype size = 0; size <= answer.size(); ++size) {
        // Each with connections of its own: Qt may send a message by one that has just been cut
        // off, and cannot send it again.
        ClientFixture f(ScriptedServer::always(answer.left(size), true));
        f.ask();
        f.forward();
        QTRY_COMPARE(f.verdicts.size(), 1);
        QTRY_COMPARE(f.answers.size(), 1);
        const bool whole = size == answer.size();
        QCOMPARE(f.verdicts.first().kind, whole ? Kind::Yes : Kind::NoVerdict);
        QCOMPARE(f.lastAnswer().ok, whole);
        QCOMPARE(f.lastAnswer().join.isEmpty(), !whole);
    }
}

void TestBusinessFaults::garbage_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("text") << QByteArray("hello\r\n\r\n") + Good;
    QTest::newRow("bytes") << QByteArray("\0\xff\x80\r\n\r\n", 7);
    QTest::newRow("no code") << QByteArray("HTTP/1.1 OK\r\n\r\n");
    QTest::newRow("negative code") << QByteArray("HTTP/1.1 -20 OK\r\n\r\n");
    QTest::newRow("TLS alert") << QByteArray("\x15\x03\x01\0\x02\x02\x46", 7);
    QTest::newRow("a request") << QByteArray("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QTest::newRow("2 MiB head") << QByteArray("HTTP/1.1 200 OK\r\n")
            + QByteArray("X-A: bbbbbbbbbbbbbbbbbbbbbbbbbb\r\n").repeated(64 * 1024);
}

void TestBusinessFaults::garbage()
{
    QFETCH(QByteArray, bytes);
    ClientFixture f(ScriptedServer::always(bytes, true));
    // Far more than it takes: the transport reads a large head slowly, and tries again.
    f.settings.connectTimeout = 30s;
    f.settings.forwardTimeout = 30s;
    f.restart();
    f.ask();
    f.forward();
    QTRY_COMPARE_WITH_TIMEOUT(f.verdicts.size(), 1, 30'000);
    QTRY_COMPARE_WITH_TIMEOUT(f.answers.size(), 1, 30'000);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY(!f.lastAnswer().ok);
    // The next one is not disturbed.
    f.server.setScript(ScriptedServer::always(ScriptedServer::answer(Good)));
    f.ask();
    QTRY_COMPARE_WITH_TIMEOUT(f.verdicts.size(), 2, 30'000);
    QCOMPARE(f.verdicts.last().kind, Kind::Yes);
}

void TestBusinessFaults::refused()
{
    ClientFixture f;
    f.server.close();
    LogCatcher log;
    f.ask();
    f.forward();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QTRY_COMPARE(f.answers.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QCOMPARE(f.verdicts.first().reason, QByteArray("ConnectionRefusedError"));
    QVERIFY(!f.lastAnswer().ok);
    QCOMPARE(log.lines().filter(u"ConnectionRefusedError"_s).size(), 2);
}

void TestBusinessFaults::redirectNotFollowed_data()
{
    QTest::addColumn<QByteArray>("status");
    for (const char *status : {"301 M", "302 F", "303 S", "307 T", "308 P"})
        QTest::newRow(status) << QByteArray(status);
}

void TestBusinessFaults::redirectNotFollowed()
{
    QFETCH(QByteArray, status);
    ClientFixture f;
    const QByteArray location = f.server.address().replace("//", "//me:pass@")
        + "/elsewhere/?secret=1" + QByteArray(1000, 'x') + "#f";
    f.server.setScript(ScriptedServer::always(
        ScriptedServer::answer(Good, "Location: " + location + "\r\n", status)));
    LogCatcher log;
    f.ask();
    f.forward();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QTRY_COMPARE(f.answers.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY(!f.lastAnswer().ok);
    QCOMPARE(f.server.seen().size(), 2);
    const QStringList lines = log.lines().filter(u"/elsewhere/"_s);
    // With 307 and 308 Qt would post the body again; that it cannot is all it then tells.
    const bool isPostedAgain = status.startsWith("307") || status.startsWith("308");
    QCOMPARE(lines.size(), isPostedAgain && !ClientFixture::isOverCurl() ? 1 : 2);
    for (const QString &line : lines) {
        QVERIFY(line.startsWith(u"W "_s));
        QVERIFY(line.contains(u"id-1"_s));
        QVERIFY(line.size() < 300);
        QVERIFY(!line.contains(u"secret"_s) && !line.contains(u"pass"_s));
    }
}

void TestBusinessFaults::nothingSecretIsLogged()
{
    LogCatcher log;
    for (const QByteArray &answer :
         {ScriptedServer::answer("reply-body", {}, "500 X"), ScriptedServer::answer("reply-body"),
          ScriptedServer::answer("{\"m\":\"reply-body\"}", {}, "404 N"),
          ScriptedServer::answer("{\"m\":\"reply-body\"}"),
          ScriptedServer::answer("reply-body", {}, "401 U"), QByteArray("HTTP/1.1 2")}) {
        ClientFixture f(ScriptedServer::always(answer, true));
        f.ask();
        f.forward(1, "the-payload", "the-cookie");
        f.client->closed(Identity("id-2"), "the-cookie");
        QTRY_COMPARE(f.verdicts.size(), 1);
        QTRY_COMPARE(f.answers.size(), 1);
        QTRY_VERIFY(!f.server.seen().isEmpty());
    }
    QVERIFY(log.lines().size() >= 6);
    for (const QString &line : log.lines()) {
        for (const QString &secret : {u"t0p-secret"_s, u"signature"_s, u"nonce"_s, u"the-cookie"_s,
                                      u"the-payload"_s, u"reply-body"_s})
            QVERIFY2(!line.contains(secret), qPrintable(line));
    }
}

void TestBusinessFaults::proxyFromTheEnvironment()
{
    ScriptedServer proxy(ScriptedServer::always(ScriptedServer::answer(Good)));
    const QByteArray before = qgetenv("http_proxy");
    const auto restore = qScopeGuard([before] {
        QNetworkProxyFactory::setUseSystemConfiguration(false);
        before.isNull() ? qunsetenv("http_proxy") : qputenv("http_proxy", before);
    });
    qunsetenv("no_proxy");
    qputenv("http_proxy", proxy.address());
    QNetworkProxyFactory::setUseSystemConfiguration(true);

    // A loopback address would never go through a proxy; this one leads nowhere (RFC 5737).
    ClientFixture f;
    f.settings.connectUrl = QUrl(u"http://192.0.2.1/"_s);
    f.settings.connectTimeout = 500ms;
    f.restart();
    f.ask();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QCOMPARE(proxy.connections(), 0);

    // A plain manager does use it, so that this test can fail.
    QNetworkAccessManager plain;
    const std::unique_ptr<QNetworkReply> reply(plain.get(QNetworkRequest(f.settings.connectUrl)));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(proxy.connections(), 1);
}

struct KeyPair {
    QSslKey key;
    QSslCertificate certificate;
};

static QByteArray takeBytes(BIO *bio)
{
    char *data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    const QByteArray bytes(data, size);
    BIO_free(bio);
    return bytes;
}

/// For 127.0.0.1, signed by nobody but itself.
static KeyPair makeKeyPair()
{
    EVP_PKEY *pkey = EVP_RSA_gen(2048);
    X509 *x509 = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(x509), 1);
    X509_gmtime_adj(X509_getm_notBefore(x509), -3600);
    X509_gmtime_adj(X509_getm_notAfter(x509), 3600);
    X509_set_pubkey(x509, pkey);
    X509_NAME *name = X509_get_subject_name(x509);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char *>("127.0.0.1"), -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_sign(x509, pkey, EVP_sha256());
    BIO *keyBio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(keyBio, pkey, nullptr, nullptr, 0, nullptr, nullptr);
    BIO *certificateBio = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(certificateBio, x509);
    EVP_PKEY_free(pkey);
    X509_free(x509);
    return {QSslKey(takeBytes(keyBio), QSsl::Rsa), QSslCertificate(takeBytes(certificateBio))};
}

void TestBusinessFaults::unknownCertificate()
{
    const KeyPair pair = makeKeyPair();
    QVERIFY(!pair.key.isNull() && !pair.certificate.isNull());
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPrivateKey(pair.key);
    configuration.setLocalCertificate(pair.certificate);
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    QSslServer server;
    server.setSslConfiguration(configuration);
    int bytes = 0;
    connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [&server, &bytes] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket,
                [socket, &bytes] { bytes += int(socket->readAll().size()); });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));

    ClientFixture f;
    f.settings.connectUrl =
        QUrl::fromEncoded("https://127.0.0.1:" + QByteArray::number(server.serverPort()));
    f.restart();
    // The log says what is wrong with the certificate.
    QTest::ignoreMessage(
        QtWarningMsg,
        QRegularExpression(
            u"^connect callback of .* failed: SslHandshakeFailedError, .*certificate"_qs));
    f.ask();
    QTRY_COMPARE(f.verdicts.size(), 1);
    QCOMPARE(f.verdicts.first().kind, Kind::NoVerdict);
    QVERIFY2(f.verdicts.first().reason.startsWith("SslHandshakeFailedError, "),
             f.verdicts.first().reason.constData());
    QCOMPARE(bytes, 0);
}

QTEST_GUILESS_MAIN(TestBusinessFaults)
#include "tst_businessfaults.moc"
