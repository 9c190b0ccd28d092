// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "business/scriptedserver.h"
#include "curl/curlexchange.h"
#include "curl/curlnetwork.h"
#include "support/certificates.h"

#include <QNetworkProxy>
#include <QNetworkReply>
#include <QProcess>
#include <QSignalSpy>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

#include <dlfcn.h>
#include <netdb.h>

#include <atomic>
#include <semaphore>

using namespace Rainbow;
using namespace std::chrono_literals;

/// Names that libcurl looks up pass here.
namespace Lookups {
static std::atomic<int> begun = 0;
static std::atomic<int> ended = 0;
static std::atomic<bool> hang = false;
static std::counting_semaphore<> mayEnd(0);
} // namespace Lookups

/// In place of the C library's: "two.test" is a host whose first address nobody listens on.
extern "C" int getaddrinfo(const char *node, const char *service, const addrinfo *hints,
                           addrinfo **result)
{
    static const auto original =
        reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
    ++Lookups::begun;
    if (Lookups::hang)
        Lookups::mayEnd.acquire();
    int error = 0;
    if (qstrcmp(node, "two.test") == 0) {
        error = original("127.0.0.2", service, hints, result);
        addrinfo *last = error == 0 ? *result : nullptr;
        while (last && last->ai_next)
            last = last->ai_next;
        if (last)
            error = original("127.0.0.1", service, hints, &last->ai_next);
    } else {
        error = original(node, service, hints, result);
    }
    ++Lookups::ended;
    return error;
}

// What business callbacks ask of a transport is tested with them, over both; this is what differs.
class TestCurlNetwork : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void getAndPost();
    void emptyHeader();
    void repeatedHeaders();
    void foldedHeader();
    void interimAnswer();
    void withoutBody_data();
    void withoutBody();
    void largeRequest();
    void trailer();
    void keepsConnections();
    void manySideBySide();
    void othersWait();
    void neverRepeats_data();
    void neverRepeats();
    void closedWhileItRests();
    void refusedManyTimes();
    void secondAddress();
    void abortWhileLookingUp();
    void longHead();
    void slowReader();
    void abortAnywhere_data();
    void abortAnywhere();
    void abortFromWithin();
    void endsWithReplies();
    void throughProxy();
    void tls_data();
    void tls();
    void http2_data();
    void http2();
};

namespace {

using Reply = std::unique_ptr<QNetworkReply>;

QNetworkRequest requestFor(const ScriptedServer &server, const char *path = "/")
{
    return QNetworkRequest(QUrl::fromEncoded(server.address() + path));
}

int statusOf(const Reply &reply)
{
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// Posts, and waits for the end; an answer that does not come is not finished.
Reply post(QNetworkAccessManager &network, const ScriptedServer &server,
           const QByteArray &body = "body")
{
    Reply reply(network.post(requestFor(server), body));
    if (!QTest::qWaitFor([&reply] { return reply->isFinished(); }))
        qWarning("no answer");
    return reply;
}

} // namespace

void TestCurlNetwork::getAndPost()
{
    ScriptedServer server([](QTcpSocket *socket, const SeenRequest &request) {
        socket->write(
            ScriptedServer::answer(request.method + ' ' + request.target + ' ' + request.body));
    });
    CurlNetwork network(4);
    QNetworkRequest request = requestFor(server, "/a/../b%20c?d=%2F#e");
    request.setRawHeader("X-Mixed-Case", "value");
    const Reply get(network.get(request));
    QVERIFY(!get->isFinished());
    QSignalSpy finished(get.get(), &QNetworkReply::finished);
    QVERIFY(finished.wait());
    QCOMPARE(get->error(), QNetworkReply::NoError);
    QCOMPARE(statusOf(get), 200);
    QCOMPARE(get->readAll(), QByteArray("GET /a/../b%20c?d=%2F "));
    QVERIFY(server.seen().last().hasExactName("X-Mixed-Case"));
    QVERIFY(!server.seen().last().header("Accept"));

    const Reply reply = post(network, server, "some\0bytes"_qba);
    QCOMPARE(reply->readAll(), QByteArray("POST / some\0bytes"_qba));
    QCOMPARE(server.seen().last().header("Content-Length"), QByteArray("10"));
    QVERIFY(!server.seen().last().header("Content-Type"));
    QVERIFY(!server.seen().last().header("Expect"));
    QCOMPARE(finished.size(), 1);
}

void TestCurlNetwork::emptyHeader()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer("", "X-Empty:\r\n")));
    CurlNetwork network(4);
    QNetworkRequest request = requestFor(server);
    request.setRawHeader("X-Nothing", "");
    const Reply reply(network.get(request));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(server.seen().last().header("X-Nothing"), QByteArray(""));
    QVERIFY(reply->hasRawHeader("X-Empty"));
    QCOMPARE(reply->rawHeader("X-Empty"), QByteArray(""));
}

