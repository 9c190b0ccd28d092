// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "conformance.h"

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr qsizetype FrameWise = ConformanceCase::FrameWise;
constexpr qsizetype AtOnce = ConformanceCase::AtOnce;

constexpr int ProtocolError = 1002;

const QByteArray Greeting = packetWith("Greeting, world!");

QByteArray ping(const QByteArray &payload = {})
{
    return RawClient::frame(Opcode::Ping, payload);
}

QByteArray pong(const QByteArray &payload = {})
{
    return RawClient::frame(Opcode::Pong, payload);
}

QByteArray reserved(int opcode, const QByteArray &payload = {})
{
    return RawClient::frame(Opcode(opcode), payload);
}

QByteArray continuation(bool isFinal, const QByteArray &payload = {})
{
    return RawClient::frame(Opcode::Continuation, payload, isFinal);
}

} // namespace

/// Autobahn's categories 1 to 5: framing, pings, reserved bits, opcodes, fragments.
class TestConformanceFraming : public ConformanceTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(startRelays()); }
    void cleanupTestCase() { QVERIFY(stopRelays()); }

    void framing_data();
    void framing() { runCase(); }
    void pings_data();
    void pings() { runCase(); }
    void reservedBits_data();
    void reservedBits() { runCase(); }
    void opcodes_data();
    void opcodes() { runCase(); }
    void fragments_data();
    void fragments() { runCase(); }
    void fragmentsOverTime_data();
    void fragmentsOverTime();

private:
    /// Both kinds of message in two fragments, with something between them.
    static void addInTwo(const QByteArray &number, const QByteArrayList &between, qsizetype chop,
                         const QByteArrayList &pongs = {});
};

