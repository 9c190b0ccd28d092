// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/dialect.h"
#include "bench/publications.h"

#include <QTest>

using namespace Rainbow::Bench;

namespace {

QByteArray hex(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes).toHex();
}

QByteArray text(const std::string &bytes)
{
    return QByteArray::fromStdString(bytes);
}

} // namespace

class TestBenchDialect : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void unknown()
    {
        QVERIFY(Dialect::of("") == nullptr);
        QVERIFY(Dialect::of("Rainbow") == nullptr);
    }

    void upgrade()
    {
        const QByteArray request =
            text(Dialect::of("nchan")->upgradeRequest("/sub?id={channel}", "c1"));
        QVERIFY(request.startsWith("GET /sub?id=c1 HTTP/1.1\r\n"));
        QVERIFY(request.endsWith("\r\n\r\n"));
        QVERIFY(text(Dialect::of("mosquitto")->upgradeRequest("/mqtt", "c1"))
                    .contains("\r\nSec-WebSocket-Protocol: mqtt\r\n"));
        QVERIFY(text(Dialect::of("rainbow")->upgradeRequest("/connect/", "c1"))
                    .contains("\r\nX-CHANNEL: c1\r\n"));
    }

    void subscription()
    {
        for (const char *name : {"rainbow", "nchan", "pushpin"})
            QVERIFY(Dialect::of(name)->subscription("c1", 7).empty());
        // CONNECT: MQTT 4, clean session, no keep-alive, client 7; SUBSCRIBE: id 1, c1, QoS 0.
        QCOMPARE(hex(Dialect::of("mosquitto")->subscription("c1", 7)),
                 QByteArray("828f00000000100d00044d515454040200000001"
                            "37"
                            "82890000000082070001000263"
                            "3100"));
        QVERIFY(
            text(Dialect::of("nats")->subscription("c1", 7)).endsWith("\r\nSUB c1 1\r\nPING\r\n"));
    }

    void publication()
    {
        QVERIFY(!Dialect::of("mosquitto")->publishesOverHttp());
        QCOMPARE(hex(Dialect::of("mosquitto")->publication("c1", "hi")),
                 QByteArray("3006000263316869"));
        QVERIFY(hex(Dialect::of("mosquitto")->publication("c1", std::string(300, 'x')))
                    .startsWith("30b0020002633178"));
        QVERIFY(!Dialect::of("nats")->publishesOverHttp());
        QCOMPARE(text(Dialect::of("nats")->publication("c1", "hi")),
                 QByteArray("PUB c1 2\r\nhi\r\n"));
        const auto relay = Dialect::of("rainbow");
        QVERIFY(relay->publishesOverHttp());
        QVERIFY(text(relay->publication("c1", "hi")).startsWith("POST /send/?channel=c1&qos=0&"));
        QVERIFY(text(relay->publication("c1", "hi")).endsWith("Content-Length: 2\r\n\r\nhi"));
        QVERIFY(text(Dialect::of("pushpin")->publication("c1", "hi"))
                    .endsWith(R"({"channel":"c1","formats":{"ws-message":{"content":"hi"}}}]})"));
    }

    void question()
    {
        QCOMPARE(hex(Dialect::of("rainbow")->question("hi")),
                 QByteArray("82870000000012000100016869"));
        QCOMPARE(hex(Dialect::of("pushpin")->question("hi")), QByteArray("8282000000006869"));
        for (const char *name : {"nchan", "mosquitto", "nats"})
            QVERIFY(Dialect::of(name)->question("hi").empty());
    }

    void wholeAnswers()
    {
        const std::string answer = "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc";
        for (size_t size = 0; size < answer.size(); ++size)
            QCOMPARE(wholeAnswer(std::string_view(answer).substr(0, size)), size_t(0));
        QCOMPARE(wholeAnswer(answer), answer.size());
        QCOMPARE(wholeAnswer(answer + "HTTP"), answer.size());
        const std::string empty = "HTTP/1.1 201 Created\r\n\r\n";
        QCOMPARE(wholeAnswer(empty), empty.size());
    }
};

QTEST_GUILESS_MAIN(TestBenchDialect)
#include "tst_benchdialect.moc"
