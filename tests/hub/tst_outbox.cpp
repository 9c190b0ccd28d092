// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/outbox.h"

#include <QTest>

#include <random>

using namespace Rainbow;

namespace {

using Result = Outbox::PushResult;

constexpr OutboxLimits Limits{10'000};
constexpr qsizetype Overhead = Outbox::EntryOverhead;

Frame plain(qsizetype size, char fill = 'x')
{
    return {QByteArray(size, fill), -1};
}

/// All that waits, joined; by pieces of the given number at a time nothing is consumed.
QByteArray peek(const Outbox &outbox, size_t pieceCount = 4096)
{
    std::vector<QByteArrayView> pieces(pieceCount);
    const size_t count = outbox.gather(pieces);
    QByteArray joined;
    for (size_t i = 0; i < count; ++i)
        joined.append(pieces[i]);
    return joined;
}

} // namespace

class TestOutbox : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void empty()
    {
        Outbox outbox;
        QVERIFY(outbox.isEmpty());
        QCOMPARE(outbox.bytes(), 0);
        QCOMPARE(peek(outbox), QByteArray());
        outbox.pushBytes({});
        QVERIFY(outbox.isEmpty());
        outbox.discardUnsent();
        outbox.clear();
        QVERIFY(outbox.isEmpty());
    }

    void idsArePatched()
    {
        Outbox outbox;
        const QByteArray shared = "aa##bb";
        QCOMPARE(outbox.push({shared, 2}, 0x0102, true, Limits), Result::Queued);
        QCOMPARE(outbox.push({shared, 2}, 0xfffe, true, Limits), Result::Queued);
        QCOMPARE(outbox.push({shared, -1}, 7, true, Limits), Result::Queued);
        QCOMPARE(outbox.push({"##", 0}, 0x4142, true, Limits), Result::Queued);
        QCOMPARE(outbox.push({"z##", 1}, 0x4344, true, Limits), Result::Queued);
        QCOMPARE(outbox.push({"##z", 0}, 0x4546, true, Limits), Result::Queued);
        const QByteArray expected = QByteArray("aa\x01\x02"
                                               "bbaa\xff\xfe"
                                               "bbaa##bbABzCDEFz");
        QCOMPARE(peek(outbox), expected);
        QCOMPARE(outbox.bytes(), expected.size());
        // Each byte alone gives the same, also in the middle of an id.
        for (qsizetype i = 0; i < expected.size(); ++i) {
            QCOMPARE(peek(outbox), expected.sliced(i));
            outbox.consume(1);
        }
        QVERIFY(outbox.isEmpty());
        QCOMPARE(shared, QByteArray("aa##bb"));
    }

    void nothingIsCopied()
    {
        Outbox outbox;
        const QByteArray bytes(50, 'x');
        (void)outbox.push({bytes, -1}, 0, true, Limits);
        QByteArrayView pieces[8];
        QCOMPARE(outbox.gather(pieces), size_t(1));
        QCOMPARE(static_cast<const void *>(pieces[0].data()),
                 static_cast<const void *>(bytes.constData()));
    }