void TestConformanceFraming::framing_data()
{
    addColumns();
    const qsizetype sizes[] = {0, 125, 126, 127, 128, 65'535, 65'536, 65'536};
    for (const Opcode opcode : {Opcode::Text, Opcode::Binary}) {
        int number = 0;
        for (const qsizetype size : sizes) {
            ++number;
            // An empty binary message is no packet.
            const QByteArray message = size == 0 ? QByteArray() : messageOf(opcode, size);
            ConformanceCase one{.frames = {RawClient::frame(opcode, message)}};
            if (size > 0)
                one.echoes = echoesOf(opcode, {message});
            one.chop = number == 8 ? 997 : AtOnce;
            addCase("1." + QByteArray::number(opcode == Opcode::Text ? 1 : 2) + '.'
                        + QByteArray::number(number),
                    one);
        }
    }
}

void TestConformanceFraming::pings_data()
{
    addColumns();
    const QByteArray binary = QByteArray::fromHex("00fffefdfcfb00ff");
    const QByteArray longest(125, '\xfe');
    addCase("2.1", {.frames = {ping()}, .pongs = {""}});
    addCase("2.2", {.frames = {ping("Greeting, world!")}, .pongs = {"Greeting, world!"}});
    addCase("2.3", {.frames = {ping(binary)}, .pongs = {binary}});
    addCase("2.4", {.frames = {ping(longest)}, .pongs = {longest}});
    addCase("2.5", {.frames = {ping(QByteArray(126, '\xfe'))}, .closeCode = ProtocolError});
    addCase("2.6", {.frames = {ping(longest)}, .chop = 1, .pongs = {longest}});
    addCase("2.7", {.frames = {pong()}});
    addCase("2.8", {.frames = {pong("unsolicited pong payload")}});
    addCase("2.9", {.frames = {pong("unsolicited"), ping("ping")}, .pongs = {"ping"}});
    QByteArrayList frames;
    QByteArrayList pongs;
    for (int i = 0; i < 10; ++i) {
        pongs.append("payload-" + QByteArray::number(i));
        frames.append(ping(pongs.last()));
    }
    addCase("2.10", {.frames = frames, .pongs = pongs});
    addCase("2.11", {.frames = frames, .chop = 1, .pongs = pongs});
}

void TestConformanceFraming::reservedBits_data()
{
    addColumns();
    const auto add = [](const char *number, const QByteArray &bad, qsizetype chop = AtOnce) {
        addCase(number,
                {.before = {Greeting},
                 .frames = {bad, ping()},
                 .chop = chop,
                 .closeCode = ProtocolError});
    };
    const QByteArray text = RawClient::frame(Opcode::Text, "Greeting, world!");
    const QByteArray binary = RawClient::frame(Opcode::Binary, Greeting);
    addCase("3.1", {.frames = {withReserved(text, 1)}, .closeCode = ProtocolError});
    add("3.2", withReserved(text, 2));
    add("3.3", withReserved(text, 3), FrameWise);
    add("3.4", withReserved(text, 4), 1);
    addCase("3.5", {.frames = {withReserved(binary, 5)}, .closeCode = ProtocolError});
    addCase("3.6", {.frames = {withReserved(ping("Greeting"), 6)}, .closeCode = ProtocolError});
    addCase("3.7", {.frames = {withReserved(closeFrameOf(1000), 7)}, .closeCode = ProtocolError});
    for (const int bits : {1, 2, 3, 4, 5, 6, 7}) {
        const QByteArray name = "3 binary " + QByteArray::number(bits);
        add(name.constData(), withReserved(binary, bits), bits);
    }
}

void TestConformanceFraming::opcodes_data()
{
    addColumns();
    for (const int first : {3, 11}) {
        const QByteArray category = first == 3 ? "4.1." : "4.2.";
        addCase(category + '1', {.frames = {reserved(first)}, .closeCode = ProtocolError});
        addCase(category + '2',
                {.frames = {reserved(first + 1, "reserved opcode")}, .closeCode = ProtocolError});
        addCase(category + '3',
                {.before = {Greeting},
                 .frames = {reserved(first + 2), ping()},
                 .closeCode = ProtocolError});
        addCase(category + '4',
                {.before = {Greeting},
                 .frames = {reserved(first + 3, Greeting), ping()},
                 .closeCode = ProtocolError});
        addCase(category + '5',
                {.before = {Greeting},
                 .frames = {reserved(first + 4, Greeting), ping()},
                 .chop = 1,
                 .closeCode = ProtocolError});
    }
}

void TestConformanceFraming::addInTwo(const QByteArray &number, const QByteArrayList &between,
                                      qsizetype chop, const QByteArrayList &pongs)
{
    for (const Opcode opcode : {Opcode::Text, Opcode::Binary}) {
        const QByteArray message = packetWith("fragment1fragment2");
        ConformanceCase one{.chop = chop, .echoes = echoesOf(opcode, {message}), .pongs = pongs};
        one.frames = fragmentsOf(opcode, message, 12);
        one.frames = QByteArrayList{one.frames.first()} + between + one.frames.sliced(1);
        addCase(number + (opcode == Opcode::Text ? " text" : " binary"), one);
    }
}

void TestConformanceFraming::fragments_data()
{
    addColumns();
    const auto fails = [](const char *number, const QByteArrayList &frames, qsizetype chop = AtOnce,
                          const QByteArrayList &before = {}) {
        addCase(number,
                {.before = before, .frames = frames, .chop = chop, .closeCode = ProtocolError});
    };
    for (const Opcode opcode : {Opcode::Ping, Opcode::Pong}) {
        fails(opcode == Opcode::Ping ? "5.1" : "5.2",
              {RawClient::frame(opcode, "fragment1", false), continuation(true, "fragment2")});
    }
    addInTwo("5.3", {}, AtOnce);
    addInTwo("5.4", {}, FrameWise);
    addInTwo("5.5", {}, 1);
    addInTwo("5.6", {ping("ping payload")}, AtOnce, {"ping payload"});
    addInTwo("5.7", {ping("ping payload")}, FrameWise, {"ping payload"});
    addInTwo("5.8", {ping("ping payload")}, 1, {"ping payload"});
    const QByteArray text = RawClient::frame(Opcode::Text, "Greeting, world!");
    const qsizetype chops[] = {AtOnce, FrameWise, 1};
    for (int i = 0; i < 3; ++i) {
        const QByteArray closed = "5." + QByteArray::number(9 + i);
        fails(closed.constData(), {continuation(true, "non-continuation payload"), text}, chops[i]);
        const QByteArray open = "5." + QByteArray::number(12 + i);
        fails(open.constData(), {continuation(false, "non-continuation payload"), text}, chops[i]);
    }
    fails("5.15", {continuation(false, "fragment3"), RawClient::frame(Opcode::Text, "fragment4")},
          AtOnce, {Greeting});
    for (const bool isFinal : {false, true}) {
        QByteArrayList frames{continuation(isFinal, "fragment1")};
        frames += fragmentsOf(Opcode::Text, "fragment2fragment3", 9);
        fails(isFinal ? "5.17" : "5.16", frames + frames);
    }
    fails("5.18",
          {RawClient::frame(Opcode::Text, "fragment1", false),
           RawClient::frame(Opcode::Text, "fragment2")});
}

void TestConformanceFraming::fragmentsOverTime_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<qsizetype>("chop");
    QTest::addColumn<Opcode>("opcode");
    for (const Transport transport : Transports) {
        for (const Opcode opcode : {Opcode::Text, Opcode::Binary}) {
            const char *kind = opcode == Opcode::Text ? "text" : "binary";
            QTest::addRow("5.19 %s %s", kind, nameOf(transport)) << transport << AtOnce << opcode;
            QTest::addRow("5.20 %s %s", kind, nameOf(transport))
                << transport << FrameWise << opcode;
        }
    }
}

void TestConformanceFraming::fragmentsOverTime()
{
    QFETCH(Transport, transport);
    QFETCH(qsizetype, chop);
    QFETCH(Opcode, opcode);
    const auto client = connectClient(transport);
    QVERIFY(client);
    const auto send = [&](const QByteArrayList &frames) {
        for (const QByteArray &frame : chop == AtOnce ? QByteArrayList{frames.join()} : frames)
            client->send(frame);
    };
    const QByteArray message = packetWith("fragment2fragment3fragment4fragment5");
    const QByteArrayList parts = fragmentsOf(opcode, message, 9);
    QCOMPARE(parts.size(), 5);

    send({parts[0], parts[1], ping("pongme 1!")});
    EVENTUALLY_COMPARE(client->pongs(), QByteArrayList{"pongme 1!"});
    QVERIFY(holdsFor(1s, [&] { return client->isOpen() && client->messages().isEmpty(); }));
    send({parts[2], parts[3], ping("pongme 2!"), parts[4]});
    EVENTUALLY_COMPARE(client->pongs(), (QByteArrayList{"pongme 1!", "pongme 2!"}));
    const QByteArrayList echoes = echoesOf(opcode, {message});
    EVENTUALLY_COMPARE(client->messages().size(), echoes.size());
    if (!echoes.isEmpty())
        QCOMPARE(client->messages().first().payload, echoes.first());
    QCOMPARE(endProblem(*client), QByteArray());
    QVERIFY(isUndisturbed(transport));
}

QTEST_GUILESS_MAIN(TestConformanceFraming)
#include "tst_conformance_framing.moc"