void TestCurlNetwork::repeatedHeaders()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer(
        "", "X-List: a\r\nSet-Cookie: c=1\r\nx-list:  b \r\nSet-Cookie: d=2\r\n")));
    CurlNetwork network(4);
    const Reply reply = post(network, server);
    QCOMPARE(reply->rawHeader("X-List"), QByteArray("a, b"));
    QCOMPARE(reply->rawHeader("Set-Cookie"), QByteArray("c=1\nd=2"));
}

void TestCurlNetwork::foldedHeader()
{
    ScriptedServer server(ScriptedServer::always(
        ScriptedServer::answer("x", "X-Folded: a\r\n \r\n  X-Inner: b\r\n")));
    CurlNetwork network(4);
    const Reply reply = post(network, server);
    QCOMPARE(reply->rawHeader("X-Folded"), QByteArray("a X-Inner: b"));
    QVERIFY(!reply->hasRawHeader("X-Inner"));
}

void TestCurlNetwork::withoutBody_data()
{
    QTest::addColumn<QByteArray>("answered");
    QTest::addColumn<int>("status");
    const auto row = [](const char *name, const char *answered, int status) {
        QTest::newRow(name) << QByteArray(answered) << status;
    };
    row("204", "HTTP/1.1 204 No Content\r\n\r\n", 204);
    row("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 7\r\n\r\n", 304);
    row("empty", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", 200);
    row("no chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 200);
    row("continued", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n", 204);
}

void TestCurlNetwork::withoutBody()
{
    QFETCH(QByteArray, answered);
    QFETCH(int, status);
    ScriptedServer server(ScriptedServer::always(answered));
    CurlNetwork network(4);
    for (int i = 0; i < 2; ++i) {
        const Reply reply = post(network, server);
        QCOMPARE(reply->error(), QNetworkReply::NoError);
        QCOMPARE(statusOf(reply), status);
        QCOMPARE(reply->readAll(), QByteArray());
    }
    QCOMPARE(server.connections(), 1);
}

void TestCurlNetwork::largeRequest()
{
    ScriptedServer server([](QTcpSocket *socket, const SeenRequest &request) {
        socket->write(ScriptedServer::answer(QByteArray::number(request.body.size())));
    });
    CurlNetwork network(4);
    for (const qsizetype size : {0, 1000, 100'000, 3'000'000}) {
        const Reply reply = post(network, server, QByteArray(size, 'x'));
        QCOMPARE(reply->readAll(), QByteArray::number(size));
        QVERIFY(!server.seen().last().header("Expect"));
    }
    QCOMPARE(server.connections(), 1);
}

void TestCurlNetwork::interimAnswer()
{
    ScriptedServer server(
        ScriptedServer::always("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\nX-Interim: 1\r\n\r\n"
                               + ScriptedServer::answer("done")));
    CurlNetwork network(4);
    const Reply reply = post(network, server);
    QCOMPARE(statusOf(reply), 200);
    QVERIFY(!reply->hasRawHeader("X-Interim"));
    QCOMPARE(reply->readAll(), QByteArray("done"));
}

void TestCurlNetwork::trailer()
{
    ScriptedServer server(
        ScriptedServer::always("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                               "3\r\nabc\r\n0\r\nX-Late: 1\r\n\r\n"));
    CurlNetwork network(4);
    const Reply reply = post(network, server);
    QCOMPARE(reply->readAll(), QByteArray("abc"));
    QVERIFY(!reply->hasRawHeader("X-Late"));
}

void TestCurlNetwork::keepsConnections()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer("x")));
    CurlNetwork network(4);
    for (int i = 0; i < 20; ++i)
        QCOMPARE(post(network, server)->readAll(), QByteArray("x"));
    QCOMPARE(server.connections(), 1);
}

void TestCurlNetwork::manySideBySide()
{
    constexpr int count = 100;
    QList<QTcpSocket *> waiting;
    ScriptedServer server(
        [&waiting](QTcpSocket *socket, const SeenRequest &) { waiting.append(socket); });
    CurlNetwork network(count);
    std::vector<Reply> replies;
    for (int i = 0; i < count; ++i)
        replies.emplace_back(network.post(requestFor(server), QByteArray::number(i)));
    QTRY_COMPARE(waiting.size(), count); // nobody has been answered
    for (QTcpSocket *socket : std::as_const(waiting))
        socket->write(ScriptedServer::answer("x"));
    for (const Reply &reply : replies)
        QTRY_COMPARE(reply->isFinished() ? statusOf(reply) : 0, 200);
}

void TestCurlNetwork::othersWait()
{
    QList<QTcpSocket *> waiting;
    ScriptedServer server(
        [&waiting](QTcpSocket *socket, const SeenRequest &) { waiting.append(socket); });
    CurlNetwork network(2);
    std::vector<Reply> replies;
    for (int i = 0; i < 6; ++i)
        replies.emplace_back(network.post(requestFor(server), QByteArray::number(i)));
    for (int answered = 0; answered < 6; answered += 2) {
        QTRY_COMPARE(waiting.size(), 2);
        for (QTcpSocket *socket : std::exchange(waiting, {}))
            socket->write(ScriptedServer::answer("x"));
    }
    for (const Reply &reply : replies)
        QTRY_VERIFY(reply->isFinished());
    QCOMPARE(server.connections(), 2);
    // In pairs, each of which may come in either order.
    for (int i = 0; i < 6; i += 2) {
        QByteArrayList pair{server.seen().at(i).body, server.seen().at(i + 1).body};
        std::sort(pair.begin(), pair.end());
        QCOMPARE(pair, (QByteArrayList{QByteArray::number(i), QByteArray::number(i + 1)}));
    }
}

void TestCurlNetwork::neverRepeats_data()
{
    QTest::addColumn<bool>("isPost");
    QTest::addColumn<QByteArray>("answered");
    for (const bool isPost : {false, true}) {
        const char *method = isPost ? "POST" : "GET";
        QTest::addRow("%s, nothing", method) << isPost << QByteArray();
        QTest::addRow("%s, half a head", method) << isPost << QByteArray("HTTP/1.1 200 OK\r\nX");
        QTest::addRow("%s, half a body", method)
            << isPost << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
    }
}

void TestCurlNetwork::neverRepeats()
{
    QFETCH(bool, isPost);
    QFETCH(QByteArray, answered);
    // The first request is answered, so that the second goes over a kept connection: libcurl and Qt
    // repeat such a one when it breaks off.
    ScriptedServer server;
    server.setScript([&server, answered](QTcpSocket *socket, const SeenRequest &) {
        if (server.seen().size() == 1) {
            socket->write(ScriptedServer::answer("first"));
            return;
        }
        socket->write(answered);
        socket->disconnectFromHost();
    });
    CurlNetwork network(4);
    QCOMPARE(post(network, server)->readAll(), QByteArray("first"));
    const Reply reply(isPost ? network.post(requestFor(server), QByteArray("body"))
                             : network.get(requestFor(server)));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->error(), QNetworkReply::RemoteHostClosedError);
    QCOMPARE(server.seen().size(), 2);
    QCOMPARE(post(network, server)->error(), QNetworkReply::RemoteHostClosedError);
    QCOMPARE(server.seen().size(), 3);
}

void TestCurlNetwork::closedWhileItRests()
{
    QPointer<QTcpSocket> last;
    ScriptedServer server([&last](QTcpSocket *socket, const SeenRequest &) {
        last = socket;
        socket->write(ScriptedServer::answer("x"));
    });
    CurlNetwork network(4);
    QCOMPARE(post(network, server)->readAll(), QByteArray("x"));
    last->disconnectFromHost();
    QTRY_VERIFY(!last);
    QCOMPARE(post(network, server)->readAll(), QByteArray("x"));
    QCOMPARE(server.connections(), 2);
    QCOMPARE(server.seen().size(), 2);
}

void TestCurlNetwork::refusedManyTimes()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer("x"), true));
    const quint16 port = server.serverPort();
    CurlNetwork network(4);
    // libcurl closes the sockets of such attempts silently, and their numbers come again.
    for (int round = 0; round < 3; ++round) {
        server.close();
        for (int i = 0; i < 20; ++i) {
            const Reply reply(
                network.get(QNetworkRequest(QUrl(u"http://127.0.0.1:%1/"_qs.arg(port)))));
            QTRY_VERIFY(reply->isFinished());
            QCOMPARE(reply->error(), QNetworkReply::ConnectionRefusedError);
        }
        QVERIFY(server.listen(QHostAddress::LocalHost, port));
        QCOMPARE(post(network, server)->readAll(), QByteArray("x"));
        // Another reader of a socket: nobody else watches its number.
        QTcpSocket other;
        other.connectToHost(QHostAddress::LocalHost, port);
        other.write("GET / HTTP/1.1\r\n\r\n");
        QTRY_VERIFY(other.bytesAvailable() > 0);
    }
}

