// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "bench/messagereader.h"

#include <QTest>

#include <memory>
#include <vector>

using namespace Rainbow::Bench;

namespace {

class Notes final : public MessageReader::Sink {
public:
    void onSubscribed() override { ++subscribed; }
    void onMessage(std::string_view payload) override { messages.emplace_back(payload); }

    int subscribed = 0;
    std::vector<std::string> messages;
};

std::string frame(const std::string &payload, char first = '\x82')
{
    std::string result(1, first);
    if (payload.size() < 126) {
        result += char(payload.size());
    } else if (payload.size() < 65'536) {
        result += '\x7e';
        result += char(payload.size() >> 8);
        result += char(payload.size() & 0xff);
    } else {
        result += '\x7f';
        for (int shift = 56; shift >= 0; shift -= 8)
            result += char(payload.size() >> shift & 0xff);
    }
    return result + payload;
}

std::string bytes(const char *hex)
{
    return QByteArray::fromHex(hex).toStdString();
}

} // namespace

class TestMessageReader : public QObject {
    Q_OBJECT

private:
    static std::unique_ptr<MessageReader> reader(const QString &kind)
    {
        if (kind == u"mqtt")
            return std::make_unique<MqttReader>();
        if (kind == u"nats")
            return std::make_unique<NatsReader>();
        return std::make_unique<PlainReader>(kind == u"headed" ? 3 : 0);
    }

private Q_SLOTS:
    void messages_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<std::string>("input");
        QTest::addColumn<std::vector<std::string>>("expected");
        QTest::addColumn<int>("subscribed");
        using Texts = std::vector<std::string>;
        const std::string large(300, 'l');
        const std::string huge(70'000, 'h');
        QTest::newRow("plain") << "plain" << frame("one", '\x81') + frame("") + frame(large)
                               << Texts{"one", "", large} << 0;
        QTest::newRow("64-bit length")
            << "plain" << frame(huge) + frame("x") << Texts{huge, "x"} << 0;
        QTest::newRow("pings and pongs between")
            << "plain" << frame("p", '\x89') + frame("a") + frame("", '\x8a') << Texts{"a"} << 0;
        QTest::newRow("behind a head")
            << "headed" << frame(bytes("100001") + "hello") + frame("abc") << Texts{"hello", ""}
            << 0;
        const std::string publish = bytes("300700036162637879"); // abc: xy
        QTest::newRow("mqtt") << "mqtt"
                              << frame(bytes("20020000")) + frame(bytes("9003000100"))
                + frame(publish + publish) + frame(bytes("d000"))
                              << Texts{"xy", "xy"} << 1;
        QTest::newRow("mqtt, long")
            << "mqtt" << frame(bytes("30af02") + bytes("0001") + "t" + large) << Texts{large} << 0;
        QTest::newRow("mqtt, a packet in two frames")
            << "mqtt" << frame(publish.substr(0, 4)) + frame(publish.substr(4) + publish)
            << Texts{"xy", "xy"} << 0;
        const std::string msg = "MSG bench 1 5\r\nhello\r\n";
        QTest::newRow("nats") << "nats"
                              << frame("INFO {}\r\n") + frame("PING\r\nPONG\r\n" + msg + msg)
                              << Texts{"hello", "hello"} << 1;
        QTest::newRow("nats, with a reply subject, line ends in it")
            << "nats" << frame("MSG a 1 r 4\r\n\r\n\r\n\r\n") << Texts{"\r\n\r\n"} << 0;
        QTest::newRow("nats, a message in three frames")
            << "nats" << frame(msg.substr(0, 4)) + frame(msg.substr(4, 14)) + frame(msg.substr(18))
            << Texts{"hello"} << 0;
    }

    void messages()
    {
        QFETCH(QString, kind);
        QFETCH(std::string, input);
        QFETCH(std::vector<std::string>, expected);
        QFETCH(int, subscribed);
        for (const size_t piece : {input.size(), size_t(1), size_t(2), size_t(7)}) {
            const auto tested = reader(kind);
            Notes notes;
            for (size_t at = 0; at < input.size(); at += piece)
                QVERIFY(tested->take(std::string_view(input).substr(at, piece), notes));
            QCOMPARE(notes.messages, expected);
            QCOMPARE(notes.subscribed, subscribed);
        }
    }

    void errors_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<std::string>("input");
        QTest::addColumn<QString>("error");
        QTest::newRow("close") << "plain" << frame(bytes("03e9") + "away", '\x88')
                               << "closed by the server: 1001 away";
        QTest::newRow("close without a code")
            << "plain" << frame("", '\x88') << "closed by the server";
        QTest::newRow("masked") << "plain" << bytes("8281000000ff41")
                                << "a frame of the server is masked";
        QTest::newRow("too long") << "plain" << bytes("827fffffffffffffffff")
                                  << "a frame of the server is too long";
        QTest::newRow("shorter than its head")
            << "headed" << frame("ab") << "a message is too short";
        QTest::newRow("mqtt, refused")
            << "mqtt" << frame(bytes("20020005")) << "MQTT: the connection is refused";
        QTest::newRow("mqtt, empty connack")
            << "mqtt" << frame(bytes("2000")) << "MQTT: the connection is refused";
        QTest::newRow("mqtt, not subscribed")
            << "mqtt" << frame(bytes("9003000180")) << "MQTT: the subscription is refused";
        QTest::newRow("mqtt, topic too long")
            << "mqtt" << frame(bytes("3003000961")) << "an MQTT PUBLISH is too short";
        QTest::newRow("mqtt, length of five bytes")
            << "mqtt" << frame(bytes("30ffffffff01")) << "an MQTT packet has a wrong length";
        QTest::newRow("nats, error") << "nats" << frame("-ERR 'no'\r\n") << "NATS: -ERR 'no'";
        QTest::newRow("nats, no size") << "nats" << frame("MSG a 1 x\r\n") << "NATS: MSG a 1 x";
        QTest::newRow("nats, size too large")
            << "nats" << frame("MSG a 1 99999999999\r\n") << "NATS: MSG a 1 99999999999";
        QTest::newRow("nats, endless line")
            << "nats" << frame(std::string(5'000, 'x')) << "NATS: a line is too long";
    }

    void errors()
    {
        QFETCH(QString, kind);
        QFETCH(std::string, input);
        QFETCH(QString, error);
        const auto tested = reader(kind);
        Notes notes;
        QVERIFY(!tested->take(input, notes));
        QCOMPARE(QString::fromStdString(tested->error()), error);
        QVERIFY(notes.messages.empty());
        QCOMPARE(notes.subscribed, 0);
    }
};

QTEST_GUILESS_MAIN(TestMessageReader)
#include "tst_messagereader.moc"
