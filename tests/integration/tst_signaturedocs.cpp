// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QFile>
#include <QProcess>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// The programs of docs/signature.md, as they stand there, against a real relay.
class TestSignatureDocs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void examplesAreRight();
    void callsTheRelay_data() { programs(); }
    void callsTheRelay();
    void checksCallbacks_data() { programs(); }
    void checksCallbacks();

private:
    static void programs();
    /// Starts one with these arguments, behind its interpreter.
    void start(QProcess &process, const QByteArray &file, const QByteArray &scheme,
               const QStringList &arguments) const;
    [[nodiscard]] QByteArray call(const QByteArray &file, const QByteArray &scheme,
                                  const QStringList &arguments) const;

    QByteArray m_page;
    QTemporaryDir m_directory;
};

/// A business server of the page, or its program that checks one callback.
class Checker {
public:
    Checker(QByteArray file, std::function<void(QProcess &, const QStringList &)> start)
        : m_file(std::move(file)), m_start(std::move(start))
    {
    }
    ~Checker()
    {
        m_server.kill();
        m_server.waitForFinished();
    }
    Q_DISABLE_COPY_MOVE(Checker)

    [[nodiscard]] bool begin()
    {
        if (m_file == "rainbow.sh")
            return true;
        if (m_file == "rainbow.php") {
            QTcpServer free;
            if (!free.listen(QHostAddress::LocalHost))
                return false;
            m_port = free.serverPort();
            free.close();
            m_start(m_server, {u"-S"_qs, u"127.0.0.1:%1"_qs.arg(m_port)});
        } else {
            m_start(m_server, {u"serve"_qs});
            if (!waitUntil([this] { return m_server.canReadLine(); }))
                return false;
            m_port = m_server.readLine().trimmed().toUShort();
        }
        return waitUntil([this] {
            QTcpSocket socket;
            socket.connectToHost(QHostAddress(QHostAddress::LocalHost), m_port);
            return socket.waitForConnected(1'000);
        });
    }

    /// "yes", "no", or what went wrong.
    [[nodiscard]] QByteArray check(const QByteArray &method, const QByteArray &target,
                                   const QByteArray &body)
    {
        if (m_file != "rainbow.sh") {
            const int status = HttpClient::get(m_port, method, target, body).status;
            return status == 200 ? "yes" : status == 403 ? "no" : QByteArray::number(status);
        }
        QProcess process;
        m_start(process, {u"check"_qs, QString::fromLatin1(method), QString::fromLatin1(target)});
        process.write(body);
        process.closeWriteChannel();
        (void)waitUntil([&process] { return process.state() == QProcess::NotRunning; });
        const QByteArray err = process.readAllStandardError();
        return !err.isEmpty() ? err : process.exitCode() == 0 ? "yes" : "no";
    }

private:
    QByteArray m_file;
    std::function<void(QProcess &, const QStringList &)> m_start;
    QProcess m_server;
    quint16 m_port = 0;
};

void TestSignatureDocs::programs()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("scheme");
    for (const char *file : {"rainbow.py", "rainbow.php", "rainbow.mjs", "rainbow.sh"}) {
        for (const char *scheme : {"sha1", "hmac"})
            QTest::addRow("%s %s", file, scheme) << QByteArray(file) << QByteArray(scheme);
    }
}

void TestSignatureDocs::initTestCase()
{
    QFile page(QStringLiteral(RAINBOW_SIGNATURE_PAGE));
    QVERIFY(page.open(QIODevice::ReadOnly));
    m_page = page.readAll();
    // A block whose info string names a file is that file.
    int files = 0;
    for (qsizetype at = m_page.indexOf("\n```"); at >= 0; at = m_page.indexOf("\n```", at)) {
        const qsizetype begin = m_page.indexOf('\n', at + 1) + 1;
        const qsizetype end = m_page.indexOf("\n```", begin - 1) + 1;
        QVERIFY(begin > 0 && end > 0);
        const QByteArray name = m_page.mid(at + 4, begin - at - 5).split(' ').value(1);
        QFile file(m_directory.filePath(QString::fromLatin1(name)));
        QVERIFY2(!name.isEmpty() && file.open(QIODevice::WriteOnly), name.constData());
        QCOMPARE(file.write(m_page.mid(begin, end - begin)), end - begin);
        ++files;
        at = end + 3;
    }
    QCOMPARE(files, 4);
}

void TestSignatureDocs::examplesAreRight()
{
    QVERIFY(m_page.contains("signature=" + signatureOf("secret", "1400000000", "12345") + '\n'));
    const QByteArray target = "/send/?msgtype=1&channel=a%20b%26c&timestamp=1400000000&nonce=7";
    QVERIFY(m_page.contains(target + " with the body {\"hi\": 1}\n"));
    QVERIFY(m_page.contains("signature=" + hmacOf("secret", "POST", target, "{\"hi\": 1}") + ' '));
}