void TestCurlNetwork::secondAddress()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer("x"), true));
    CurlNetwork network(4);
    const int before = Lookups::begun;
    for (int i = 0; i < 20; ++i) {
        const Reply reply(
            network.get(QNetworkRequest(QUrl(u"http://two.test:%1/"_qs.arg(server.serverPort())))));
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error(), QNetworkReply::NoError);
    }
    QCOMPARE(server.connections(), 20);
    QVERIFY(Lookups::begun > before);
}

void TestCurlNetwork::abortWhileLookingUp()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer("x")));
    const QUrl url(u"http://two.test:%1/"_qs.arg(server.serverPort()));
    CurlNetwork network(4);
    const int begun = Lookups::begun;
    const int ended = Lookups::ended;
    Lookups::hang = true;
    const Reply slow(network.get(QNetworkRequest(url)));
    QTRY_COMPARE(Lookups::begun - begun, 1);
    QCOMPARE(post(network, server)->readAll(), QByteArray("x")); // nobody waits for it
    slow->abort();
    QCOMPARE(slow->error(), QNetworkReply::OperationCanceledError);
    QCOMPARE(int(Lookups::ended), ended);

    Lookups::hang = false;
    Lookups::mayEnd.release();
    QTRY_COMPARE(Lookups::ended - ended, 1);
    const Reply reply(network.get(QNetworkRequest(url)));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->readAll(), QByteArray("x"));
}

