// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "conformance.h"

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr int NoCode = 1005;
constexpr int ProtocolError = 1002;
constexpr int NotUtf8 = 1007;

} // namespace

/// Autobahn's category 7: how connections end.
class TestConformanceClose : public ConformanceTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(startRelays()); }
    void cleanupTestCase() { QVERIFY(stopRelays()); }

    void handshakes_data();
    void handshakes() { runCase(); }
    void payloads_data();
    void payloads() { runCase(); }
    void codes_data();
    void codes() { runCase(); }
    void reasonComesBack_data();
    void reasonComesBack();
};

void TestConformanceClose::handshakes_data()
{
    addColumns();
    const QByteArray hello = packetWith("Hello World!");
    const QByteArray close = closeFrameOf(1000);
    const QByteArray text = RawClient::frame(Opcode::Text, "Hello World!");
    // What comes behind a close frame is not looked at, whatever it is.
    const auto closes = [&](const QByteArray &number, const QByteArrayList &behind,
                            const QByteArrayList &before = {}) {
        addCase(number,
                {.before = before, .frames = QByteArrayList{close} + behind, .closeCode = 1000});
        addCase(number + " in pieces",
                {.before = before,
                 .frames = QByteArrayList{close} + behind,
                 .chop = ConformanceCase::FrameWise,
                 .closeCode = 1000});
    };
    closes("7.1.1", {}, {hello});
    closes("7.1.2", {close});
    closes("7.1.3", {RawClient::frame(Opcode::Ping, {})});
    closes("7.1.4", {text});
    closes("7.1.4 binary", {RawClient::frame(Opcode::Binary, hello)});
    addCase("7.1.5",
            {.frames = {RawClient::frame(Opcode::Text, "fragment1", false), close,
                        RawClient::frame(Opcode::Continuation, "fragment2")},
             .closeCode = 1000});
    const QByteArray large = messageOf(Opcode::Binary, 256 * 1024);
    closes("7.1.6", {RawClient::frame(Opcode::Ping, {})}, {large, packetWith("Hello World!", 2)});
    closes("7.1 garbage", {QByteArray(100, '\xff')});
}

void TestConformanceClose::payloads_data()
{
    addColumns();
    const auto add = [](const char *number, const QByteArray &frame, int code) {
        addCase(number, {.frames = {frame}, .closeCode = code});
    };
    add("7.3.1", RawClient::frame(Opcode::Close, {}), NoCode);
    add("7.3.2", RawClient::frame(Opcode::Close, "a"), ProtocolError);
    add("7.3.3", closeFrameOf(1000), 1000);
    add("7.3.4", closeFrameOf(1000, "Hello World!"), 1000);
    add("7.3.5", closeFrameOf(1000, QByteArray(123, '*')), 1000);
    add("7.3.6", closeFrameOf(1000, QByteArray(124, '*')), ProtocolError);
    add("7.5.1",
        closeFrameOf(1000,
                     "\u03ba\u1f79\u03c3\u03bc\u03b5\xed\xa0\x80"
                     "edited"),
        NotUtf8);
}

void TestConformanceClose::codes_data()
{
    addColumns();
    const auto add = [](const QByteArray &category, const QList<int> &codes, int expected) {
        int number = 0;
        for (const int code : codes) {
            addCase(category + QByteArray::number(++number) + " (" + QByteArray::number(code) + ')',
                    {.frames = {closeFrameOf(quint16(code))},
                     .closeCode = expected == 0 ? code : expected});
        }
    };
    // 1012 to 1014 were registered after the suite had been written.
    add("7.7.",
        {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999, 1012, 1013,
         1014},
        0);
    add("7.9.", {0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999}, ProtocolError);
    add("7.13.", {5000, 65535}, ProtocolError);
}

void TestConformanceClose::reasonComesBack_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QByteArray>("reason");
    for (const Transport transport : Transports) {
        for (const QByteArray &reason :
             {QByteArray(), QByteArray("Hello World!"), QByteArray("\u20ac"), QByteArray(123, '*')})
            QTest::addRow("%d bytes %s", int(reason.size()), nameOf(transport))
                << transport << reason;
    }
}

void TestConformanceClose::reasonComesBack()
{
    QFETCH(Transport, transport);
    QFETCH(QByteArray, reason);
    const auto client = connectClient(transport);
    QVERIFY(client);
    client->sendClose(3333, reason);
    QCOMPARE(failureProblem(*client, 3333), QByteArray());
    QCOMPARE(client->closeReason(), reason);
}

QTEST_GUILESS_MAIN(TestConformanceClose)
#include "tst_conformance_close.moc"
