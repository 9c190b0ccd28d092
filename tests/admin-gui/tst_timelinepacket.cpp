// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "sessions/payloadtext.h"
#include "sessions/timelinepacket.h"

#include <QJsonDocument>
#include <QTest>

using namespace Rainbow::Admin;

class TestTimelinePacket : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsAll();
    void readsWhatThereIs_data();
    void readsWhatThereIs();
    void payloadLines_data();
    void payloadLines();
    void payloadTexts_data();
    void payloadTexts();
    void hexDumps();

private:
    static TimelinePacket read(const QByteArray &json)
    {
        return TimelinePacket::fromJson(QJsonDocument::fromJson(json).object());
    }
};

void TestTimelinePacket::readsAll()
{
    const TimelinePacket packet =
        read(R"({"event": "packet", "identity": "x", "seq": 17, "at": 1700000000123,
                 "direction": "out", "packet": "SEND", "qos": 2, "dup": true, "messageId": 12,
                 "type": 3, "channel": "room", "code": 429, "size": 4096,
                 "payload": "hi", "encoding": "utf-8", "cut": true})");
    QCOMPARE(packet.seq, 17);
    QCOMPARE(packet.at, 1700000000123);
    QCOMPARE(packet.direction, PacketDirection::Out);
    QCOMPARE(packet.kind, PacketKind::Send);
    QCOMPARE(packet.name, u"SEND"_qs);
    QCOMPARE(packet.qos, 2);
    QVERIFY(packet.dup);
    QCOMPARE(packet.id, 12);
    QCOMPARE(packet.type, 3);
    QCOMPARE(packet.channel, u"room"_qs);
    QCOMPARE(packet.code, 429);
    QCOMPARE(packet.size, 4096);
    QCOMPARE(packet.payload, "hi");
    QVERIFY(packet.cut);
    QCOMPARE(read(R"({"payload": "AAH/", "encoding": "base64"})").payload,
             QByteArray("\0\1\xff", 3));
}

void TestTimelinePacket::readsWhatThereIs_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::newRow("nothing") << QByteArray("{}");
    QTest::newRow("other types") << QByteArray(
        R"({"seq": "x", "at": [], "direction": 1, "packet": {}, "qos": "1",
                          "messageId": null, "size": true, "payload": 7})");
    QTest::newRow("a newer packet") << QByteArray(R"({"packet": "AUTH", "direction": "sideways"})");
    QTest::newRow("bad base64") << QByteArray(R"({"payload": "%%%", "encoding": "base64"})");
}

void TestTimelinePacket::readsWhatThereIs()
{
    QFETCH(QByteArray, json);
    const TimelinePacket packet = read(json);
    QCOMPARE(packet.kind, PacketKind::Other);
    QCOMPARE(packet.seq, 0);
    QCOMPARE(packet.direction, PacketDirection::In);
    QVERIFY(!packet.qos);
    QVERIFY(!packet.id);
    QVERIFY(packet.payload.isEmpty());
}

void TestTimelinePacket::payloadLines_data()
{
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("cut");
    QTest::addColumn<QString>("line");
    QTest::newRow("empty") << QByteArray() << false << QString();
    QTest::newRow("one") << QByteArray("hello") << false << u"hello"_qs;
    QTest::newRow("several lines")
        << QByteArray("{\n  \"a\": 1\n}\n") << false << u"{ \"a\": 1 }"_qs;
    QTest::newRow("cut") << QByteArray("hel") << true << u"hel\u2026"_qs;
    QTest::newRow("long") << QByteArray("abcdefghijklmnop") << false << u"abcdefghij\u2026"_qs;
    QTest::newRow("bytes") << QByteArray("a\0\1b", 4) << false << u"a\u00B7\u00B7b"_qs;
    QTest::newRow("beyond the BMP")
        << QByteArray("ok \xf0\x9f\x98\x80") << false << u"ok \U0001F600"_qs;
}

void TestTimelinePacket::payloadLines()
{
    QFETCH(QByteArray, payload);
    QFETCH(bool, cut);
    TimelinePacket packet;
    packet.payload = payload;
    packet.cut = cut;
    QTEST(packet.payloadLine(10), "line");
}

void TestTimelinePacket::payloadTexts_data()
{
    using Kind = PayloadText::Kind;
    QTest::addColumn<QByteArray>("payload");
    QTest::addColumn<bool>("cut");
    QTest::addColumn<int>("kind");
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QByteArray() << false << int(Kind::Empty) << QString();
    QTest::newRow("JSON") << QByteArray(R"({"b":1.10,"a":[1]})") << false << int(Kind::Json)
                          << u"{\n  \"b\": 1.10,\n  \"a\": [\n    1\n  ]\n}"_qs;
    QTest::newRow("text") << QByteArray("hello\tyou\n") << false << int(Kind::Text)
                          << u"hello\tyou\n"_qs;
    QTest::newRow("cut JSON") << QByteArray(R"({"a": "b)") << true << int(Kind::Text)
                              << uR"({"a": "b)"_qs;
    QTest::newRow("Chinese") << QByteArray("您好") << false << int(Kind::Text) << u"您好"_qs;
    QTest::newRow("cut within a character")
        << QByteArray("您好").chopped(1) << true << int(Kind::Text) << u"您"_qs;
    QTest::newRow("broken character")
        << QByteArray("\xe6\x82") << false << int(Kind::Bytes)
        << u"0000  e6 82                                            .."_qs;
    QTest::newRow("cut bytes") << QByteArray("\0A", 2) << true << int(Kind::Bytes)
                               << u"0000  00 41                                            .A"_qs;
    QTest::newRow("bytes") << QByteArray("\0A", 2) << false << int(Kind::Bytes)
                           << u"0000  00 41                                            .A"_qs;
}

void TestTimelinePacket::payloadTexts()
{
    QFETCH(QByteArray, payload);
    QFETCH(bool, cut);
    const PayloadText text = PayloadText::of(payload, cut);
    QTEST(int(text.kind), "kind");
    QTEST(text.text, "text");
}

void TestTimelinePacket::hexDumps()
{
    QByteArray bytes;
    for (int i = 0; i < 18; ++i)
        bytes.append(char(i + 0x5a));
    QCOMPARE(hexDump(bytes),
             u"0000  5a 5b 5c 5d 5e 5f 60 61 62 63 64 65 66 67 68 69  Z[\\]^_`abcdefghi\n"
             "0010  6a 6b                                            jk"_qs);
    QCOMPARE(hexDump({}), QString());
}

QTEST_APPLESS_MAIN(TestTimelinePacket)
#include "tst_timelinepacket.moc"