void TestCurlNetwork::longHead()
{
    const QByteArray line = "X-Long: " + QByteArray(1000, 'x') + "\r\n";
    ScriptedServer server(ScriptedServer::always(
        ScriptedServer::answer("x", line.repeated(CurlExchange::MaxHead / line.size() + 1))));
    CurlNetwork network(4);
    const Reply reply = post(network, server);
    QCOMPARE(reply->error(), QNetworkReply::ProtocolFailure);
    QCOMPARE(statusOf(reply), 0);
}

void TestCurlNetwork::slowReader()
{
    constexpr qsizetype size = 4 * 1024 * 1024;
    constexpr qsizetype room = 64 * 1024;
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer(QByteArray(size, 'x'))));
    CurlNetwork network(4);
    const Reply reply(network.get(requestFor(server)));
    reply->setReadBufferSize(room);
    qsizetype read = 0;
    qint64 most = 0;
    while (read < size) {
        QTRY_VERIFY(reply->bytesAvailable() > 0);
        most = std::max(most, reply->bytesAvailable());
        read += reply->read(1000 * 10).size();
    }
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->error(), QNetworkReply::NoError);
    QCOMPARE(read, size);
    // One piece more, as libcurl has it ready.
    QVERIFY2(most <= room + CURL_MAX_WRITE_SIZE, qPrintable(QString::number(most)));
}