    void gatherFillsAtMostWhatFits()
    {
        Outbox outbox;
        for (int i = 0; i < 100; ++i)
            (void)outbox.push({"a##b", 1}, MessageId(0x3030 + i), true, {100'000});
        for (size_t room = 3; room < 20; ++room) {
            std::vector<QByteArrayView> pieces(room);
            const size_t count = outbox.gather(pieces);
            QVERIFY(count > 0 && count <= room);
        }
    }

    void limits()
    {
        Outbox outbox;
        constexpr OutboxLimits limits{1'000};
        // With nothing waiting any single frame is taken.
        QCOMPARE(outbox.push(plain(5'000), 0, false, limits), Result::Queued);
        QCOMPARE(outbox.push(plain(1), 0, false, limits), Result::Dropped);
        QCOMPARE(outbox.push(plain(1), 0, true, limits), Result::TooSlow);
        QCOMPARE(outbox.bytes(), 5'000);
        QCOMPARE(outbox.cost(), 5'000 + Overhead);
        outbox.consume(5'000);
        QCOMPARE(outbox.cost(), 0);

        // What waits counts with its overhead, what comes does not.
        QCOMPARE(outbox.push(plain(500), 0, false, limits), Result::Queued);
        QCOMPARE(outbox.push(plain(501 - Overhead), 0, false, limits), Result::Dropped);
        QCOMPARE(outbox.push(plain(500 - Overhead), 0, false, limits), Result::Queued);
        QCOMPARE(outbox.cost(), 1'000 + Overhead);
        QCOMPARE(outbox.push(plain(1), 0, false, limits), Result::Dropped);
        QCOMPARE(outbox.push(plain(1'001 - Overhead), 0, true, limits), Result::TooSlow);
        QCOMPARE(outbox.push(plain(1'000 - Overhead), 0, true, limits), Result::Queued);
        QCOMPARE(outbox.push(plain(1), 0, true, limits), Result::TooSlow);
        QCOMPARE(outbox.push(plain(1), 0, false, limits), Result::Dropped);
        const qsizetype before = outbox.bytes();
        // Control frames go whatever waits.
        outbox.pushBytes("ping");
        QCOMPARE(outbox.bytes(), before + 4);
        // What was sent makes room again, also in the middle of an entry.
        const qsizetype waiting = 1'000 - 2 * Overhead - 1;
        outbox.consume(outbox.bytes() - waiting);
        QCOMPARE(outbox.cost(), 999);
        QCOMPARE(outbox.push(plain(1), 0, false, limits), Result::Queued);
        QCOMPARE(outbox.push(plain(1), 0, false, limits), Result::Dropped);
    }

    void smallPiecesShareAnEntry()
    {
        Outbox outbox;
        QByteArray expected;
        for (int i = 0; i < 10'000; ++i) {
            const QByteArray pong = QByteArray("\x8a\x01", 2) + char('a' + i % 26);
            outbox.pushBytes(pong);
            expected += pong;
            if (i % 7 == 0) {
                outbox.consume(1);
                expected.remove(0, 1);
            }
        }
        QCOMPARE(peek(outbox), expected);
        QVERIFY(outbox.cost() < expected.size() + expected.size() / 32);
        // A frame that others share is not added to.
        const QByteArray shared = "frame";
        (void)outbox.push({shared, -1}, 0, true, {1'000'000});
        outbox.pushBytes("pong");
        QCOMPARE(shared, QByteArray("frame"));
        QCOMPARE(peek(outbox), expected + "framepong");
    }

    void discardKeepsWhatIsHalfSent()
    {
        Outbox outbox;
        (void)outbox.push({"aa##bb", 2}, 0x0102, true, Limits);
        (void)outbox.push({"next", -1}, 0, true, Limits);
        outbox.pushBytes("pong");

        // In the middle of the id.
        outbox.consume(3);
        outbox.discardUnsent();
        QCOMPARE(outbox.bytes(), 3);
        QCOMPARE(peek(outbox),
                 QByteArray("\x02"
                            "bb"));
        outbox.pushBytes("close");
        QCOMPARE(peek(outbox),
                 QByteArray("\x02"
                            "bbclose"));
        outbox.consume(1);
        QCOMPARE(peek(outbox), QByteArray("bbclose"));
        outbox.consume(7);
        QVERIFY(outbox.isEmpty());
        QCOMPARE(peek(outbox), QByteArray());

        // Between two frames nothing is half sent.
        (void)outbox.push(plain(4, 'a'), 0, true, Limits);
        (void)outbox.push(plain(4, 'b'), 0, true, Limits);
        outbox.consume(4);
        outbox.discardUnsent();
        QVERIFY(outbox.isEmpty());
        outbox.pushBytes("close");
        QCOMPARE(peek(outbox), QByteArray("close"));

        // Twice is as once.
        outbox.consume(1);
        (void)outbox.push(plain(4, 'c'), 0, true, Limits);
        outbox.discardUnsent();
        outbox.discardUnsent();
        QCOMPARE(peek(outbox), QByteArray("lose"));
    }

    void clear()
    {
        Outbox outbox;
        (void)outbox.push({"aa##bb", 2}, 0x0102, true, Limits);
        outbox.consume(3);
        outbox.clear();
        QVERIFY(outbox.isEmpty());
        (void)outbox.push({"cc", -1}, 0, true, Limits);
        QCOMPARE(peek(outbox), QByteArray("cc"));
    }

    void memoryIsGivenBack()
    {
        Outbox outbox;
        const QByteArray bytes(10, 'x');
        for (int i = 0; i < 5; ++i)
            (void)outbox.push({bytes, -1}, 0, true, Limits);
        QVERIFY(!bytes.isDetached());
        outbox.consume(45); // four and a half: what is sent is not held any more
        QVERIFY(!bytes.isDetached());
        outbox.consume(5);
        QVERIFY(bytes.isDetached());

        (void)outbox.push({bytes, -1}, 0, true, Limits);
        outbox.discardUnsent();
        QVERIFY(bytes.isDetached());
        (void)outbox.push({bytes, -1}, 0, true, Limits);
        outbox.clear();
        QVERIFY(bytes.isDetached());

        // A refused frame is not held either.
        (void)outbox.push(plain(10'000), 0, true, Limits);
        QCOMPARE(outbox.push({bytes, -1}, 0, false, Limits), Result::Dropped);
        QVERIFY(bytes.isDetached());
    }

    void randomTraffic()
    {
        for (quint32 seed = 1; seed <= 200; ++seed) {
            std::mt19937 random(seed);
            Outbox outbox;
            const OutboxLimits limits{qsizetype(500 + random() % 3'000)};
            QByteArray expected; // what must come out from here on
            QList<qsizetype> borders; // where, in it, the entries end
            QList<qsizetype> owns; // how large each is when more can be added to it; else 0
            for (int step = 0; step < 2'000; ++step) {
                switch (random() % 20) {
                default: { // push
                    QByteArray bytes(qsizetype(random() % 60) + 2, '\0');
                    for (char &byte : bytes)
                        byte = char(random());
                    const qsizetype offset =
                        random() % 2 ? qsizetype(random() % size_t(bytes.size() - 1)) : -1;
                    const auto id = MessageId(random());
                    const bool essential = random() % 2;
                    const qsizetype after =
                        expected.size() + borders.size() * Overhead + bytes.size();
                    const bool over = !expected.isEmpty() && after > limits.maxBacklog;
                    const auto result = outbox.push({bytes, offset}, id, essential, limits);
                    QCOMPARE(result,
                             !over                               ? Result::Queued
                                 : !essential                    ? Result::Dropped
                                 : after > 2 * limits.maxBacklog ? Result::TooSlow
                                                                 : Result::Queued);
                    if (result != Result::Queued)
                        break;
                    if (offset >= 0) {
                        bytes[offset] = char(id >> 8);
                        bytes[offset + 1] = char(id & 0xff);
                    }
                    expected += bytes;
                    borders.append(expected.size());
                    owns.append(0);
                    break;
                }
                case 0: {
                    const QByteArray bytes(qsizetype(random() % 30) + 1, char(random()));
                    outbox.pushBytes(bytes);
                    expected += bytes;
                    if (owns.value(owns.size() - 1) > 0 && owns.last() + bytes.size() <= 4'096) {
                        borders.last() = expected.size();
                        owns.last() += bytes.size();
                    } else {
                        borders.append(expected.size());
                        owns.append(bytes.size());
                    }
                    break;
                }
                case 1:
                    if (random() % 10 == 0) {
                        outbox.discardUnsent();
                        // Borders before the start have gone: at 0 a frame begins.
                        const bool half =
                            borders.value(0) != 0 && !expected.isEmpty() && !m_atBorder;
                        const qsizetype keep = half ? borders.value(0) : 0;
                        expected.truncate(keep);
                        borders = keep > 0 ? QList<qsizetype>{keep} : QList<qsizetype>();
                        owns.resize(borders.size());
                    }
                    break;
                case 2:
                case 3:
                case 4:
                case 5: { // send a part
                    std::vector<QByteArrayView> pieces(3 + random() % 64);
                    const size_t count = outbox.gather(pieces);
                    QByteArray joined;
                    for (size_t i = 0; i < count; ++i)
                        joined.append(pieces[i]);
                    QCOMPARE(joined, expected.first(joined.size()));
                    QCOMPARE(joined.isEmpty(), expected.isEmpty());
                    const qsizetype sent =
                        joined.isEmpty() ? 0 : qsizetype(random() % size_t(joined.size() + 1));
                    outbox.consume(sent);
                    expected.remove(0, sent);
                    for (qsizetype &border : borders)
                        border -= sent;
                    if (sent > 0)
                        m_atBorder = borders.contains(0);
                    owns.remove(0, borders.removeIf([](qsizetype border) { return border <= 0; }));
                    break;
                }
                }
                if (expected.isEmpty())
                    m_atBorder = true;
                QCOMPARE(outbox.bytes(), expected.size());
                QCOMPARE(outbox.isEmpty(), expected.isEmpty());
            }
            QCOMPARE(peek(outbox), expected);
            m_atBorder = true;
        }
    }

private:
    bool m_atBorder = true; ///< the first byte that waits begins a frame
};

QTEST_APPLESS_MAIN(TestOutbox)
#include "tst_outbox.moc"
