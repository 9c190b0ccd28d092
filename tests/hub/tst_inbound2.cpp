// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/inbound.h"

#include <QTest>

using namespace Rainbow;

namespace {

using What = Inbound::Taken::What;
using Kind = Inbound::Request::Kind;

constexpr Inbound::Limits Wide{1'000, 1024 * 1024};

} // namespace

/// What clients of rainbow.2 want done: their ids are their own until they are told, and there is
/// more than messages to the business server.
class TestInbound2 : public QObject {
    Q_OBJECT

    Inbound m_inbound{Inbound::IdPolicy::Refuse};

    What send(QoS qos, MessageId id, const QByteArray &payload, bool dup = false)
    {
        return m_inbound.onSend({1, qos, dup, id, payload}, Wide).what;
    }
    What publish(QoS qos, MessageId id, const QByteArray &payload, bool dup = false)
    {
        return m_inbound.onPublish({{1, qos, dup, id, payload}, ChannelName("c")}, Wide).what;
    }
    What subscribe(MessageId id, bool join = true, bool dup = false)
    {
        return m_inbound.onSubscribe({join, dup, id, {ChannelName("a"), ChannelName("bc")}}, Wide)
            .what;
    }
    quint64 next(int concurrency = 1)
    {
        const auto request = m_inbound.next(concurrency);
        return request ? request->number : 0;
    }

private Q_SLOTS:
    void init() { m_inbound = Inbound(Inbound::IdPolicy::Refuse); }

    void requestsCarryEverything()
    {
        (void)publish(QoS::ExactlyOnce, 5, "payload");
        (void)subscribe(6);
        (void)subscribe(7, false);
        auto request = m_inbound.next(1);
        QCOMPARE(request->kind, Kind::Publish);
        QCOMPARE(request->number, quint64(1));
        QCOMPARE(request->qos, QoS::ExactlyOnce);
        QCOMPARE(request->type, quint16(1));
        QCOMPARE(request->channel, ChannelName("c"));
        QCOMPARE(request->payload, QByteArray("payload"));
        QCOMPARE(m_inbound.underWay(1)->payload, QByteArray("payload"));
        QVERIFY(!m_inbound.underWay(2));
        QCOMPARE(m_inbound.onForwarded(1, true, {})->kind, AnswerKind::Rec);
        QVERIFY(!m_inbound.underWay(1));

        request = m_inbound.next(1);
        QCOMPARE(request->kind, Kind::Subscribe);
        QCOMPARE(request->channels.size(), 2);
        QCOMPARE(m_inbound.underWay(2)->channels.size(), 2);
        const auto reply = m_inbound.onForwarded(2, true, {});
        QCOMPARE(reply->kind, AnswerKind::Ack);
        QCOMPARE(reply->id, MessageId(6));
        QCOMPARE(m_inbound.next(1)->kind, Kind::Unsubscribe);
    }

