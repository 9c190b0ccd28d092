// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "conformance.h"

#include <QSet>
#include <QtEndian>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr qsizetype KiB = 1024;
constexpr qsizetype MiB = 1024 * KiB;
constexpr qsizetype MaxPayload = 16 * MiB;

constexpr int TooBig = 1009;

/// By TLS binary messages alone: what the two kinds differ in lies above it.
QList<Opcode> opcodesFor(Transport transport)
{
    return transport == Transport::Tls ? QList{Opcode::Binary}
                                       : QList{Opcode::Text, Opcode::Binary};
}

} // namespace

/// Autobahn's categories 9 and 10: large messages, small fragments, many messages; and what is
/// larger than the relay takes.
class TestConformanceLimits : public ConformanceTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void cleanupTestCase() { QVERIFY(stopRelays()); }

    void large_data();
    void large();
    void many_data();
    void many();
    void overTheLimit_data();
    void overTheLimit() { runCase(); }
};

void TestConformanceLimits::initTestCase()
{
    // A large message takes its time under a sanitizer.
    QVERIFY(startRelays({{"limits/max_payload", "16 MiB"},
                         {"limits/max_answer", "32 MiB"},
                         {"limits/max_backlog", "64 MiB"},
                         {"limits/frame_timeout", "5 min"},
                         {"retry_interval", "10 min"},
                         {"forward_concurrency", "50"}}));
}

void TestConformanceLimits::large_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<Opcode>("opcode");
    QTest::addColumn<qsizetype>("size");
    QTest::addColumn<qsizetype>("fragment"); ///< bytes of it
    QTest::addColumn<qsizetype>("chop");
    const qsizetype sizes[] = {64 * KiB, 256 * KiB, MiB, 4 * MiB, 8 * MiB, 16 * MiB};
    const qsizetype fragments[] = {64,       256,       KiB, 4 * KiB, 16 * KiB,
                                   64 * KiB, 256 * KiB, MiB, 4 * MiB};
    const qsizetype chops[] = {64, 128, 256, 512, KiB, 2 * KiB};
    for (const Transport transport : Transports) {
        const auto row = [transport](Opcode opcode, const QByteArray &number, qsizetype size,
                                     qsizetype fragment, qsizetype chop) {
            QTest::addRow("%s %s", number.constData(), nameOf(transport))
                << transport << opcode << size << fragment << chop;
        };
        for (const Opcode opcode : opcodesFor(transport)) {
            const int kind = opcode == Opcode::Text ? 0 : 1;
            const auto name = [kind](int category, qsizetype number) {
                return "9." + QByteArray::number(category + kind) + '.'
                    + QByteArray::number(number + 1);
            };
            for (qsizetype i = 0; i < std::ssize(sizes); ++i)
                row(opcode, name(1, i), sizes[i], sizes[i], ConformanceCase::AtOnce);
            for (qsizetype i = 0; i < std::ssize(fragments); ++i)
                row(opcode, name(3, i), 4 * MiB, fragments[i], ConformanceCase::AtOnce);
            for (qsizetype i = 0; i < std::ssize(chops); ++i)
                row(opcode, name(5, i), MiB, MiB, chops[i]);
        }
        row(Opcode::Text, "10.1.1", 64 * KiB, 1'300, ConformanceCase::AtOnce);
        row(Opcode::Binary, "10.1.1 binary", 64 * KiB, 1'300, ConformanceCase::AtOnce);
    }
}

void TestConformanceLimits::large()
{
    QFETCH(Transport, transport);
    QFETCH(Opcode, opcode);
    QFETCH(qsizetype, size);
    QFETCH(qsizetype, fragment);
    QFETCH(qsizetype, chop);
    const QByteArray message = messageOf(opcode, size);
    const ConformanceCase one{.frames = fragmentsOf(opcode, message, fragment),
                              .chop = chop,
                              .echoes = echoesOf(opcode, {message})};
    QCOMPARE(problemOf(one, transport), QByteArray());
    QVERIFY(isUndisturbed(transport));
}

void TestConformanceLimits::many_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<Opcode>("opcode");
    QTest::addColumn<qsizetype>("size");
    const qsizetype sizes[] = {0, 16, 64, 256, KiB, 4 * KiB};
    for (const Transport transport : Transports) {
        for (const Opcode opcode : opcodesFor(transport)) {
            for (int i = 0; i < int(std::size(sizes)); ++i) {
                QTest::addRow("9.%d.%d %s", opcode == Opcode::Text ? 7 : 8, i + 1,
                              nameOf(transport))
                    << transport << opcode << sizes[i];
            }
        }
    }
}

void TestConformanceLimits::many()
{
    QFETCH(Transport, transport);
    QFETCH(Opcode, opcode);
    QFETCH(qsizetype, size);
    constexpr quint16 Messages = 1'000;
    const auto client = connectClient(transport);
    QVERIFY(client);
    // The suite waits for each echo; here it is for every fiftieth, since a sanitizer makes each
    // round trip long.
    constexpr quint16 AtATime = 50;
    QSet<QByteArray> echoes;
    client->onMessage = [&echoes](const RawClient::Message &echo) { echoes.insert(echo.payload); };
    for (quint16 id = 1; id <= Messages; ++id) {
        const QByteArray payload(size, '*');
        const QByteArray packet = packetWith(payload, id);
        client->sendFrame(opcode, opcode == Opcode::Text ? payload : packet);
        if (opcode == Opcode::Text || id % AtATime != 0)
            continue;
        EVENTUALLY_COMPARE(echoes.size(), qsizetype(id));
        QVERIFY(echoes.contains(echoesOf(opcode, {packet}).first()));
    }
    QCOMPARE(endProblem(*client), QByteArray());
    QVERIFY(isUndisturbed(transport));
}

void TestConformanceLimits::overTheLimit_data()
{
    addColumns();
    // The announcement is enough: nothing of the payload is ever sent.
    const auto announced = [](Opcode opcode, quint64 size) {
        QByteArray frame = RawClient::frame(opcode, QByteArray(65'536, '*')).first(14);
        qToBigEndian(size, frame.data() + 2);
        return frame;
    };
    // The header of a packet does not count for a payload's limit.
    const quint64 most = MaxPayload + 5;
    for (const quint64 size : {most + 1, quint64(1) << 31, quint64(1) << 62}) {
        addCase("text of " + QByteArray::number(size),
                {.frames = {announced(Opcode::Text, size)}, .closeCode = TooBig});
        addCase("binary of " + QByteArray::number(size),
                {.frames = {announced(Opcode::Binary, size)}, .closeCode = TooBig});
    }
    const QByteArray part = RawClient::frame(Opcode::Binary, QByteArray(70'000, '*'), false);
    addCase("in fragments",
            {.frames = {part, announced(Opcode::Continuation, most + 1 - 70'000)},
             .closeCode = TooBig});
}

QTEST_GUILESS_MAIN(TestConformanceLimits)
#include "tst_conformance_limits.moc"
