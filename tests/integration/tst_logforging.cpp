// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/stage.h"

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// Whatever anybody sends, each line of the log stays one line of ours.
class TestLogForging : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesStayOurs_data();
    void linesStayOurs();

private:
    static constexpr qsizetype MaxLine = 2048; ///< with its end

    static QList<QByteArray> hostileTexts();
    static void sendThemAll(Stage &stage, const QByteArray &text);
    static QByteArray wrongWithText(const QByteArray &line);
    static QByteArray wrongWithJson(const QByteArray &line);
};

QList<QByteArray> TestLogForging::hostileTexts()
{
    const QByteArray line = "2026-01-01T00:00:00.000Z ERROR rainbow.node FORGED";
    const QByteArray object = R"({"time":"2026-01-01T00:00:00.000Z","level":"error",)"
                              R"("category":"rainbow.node","message":"FORGED"})";
    QList<QByteArray> texts;
    // Line feed, CR, escape, NEL, line and paragraph separators, overrides of direction, and
    // bytes that are no UTF-8.
    for (const QByteArray &separator :
         {QByteArray("\n"), QByteArray("\r\n"), QByteArray("\x1b[2K\x1b[1G"),
          QByteArray("\x0b\x0c"), QByteArray("\xc2\x85"), QByteArray("\xe2\x80\xa8"),
          QByteArray("\xe2\x80\xa9"), QByteArray("\xe2\x80\xae"), QByteArray("\xe2\x81\xa6"),
          QByteArray("\x85\xff\xc0\x8a"), QByteArray("\x7f")}) {
        texts.append("x" + separator + line + separator + "y");
    }
    texts.append("\",\"level\":\"error\",\"message\":\"FORGED\"}\n" + object + "\n");
    texts.append("\\\"}" + object + "\\");
    texts.append("%s%n%d %1 %2 \\n\\x1b");
    texts.append(QByteArray(3'000, 'A') + "\n" + line);
    texts.append("\xe2\x80\xa8" + QByteArray("\xf0\x9f\x98\x80").repeated(1'000));
    return texts;
}

void TestLogForging::sendThemAll(Stage &stage, const QByteArray &text)
{
    const quint16 port = stage.relay.port();
    const QByteArray encoded = text.toPercentEncoding();
    const Fields good = stage.clientHeaders();

    // As headers, and as parameters of a connect; the relay may refuse any of them.
    for (const char *name : {"X-DEVICEID", "X-CLIENT-OS", "Origin", "Host", "X-Forwarded-For",
                             "User-Agent", "Sec-WebSocket-Protocol", "Sec-WebSocket-Version"}) {
        Fields headers = good;
        headers.removeIf([name](const auto &field) { return field.first == name; });
        (void)stage.tryConnect(headers + Fields{{name, text}});
        (void)stage.tryConnect(headers, "/connect/?" + QByteArray(name) + '=' + encoded);
    }
    (void)stage.tryConnect(good + Fields{{text, "x"}});
    (void)stage.tryConnect(good, "/connect/?" + encoded + "=x");
    (void)stage.tryConnect(good, "/" + encoded);
    (void)stage.tryConnect(good, "/connect/" + encoded);

    // As what business servers and others say to the API, signed or not.
    const ApiCaller api = stage.api();
    (void)HttpClient::get(port, "POST", "/send/?channel=" + encoded + "&nonce=" + encoded, text);
    (void)HttpClient::get(port, "POST", "/" + encoded, text);
    (void)HttpClient::get(port, "GET", "/serverinfo/?" + encoded);
    (void)HttpClient::get(port, "POST", "/sub/", text, {{"Content-Type", text}});
    (void)api.call("POST", "/send/", {{"channel", text}, {"qos", text}, {"msgtype", text}}, text);
    (void)api.sub(stage.identityOf(good.first().second), text);
    (void)api.sub(text, text, 1);
    (void)api.call("POST", "/sub/", {}, text);

    // As what the business server answers, and as messages.
    QByteArray header = text;
    header.replace('\n', ' ').replace('\r', ' ');
    for (const char *name : {"RAINBOWCLIENTCHANNEL", "RAINBOWCLIENTCOOKIE", "Location", "X-Any"}) {
        for (const int status : {200, 302}) {
            const BusinessReply reply{
                status, R"({"status":"success","uid":"x"})", {{name, header}}};
            stage.business.onConnect([reply](const BusinessRequest &) { return reply; });
            const auto client = stage.client();
            stage.business.onMessage([reply](const BusinessRequest &) { return reply; });
            if (client) {
                client->raw().sendBinary(text);
                client->sendMessage(1, text, QoS::AtLeastOnce);
                (void)stage.api().send({{"channel", "x"}, {"qos", "1"}}, text);
                client->raw().sendClose(4'000, header.left(100));
                (void)client->raw().waitForDisconnected();
            }
        }
    }
    stage.business.reset();
}

QByteArray TestLogForging::wrongWithText(const QByteArray &line)
{
    static const QRegularExpression form(
        u"^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z (DEBUG|INFO|WARNING|ERROR) "
        "(rainbow\\.[a-z]+|default|qt\\.[a-z.]+) "_qs);
    if (!form.match(QString::fromUtf8(line)).hasMatch() || line.startsWith("2026-01-01"))
        return "not a line of ours";
    return {};
}

QByteArray TestLogForging::wrongWithJson(const QByteArray &line)
{
    const QJsonDocument document = QJsonDocument::fromJson(line);
    const QJsonObject object = document.object();
    if (!document.isObject() || object.size() != 4)
        return "not an object of four";
    for (const char *key : {"time", "level", "category", "message"}) {
        if (!object.value(QLatin1StringView(key)).isString())
            return "a key is missing";
    }
    if (object.value(u"message").toString() == u"FORGED" || line.count("\"level\":") != 1)
        return "not an object of ours";
    return {};
}

void TestLogForging::linesStayOurs_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::newRow("text") << QByteArray("text");
    QTest::newRow("json") << QByteArray("json");
}

void TestLogForging::linesStayOurs()
{
    QFETCH(QByteArray, format);
    Stage stage;
    QVERIFY(stage.start(
        {{"log/level", "debug"}, {"log/format", format}, {"connect_timeout", "5 s"}}, 2));
    const QList<QByteArray> texts = hostileTexts();
    for (const QByteArray &text : texts)
        sendThemAll(stage, text);
    QVERIFY(stage.isHealthy());
    QCOMPARE(stage.relay.stop(), 0);

    const QByteArray log = stage.relay.err();
    QVERIFY2(log.contains("FORGED"), "nothing of it was logged: the test tests nothing");
    QVERIFY(log.endsWith('\n'));
    const QList<QByteArray> lines = log.chopped(1).split('\n');
    QVERIFY(lines.size() > texts.size());
    static const QRegularExpression unsafe(
        u"[\\x00-\\x1f\\x7f-\\x9f\\x{2028}\\x{2029}\\x{202a}-\\x{202e}\\x{2066}-\\x{2069}]"_qs);
    for (const QByteArray &line : lines) {
        const QByteArray wrong = format == "json" ? wrongWithJson(line) : wrongWithText(line);
        QVERIFY2(wrong.isEmpty(), (wrong + ": " + line).constData());
        QVERIFY2(line.size() < MaxLine, line.constData());
        QVERIFY2(!unsafe.match(QString::fromUtf8(line)).hasMatch(),
                 line.toPercentEncoding().constData());
    }
}

QTEST_GUILESS_MAIN(TestLogForging)
#include "tst_logforging.moc"