    void messagesToTheBusinessServerAreNotKept()
    {
        (void)send(QoS::AtLeastOnce, 1, QByteArray(1'000, 'x'));
        QCOMPARE(m_inbound.heldBytes(), qint64(1'000));
        QCOMPARE(next(), quint64(1));
        QCOMPARE(m_inbound.heldBytes(), qint64(0));
        QVERIFY(!m_inbound.underWay(1));
    }

    void bytesOfChannelsCount()
    {
        (void)subscribe(1);
        QCOMPARE(m_inbound.queuedBytes(), qint64(3 + 2 * Inbound::ChannelOverhead));
        (void)next();
        QCOMPARE(m_inbound.queuedBytes(), qint64(0));
    }

    void subscriptionsOneAtATime()
    {
        (void)subscribe(1);
        (void)send(QoS::AtLeastOnce, 2, "x");
        (void)subscribe(3, false);
        (void)send(QoS::AtLeastOnce, 4, "x");
        QCOMPARE(next(9), quint64(1));
        QCOMPARE(next(9), quint64(2));
        QCOMPARE(next(9), quint64(0)); // and nobody overtakes it
        (void)m_inbound.onForwarded(1, true, {});
        QCOMPARE(next(9), quint64(3));
        QCOMPARE(next(9), quint64(4));
    }

    void idsInUse_data()
    {
        QTest::addColumn<int>("first");
        QTest::addColumn<int>("second");
        for (int first = 0; first < 5; ++first) {
            for (int second = 0; second < 5; ++second)
                QTest::addRow("%d then %d", first, second) << first << second;
        }
    }

    void idsInUse()
    {
        QFETCH(int, first);
        QFETCH(int, second);
        const auto take = [this](int kind, MessageId id) {
            switch (kind) {
            case 0:
                return send(QoS::AtLeastOnce, id, "x");
            case 1:
                return send(QoS::ExactlyOnce, id, "x");
            case 2:
                return publish(QoS::AtLeastOnce, id, "x");
            case 3:
                return publish(QoS::ExactlyOnce, id, "x");
            default:
                return subscribe(id);
            }
        };
        QCOMPARE(take(first, 5), What::Queued);
        QCOMPARE(take(second, 5), What::IdInUse);
        QCOMPARE(next(), quint64(1));
        QCOMPARE(take(second, 5), What::IdInUse);
        (void)m_inbound.onForwarded(1, true, {});
        const bool isExactlyOnce = first == 1 || first == 3;
        QCOMPARE(take(second, 5), isExactlyOnce ? What::IdInUse : What::Queued);
        if (isExactlyOnce) {
            m_inbound.onRel(5);
            QCOMPARE(take(second, 5), What::Queued);
        }
        QCOMPARE(next(), quint64(2));
        // Messages of QoS 0 have no id.
        QCOMPARE(send(QoS::AtMostOnce, 5, "x"), What::Queued);
    }

    void repeatsWait()
    {
        for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            (void)send(qos, 5, "x");
            QCOMPARE(send(qos, 5, "x", true), What::Waits);
            const quint64 number = next();
            QCOMPARE(send(qos, 5, "x", true), What::Waits);
            (void)m_inbound.onForwarded(number, true, "answer");
            QCOMPARE(send(qos, 5, "x", true),
                     qos == QoS::AtLeastOnce ? What::Queued : What::AnswerAgain);
            (void)m_inbound.dropQueue();
            m_inbound.onRel(5);
        }
    }

    void failures()
    {
        for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            (void)send(qos, 5, "x");
            const quint64 number = next();
            QCOMPARE(*m_inbound.onFailed(number, true), MessageId(5));
            QVERIFY(!m_inbound.onFailed(number, true));
            QCOMPARE(send(qos, 5, "x", true), What::Queued);
            QCOMPARE(next(), number); // the same
            QCOMPARE(*m_inbound.onFailed(number, false), MessageId(5));
            QCOMPARE(send(qos, 5, "y"), What::Queued);
            const quint64 other = next();
            QVERIFY(other != number);
            QCOMPARE(*m_inbound.onFailed(other, false), MessageId(5));
        }
        (void)send(QoS::AtMostOnce, 0, "x");
        QVERIFY(!m_inbound.onFailed(next(), true));
        QVERIFY(!m_inbound.onFailed(999, true));
        QCOMPARE(m_inbound.running(), 0);
    }

    void whatIsDroppedMayComeAgain()
    {
        (void)send(QoS::ExactlyOnce, 1, "under way");
        (void)next();
        (void)send(QoS::ExactlyOnce, 2, "waits");
        (void)send(QoS::AtLeastOnce, 3, "waits");
        const auto dropped = m_inbound.dropQueue();
        QCOMPARE(dropped.size(), 2);
        QCOMPARE(dropped[0].id, MessageId(2));
        QCOMPARE(m_inbound.queuedBytes(), qint64(0));
        QCOMPARE(send(QoS::ExactlyOnce, 1, "under way", true), What::Waits);
        QCOMPARE(send(QoS::ExactlyOnce, 2, "waits", true), What::Queued);
        QCOMPARE(send(QoS::AtLeastOnce, 3, "waits", true), What::Queued);
        QCOMPARE(next(9), dropped[0].number);
        QCOMPARE(next(9), dropped[1].number);
    }

    void originalClientsReuseIds()
    {
        m_inbound = Inbound();
        for (const QoS qos : {QoS::AtLeastOnce, QoS::ExactlyOnce}) {
            QCOMPARE(send(qos, 5, "x"), What::Queued);
            QCOMPARE(send(qos, 5, "y"), What::Queued);
        }
        // And a repeat is forwarded again while its first copy is under way.
        (void)m_inbound.dropQueue();
        (void)send(QoS::AtLeastOnce, 6, "x");
        (void)next();
        QCOMPARE(send(QoS::AtLeastOnce, 6, "x", true), What::Queued);
    }
};

QTEST_APPLESS_MAIN(TestInbound2)
#include "tst_inbound2.moc"
