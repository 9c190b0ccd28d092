// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/frameguard.h"

#include <QRandomGenerator>
#include <QTest>
#include <QtEndian>

using namespace Rainbow;

namespace {

constexpr qsizetype MaxPayload = 70'000;

enum class Mask { Yes, No };

/// A frame with that much payload; only its header means anything here.
QByteArray frame(quint64 size, Mask mask = Mask::Yes, qint64 payloadBytes = -1)
{
    QByteArray bytes("\x82", 1);
    const char bit = mask == Mask::Yes ? char(0x80) : char(0);
    if (size < 126) {
        bytes.append(char(bit | char(size)));
    } else if (size <= 0xffff) {
        bytes.append(char(bit | 126)).append(2, '\0');
        qToBigEndian<quint16>(quint16(size), bytes.data() + 2);
    } else {
        bytes.append(char(bit | 127)).append(8, '\0');
        qToBigEndian<quint64>(size, bytes.data() + 2);
    }
    if (mask == Mask::Yes)
        bytes.append("mask");
    return bytes.append(payloadBytes < 0 ? qsizetype(size) : qsizetype(payloadBytes), 'x');
}

struct Outcome {
    QByteArray whole; ///< the frames that may be passed on
    quint16 code = 0;

    friend bool operator==(const Outcome &, const Outcome &) = default;
};

/// Feeds stream in pieces of the lengths that next gives.
template <typename Next>
Outcome feed(const QByteArray &stream, Next next)
{
    FrameGuard guard(MaxPayload);
    Outcome outcome;
    qsizetype whole = 0;
    for (qsizetype at = 0; at < stream.size();) {
        const qsizetype size = std::min<qsizetype>(next(), stream.size() - at);
        const FrameGuard::Scan scan = guard.scan(QByteArrayView(stream).sliced(at, size));
        if (scan.complete >= 0)
            whole = at + scan.complete;
        if (scan.violation) {
            outcome.code = scan.violation->code;
            break;
        }
        at += size;
    }
    outcome.whole = stream.first(whole);
    return outcome;
}

Outcome feedWhole(const QByteArray &stream)
{
    return feed(stream, [&stream] { return stream.size(); });
}

} // namespace

class TestFrameGuard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySizeWithinTheLimitPasses()
    {
        for (const quint64 size : {0, 1, 125, 126, 127, 65'535, 65'536, 70'000}) {
            const QByteArray stream = frame(size) + frame(3);
            QCOMPARE(feedWhole(stream), (Outcome{stream, 0}));
            QCOMPARE(feed(stream, [] { return 1; }), (Outcome{stream, 0}));
        }
    }

    void refused_data()
    {
        QTest::addColumn<QByteArray>("bad");
        QTest::addColumn<int>("code");
        QTest::newRow("no mask, empty") << frame(0, Mask::No) << 1002;
        QTest::newRow("no mask, small") << frame(5, Mask::No) << 1002;
        QTest::newRow("no mask, 16 bits") << frame(300, Mask::No) << 1002;
        QTest::newRow("no mask, 64 bits") << frame(66'000, Mask::No) << 1002;
        QTest::newRow("one too many") << frame(70'001, Mask::Yes, 0) << 1009;
        QTest::newRow("2 GiB") << frame(quint64(1) << 31, Mask::Yes, 0) << 1009;
        QTest::newRow("all bits") << frame(~quint64(0), Mask::Yes, 0) << 1009;
    }

    void refused()
    {
        QFETCH(QByteArray, bad);
        QFETCH(int, code);
        const QByteArray good = frame(7) + frame(200);
        QCOMPARE(feedWhole(good + bad), (Outcome{good, quint16(code)}));
        QCOMPARE(feed(good + bad, [] { return 1; }), (Outcome{good, quint16(code)}));
    }

    void halfAFrameIsHeldBack()
    {
        const QByteArray good = frame(300);
        const QByteArray next = frame(0) + frame(2'000);
        for (qsizetype size = 1; size < next.size(); ++size) {
            const QByteArray whole = size < 6 ? good : good + next.first(6);
            QCOMPARE(feedWhole(good + next.first(size)), (Outcome{whole, 0}));
        }
    }

    void anyCutGivesTheSame()
    {
        QRandomGenerator random(7);
        for (int round = 0; round < 2'000; ++round) {
            QByteArray stream;
            const int frames = int(random.bounded(1, 12));
            for (int i = 0; i < frames; ++i)
                stream += frame(random.bounded(400u), random.bounded(40) ? Mask::Yes : Mask::No);
            const Outcome whole = feedWhole(stream);
            const Outcome cut = feed(stream, [&random] { return random.bounded(1, 90); });
            QCOMPARE(cut, whole);
        }
    }
};

QTEST_APPLESS_MAIN(TestFrameGuard)
#include "tst_frameguard.moc"