void TestCurlNetwork::abortAnywhere_data()
{
    QTest::addColumn<QByteArray>("answered");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a head") << QByteArray("HTTP/1.1 200 OK\r\nX");
    QTest::newRow("half a body") << QByteArray(
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n12345");
}

void TestCurlNetwork::abortAnywhere()
{
    QFETCH(QByteArray, answered);
    QPointer<QTcpSocket> peer;
    ScriptedServer server([&peer, answered](QTcpSocket *socket, const SeenRequest &) {
        peer = socket;
        socket->write(answered);
        socket->flush();
    });
    CurlNetwork network(4);
    const Reply reply(network.post(requestFor(server), QByteArray("body")));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    QTRY_VERIFY(peer);
    if (answered.contains("\r\n\r\n"))
        QTRY_VERIFY(reply->bytesAvailable() > 0);
    reply->abort();
    QCOMPARE(finished.size(), 1);
    QCOMPARE(reply->error(), QNetworkReply::OperationCanceledError);
    QTRY_VERIFY(!peer); // what was under way there cannot be used again
    reply->abort();
    QCOMPARE(finished.size(), 1);
}

void TestCurlNetwork::abortFromWithin()
{
    ScriptedServer server(ScriptedServer::always(ScriptedServer::answer(QByteArray(1000, 'x'))));
    CurlNetwork network(4);
    for (int signal = 0; signal < 3; ++signal) {
        QNetworkReply *reply = network.post(requestFor(server), QByteArray("body"));
        int ends = 0;
        const auto end = [reply] {
            reply->abort();
            reply->deleteLater();
        };
        if (signal == 0)
            connect(reply, &QNetworkReply::metaDataChanged, reply, end);
        else if (signal == 1)
            connect(reply, &QNetworkReply::readyRead, reply, end);
        else
            connect(reply, &QNetworkReply::finished, reply, end);
        connect(reply, &QNetworkReply::finished, &network, [&ends] { ++ends; });
        QSignalSpy destroyed(reply, &QObject::destroyed);
        QTRY_COMPARE(destroyed.size(), 1);
        QCOMPARE(ends, 1);
    }
}

void TestCurlNetwork::endsWithReplies()
{
    ScriptedServer server; // never answers
    QPointer<QNetworkReply> reply;
    int ends = 0;
    {
        CurlNetwork network(4);
        reply = network.post(requestFor(server), QByteArray("body"));
        connect(reply, &QNetworkReply::finished, reply, [&ends] { ++ends; });
        QTRY_COMPARE(server.seen().size(), 1);
    }
    QVERIFY(!reply);
    QCOMPARE(ends, 0);
    QTRY_COMPARE(server.open(), 0);
}

void TestCurlNetwork::throughProxy()
{
    ScriptedServer proxy(ScriptedServer::always(ScriptedServer::answer("of the proxy")));
    CurlNetwork network(4);
    network.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, u"127.0.0.1"_qs, proxy.serverPort()));
    const Reply reply(network.get(QNetworkRequest(QUrl(u"http://192.0.2.1/a"_qs))));
    QTRY_VERIFY(reply->isFinished());
    QCOMPARE(reply->readAll(), QByteArray("of the proxy"));
    QCOMPARE(proxy.seen().last().target, QByteArray("http://192.0.2.1/a"));
}

void TestCurlNetwork::tls_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("fromDay");
    QTest::addColumn<int>("toDay");
    QTest::addColumn<bool>("isKnown");
    QTest::addColumn<int>("sslError"); // 0: all is well
    QTest::newRow("good") << QByteArray("127.0.0.1") << -1 << 30 << true << 0;
    QTest::newRow("another host") << QByteArray("127.0.0.2") << -1 << 30 << true
                                  << int(QSslError::HostNameMismatch);
    QTest::newRow("expired") << QByteArray("127.0.0.1") << -30 << -1 << true
                             << int(QSslError::CertificateExpired);
    QTest::newRow("too early") << QByteArray("127.0.0.1") << 1 << 30 << true
                               << int(QSslError::CertificateNotYetValid);
    QTest::newRow("unknown") << QByteArray("127.0.0.1") << -1 << 30 << false
                             << int(QSslError::UnableToGetLocalIssuerCertificate);
}