void TestSignatureDocs::start(QProcess &process, const QByteArray &file, const QByteArray &scheme,
                              const QStringList &arguments) const
{
    const QString path = m_directory.filePath(QString::fromLatin1(file));
    const QString nonces = path + u".nonces"_qs;
    (void)QDir().mkpath(nonces);
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"RAINBOW_TOKEN"_qs, QString::fromLatin1(Stage::Token));
    environment.insert(u"RAINBOW_SIGNATURE"_qs, QString::fromLatin1(scheme));
    environment.insert(u"RAINBOW_NONCES"_qs, nonces);
    process.setProcessEnvironment(environment);
    const bool isWebServer = arguments.contains(u"-S"_qs);
    process.start(file == "rainbow.py"        ? u"python3"_qs
                      : file == "rainbow.php" ? u"php"_qs
                      : file == "rainbow.mjs" ? u"node"_qs
                                              : u"sh"_qs,
                  isWebServer ? arguments + QStringList{path} : QStringList{path} + arguments);
}

QByteArray TestSignatureDocs::call(const QByteArray &file, const QByteArray &scheme,
                                   const QStringList &arguments) const
{
    QProcess process;
    start(process, file, scheme,
          file == "rainbow.php" ? arguments : QStringList{u"call"_qs} + arguments);
    (void)waitUntil([&process] { return process.state() == QProcess::NotRunning; });
    const QByteArray out = process.readAllStandardOutput();
    const QByteArray err = process.readAllStandardError();
    return err.isEmpty() ? canonical(out) : err;
}

void TestSignatureDocs::callsTheRelay()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, scheme);
    Stage stage;
    QVERIFY(stage.start({{"signature", scheme}}, 2));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    client->answerPayload = [](const Packet &) { return QByteArray("thanks"); };
    const QString relay = u"http://127.0.0.1:%1"_qs.arg(stage.relay.port());
    const QString channel = u"Zoë & 1+1=2, 100% ~'\"*!()/?#[x]; ünï"_qs;

    const QByteArray body = R"({"identity":")" + client->identity + R"(","channel":)" + "\""
        + channel.toUtf8().replace('"', "\\\"") + "\"}";
    QCOMPARE(call(file, scheme, {relay + u"/sub/"_qs, QString::fromUtf8(body)}),
             canonical(R"({"status":0})"));
    const QString payload = u"{\"hi\": \"Zoë\"}\n"_qs;
    QCOMPARE(call(file, scheme,
                  {relay + u"/send/"_qs, payload, u"channel="_qs + channel, u"qos=1"_qs,
                   u"msgtype=7"_qs}),
             canonical(R"({"status":0,"connections":1,"data":"thanks"})"));
    QCOMPARE(client->messages().size(), 1);
    QCOMPARE(client->messages().first().payload, payload.toUtf8());
}

void TestSignatureDocs::checksCallbacks()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, scheme);
    Stage stage;
    QVERIFY(stage.start({{"signature", scheme}}));
    Checker checker(file, [this, file, scheme](QProcess &process, const QStringList &arguments) {
        start(process, file, scheme, arguments);
    });
    QVERIFY(checker.begin());

    const ClientPtr client = stage.client();
    QVERIFY(client);
    for (const char *payload : {"one", "two\n", "", "{\"three\": 3}"}) {
        client->sendMessage(7, payload, QoS::AtLeastOnce);
        QVERIFY(client->waitFor(PacketCommand::Ack, int(stage.business.messages().size()) + 1));
    }
    const auto messages = stage.business.messages();
    QCOMPARE(messages.size(), 4);
    const BusinessRequest connect = stage.business.connects().first();
    const BusinessRequest &one = messages.at(0);
    const bool isHmac = scheme == "hmac";
    const QByteArray ifHmacNo = isHmac ? "no" : "yes";

    QCOMPARE(checker.check("GET", connect.target, ""), QByteArray("yes"));
    QCOMPARE(checker.check("POST", one.target, "tampered"), ifHmacNo);
    QCOMPARE(checker.check("GET", one.target, "one"), ifHmacNo);
    QCOMPARE(checker.check("POST", QByteArray(one.target).replace("/7/", "/8/"), "one"), ifHmacNo);
    QCOMPARE(checker.check("POST", one.target + "&more=1", "one"), ifHmacNo);
    QCOMPARE(checker.check("POST", one.target, "one"), QByteArray("yes"));
    // Once more.
    QCOMPARE(checker.check("POST", one.target, "one"), ifHmacNo);
    for (int i = 1; i < 4; ++i) {
        QCOMPARE(checker.check("POST", messages.at(i).target, messages.at(i).body),
                 QByteArray("yes"));
    }

    const QByteArray path = "/message/7/";
    const auto sign = [isHmac, &path](const QByteArray &token, qint64 shift) {
        return isHmac ? hmacSigned(token, "GET", path, "", {}, shift)
                      : HttpClient::target(path, signatureFields(token, shift));
    };
    QCOMPARE(checker.check("GET", sign(Stage::Token, 0), ""), QByteArray("yes"));
    QCOMPARE(checker.check("GET", sign("wrong", 0), ""), QByteArray("no"));
    QCOMPARE(checker.check("GET", sign(Stage::Token, -20), ""), QByteArray("no"));
    QCOMPARE(checker.check("GET", sign(Stage::Token, 20), ""), QByteArray("no"));
    QCOMPARE(checker.check("GET", sign(Stage::Token, 0) + "0", ""), QByteArray("no"));
    QCOMPARE(checker.check("GET", sign(Stage::Token, 0) + "&nonce=1", ""), QByteArray("no"));
    QCOMPARE(checker.check("GET", path, ""), QByteArray("no"));
}

QTEST_GUILESS_MAIN(TestSignatureDocs)
#include "tst_signaturedocs.moc"