void TestCurlNetwork::tls()
{
    QFETCH(QByteArray, name);
    QFETCH(int, fromDay);
    QFETCH(int, toDay);
    QFETCH(bool, isKnown);
    QFETCH(int, sslError);
    const Test::CertificateAuthority authority;
    const Test::Credentials credentials = authority.issue({name}, fromDay, toDay);
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(credentials.certificate));
    configuration.setPrivateKey(QSslKey(credentials.key, QSsl::Ec));
    configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
    QSslServer server;
    server.setSslConfiguration(configuration);
    int bytes = 0;
    connect(&server, &QTcpServer::pendingConnectionAvailable, &server, [&server, &bytes] {
        QTcpSocket *socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, socket, [socket, &bytes] {
            bytes += int(socket->readAll().size());
            socket->write(ScriptedServer::answer("secret"));
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));

    CurlNetwork network(4);
    if (isKnown)
        network.setAuthorities(authority.certificate());
    const QUrl url(u"https://127.0.0.1:%1/"_qs.arg(server.serverPort()));
    const Reply reply(network.get(QNetworkRequest(url)));
    QList<QSslError> errors;
    connect(reply.get(), &QNetworkReply::sslErrors, &server,
            [&errors](const QList<QSslError> &found) { errors = found; });
    QTRY_VERIFY(reply->isFinished());
    if (sslError == 0) {
        QCOMPARE(reply->readAll(), QByteArray("secret"));
        return;
    }
    QCOMPARE(reply->error(), QNetworkReply::SslHandshakeFailedError);
    QCOMPARE(errors.size(), 1);
    QCOMPARE(int(errors.first().error()), sslError);
    QCOMPARE(bytes, 0);
}

void TestCurlNetwork::http2_data()
{
    QTest::addColumn<bool>("isOn");
    QTest::newRow("on") << true;
    QTest::newRow("off") << false;
}

/// A server that speaks HTTP/2 and nothing else.
void TestCurlNetwork::http2()
{
    QFETCH(bool, isOn);
    const QTemporaryDir folder;
    const auto write = [&folder](const QString &name, const QByteArray &bytes) {
        QFile file(folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
    };
    const Test::CertificateAuthority authority;
    const Test::Credentials credentials = authority.issue({"127.0.0.1"}, -1, 30);
    QVERIFY(write(u"key.pem"_qs, credentials.key));
    QVERIFY(write(u"certificate.pem"_qs, credentials.certificate));
    QVERIFY(write(u"answer"_qs, "by stream"));
    quint16 port = 0;
    {
        QTcpServer free;
        QVERIFY(free.listen(QHostAddress::LocalHost));
        port = free.serverPort();
    }
    QProcess server;
    server.start(u"nghttpd"_qs,
                 {u"--address=127.0.0.1"_qs, u"--htdocs="_qs + folder.path(), QString::number(port),
                  folder.filePath(u"key.pem"_qs), folder.filePath(u"certificate.pem"_qs)});
    QVERIFY2(server.waitForStarted(), "nghttpd is missing (packaging/apt-test.txt)");
    const auto listens = [port] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        return socket.waitForConnected();
    };
    QTRY_VERIFY(listens());

    CurlNetwork network(100);
    network.setAuthorities(authority.certificate());
    network.setHttp2(isOn);
    const QNetworkRequest request(QUrl(u"https://127.0.0.1:%1/answer"_qs.arg(port)));
    std::vector<Reply> replies;
    for (int i = 0; i < 100; ++i)
        replies.emplace_back(network.get(request));
    for (const Reply &reply : replies) {
        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->error() == QNetworkReply::NoError, isOn);
        QCOMPARE(reply->readAll(), isOn ? QByteArray("by stream") : QByteArray());
    }
    server.kill();
    server.waitForFinished();
}

QTEST_GUILESS_MAIN(TestCurlNetwork)
#include "tst_curlnetwork.moc"
