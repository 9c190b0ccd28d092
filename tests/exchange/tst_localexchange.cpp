// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "exchangemember.h"

#include <QTest>

#include <semaphore>

using namespace Rainbow;

namespace {

Publication publication(HubId origin, quint64 number)
{
    Publication publication;
    publication.id = {origin, number};
    publication.payload = "payload";
    return publication;
}

QList<quint64> upTo(quint64 last)
{
    QList<quint64> numbers;
    for (quint64 i = 1; i <= last; ++i)
        numbers.append(i);
    return numbers;
}

} // namespace

class TestLocalExchange : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void oneHub()
    {
        LocalExchange exchange(1);
        Member member(exchange, 0);
        member.join();
        QCOMPARE(member.peers().hubCount(), 1);
        member.run([&] {
            member.peers().dispatch(publication(0, 1));
            member.peers().dispatch(Order{{0, 2}, Order::Kind::Survey, {}, {}, false});
            Receipt receipt;
            receipt.id = {0, 3};
            member.peers().dispatch(receipt);
            // Never from within the call.
            QCOMPARE(member.count(), 0);
        });
        QTRY_COMPARE(member.count(), 3);
        const QByteArrayList expected{"P0 1", "O0 2", "R0 3"};
        QCOMPARE(member.items(), expected);
        member.leave();
    }

    void everyHubOnceReceiptsToTheirOrigin()
    {
        LocalExchange exchange(3);
        Member a(exchange, 0), b(exchange, 1), c(exchange, 2);
        for (Member *member : {&a, &b, &c})
            member->join();
        QCOMPARE(a.peers().hubCount(), 3);
        b.run([&] {
            b.peers().dispatch(publication(1, 1));
            Receipt receipt;
            receipt.id = {2, 9};
            b.peers().dispatch(receipt);
            b.peers().dispatch(Order{{1, 2}, Order::Kind::Survey, {}, {}, false});
        });
        QTRY_COMPARE(a.count() + b.count() + c.count(), 7);
        const QByteArrayList toAll{"P1 1", "O1 2"};
        QCOMPARE(a.items(), toAll);
        QCOMPARE(b.items(), toAll);
        const QByteArrayList toC{"P1 1", "R2 9", "O1 2"};
        QCOMPARE(c.items(), toC);
        for (Member *member : {&a, &b, &c})
            member->leave();
    }

    void valuesArriveWhole()
    {
        LocalExchange exchange(2);
        Member a(exchange, 0), b(exchange, 1);
        const QByteArray payload(100'000, 'x');
        std::atomic<bool> same = false;
        b.onTake = [&](const Publication &p) {
            same = p.payload.constData() == payload.constData() && p.channel == ChannelName("c")
                && p.type == 300 && p.qos == QoS::ExactlyOnce && p.wantsReceipt
                && p.deadline == TimePoint(std::chrono::seconds(5));
        };
        a.join();
        b.join();
        a.run([&] {
            a.peers().dispatch(Publication{{0, 1},
                                           ChannelName("c"),
                                           300,
                                           QoS::ExactlyOnce,
                                           payload,
                                           TimePoint(std::chrono::seconds(5)),
                                           true});
        });
        QTRY_COMPARE(b.count(), 1);
        QVERIFY(same); // the payload shared, not copied
        a.leave();
        b.leave();
    }

    void stormKeepsOrder()
    {
        constexpr int Hubs = 4;
        constexpr int Each = 5'000;
        LocalExchange exchange(Hubs);
        std::vector<std::unique_ptr<Member>> members;
        for (HubId id = 0; id < Hubs; ++id)
            members.push_back(std::make_unique<Member>(exchange, id));
        for (const auto &member : members)
            member->join();
        for (HubId id = 0; id < Hubs; ++id) {
            Member &member = *members[id];
            member.runLater([&member, id] {
                for (quint64 i = 1; i <= Each; ++i)
                    member.peers().dispatch(publication(id, i));
            });
        }
        for (const auto &member : members)
            QTRY_COMPARE_WITH_TIMEOUT(member->count(), Hubs * Each, 60'000);
        for (const auto &member : members) {
            for (int origin = 0; origin < Hubs; ++origin)
                QCOMPARE(member->numbers("P" + QByteArray::number(origin)), upTo(Each));
            member->leave();
        }
    }

    void answersWhileTaking()
    {
        // A publication makes each hub send a receipt from within take().
        LocalExchange exchange(3);
        std::vector<std::unique_ptr<Member>> members;
        for (HubId id = 0; id < 3; ++id) {
            members.push_back(std::make_unique<Member>(exchange, id));
            Member *member = members.back().get();
            member->onTake = [member](const Publication &p) {
                Receipt receipt;
                receipt.id = p.id;
                member->peers().dispatch(receipt);
            };
        }
        for (const auto &member : members)
            member->join();
        constexpr int Each = 1'000;
        for (HubId id = 0; id < 3; ++id) {
            Member &member = *members[id];
            member.runLater([&member, id] {
                for (quint64 i = 1; i <= Each; ++i)
                    member.peers().dispatch(publication(id, i));
            });
        }
        for (const auto &member : members)
            QTRY_COMPARE_WITH_TIMEOUT(member->count(), 6 * Each, 60'000);
        for (HubId id = 0; id < 3; ++id) {
            QList<quint64> receipts = members[id]->numbers("R" + QByteArray::number(id));
            QCOMPARE(receipts.size(), 3 * Each);
            std::sort(receipts.begin(), receipts.end());
            for (int i = 0; i < 3 * Each; ++i)
                QCOMPARE(receipts[i], quint64(i / 3 + 1));
        }
        for (const auto &member : members)
            member->leave();
    }

    void queuesBesideTheHubs()
    {
        LocalExchange exchange(3);
        Member a(exchange, 0), b(exchange, 1), c(exchange, 2);
        for (Member *member : {&a, &b, &c})
            member->join();
        const QByteArray payload(100'000, 'x');
        std::atomic<bool> same = false;
        c.onItem = [&](const QueueItem &item) {
            if (const auto *hand = std::get_if<QueueHand>(&item)) {
                const QueueMessage &message = hand->message;
                same = hand->from == 1 && hand->consumer == Identity("worker")
                    && message.topic == "orders" && message.identity == Identity("x")
                    && message.type == 300 && message.qos == QoS::ExactlyOnce
                    && message.mid == "x-1"
                    && message.payload.constData() == payload.constData(); // shared
            }
        };
        b.run([&] {
            QCOMPARE(b.lanes().laneCount(), 3);
            b.lanes().toOthers(QueueAnswer{1, Identity("worker"), "1", {}});
            b.lanes().dispatch(
                2,
                QueueHand{1,
                          Identity("worker"),
                          {"orders", Identity("x"), 300, QoS::ExactlyOnce, "x-1", payload}});
            // One way for all: what the hub says in between stays in between.
            b.peers().dispatch(publication(1, 7));
            b.lanes().dispatch(2, QueueAnswer{1, Identity("worker"), "2", {}});
            b.lanes().dispatch(1, QueueAnswer{1, Identity("worker"), "3", {}});
            QCOMPARE(b.count(), 0); // never from within the call
        });
        QTRY_COMPARE(a.count() + b.count() + c.count(), 2 + 2 + 4);
        const QByteArrayList atA{"Q1 1", "P1 7"};
        QCOMPARE(a.items(), atA);
        const QByteArrayList atB{"P1 7", "Q1 3"};
        QCOMPARE(b.items(), atB);
        const QByteArrayList atC{"Q1 1", "Q0 0", "P1 7", "Q1 2"};
        QCOMPARE(c.items(), atC);
        QVERIFY(same);
        c.leave();
        b.run([&] { b.lanes().toOthers(QueueAnswer{1, Identity("worker"), "4", {}}); });
        QTRY_COMPARE(a.count(), 3);
        c.run([] {});
        QCOMPARE(c.count(), 4);
        a.leave();
        b.leave();
    }

    void notJoinedGetsNothing()
    {
        LocalExchange exchange(2);
        Member a(exchange, 0), b(exchange, 1);
        a.join();
        a.run([&] { a.peers().dispatch(publication(0, 1)); });
        QTRY_COMPARE(a.count(), 1);
        b.join();
        a.run([&] { a.peers().dispatch(publication(0, 2)); });
        QTRY_COMPARE(b.count(), 1);
        QCOMPARE(b.items(), QByteArrayList{"P0 2"});
        a.leave();
        b.leave();
    }

    void nothingAfterLeave()
    {
        LocalExchange exchange(2);
        Member a(exchange, 0), b(exchange, 1);
        a.join();
        b.join();
        b.run([&] {
            // What waits when it leaves is thrown away too.
            b.peers().dispatch(publication(1, 1));
            exchange.leave(1);
        });
        QTRY_COMPARE(a.count(), 1);
        a.run([&] { a.peers().dispatch(publication(0, 2)); });
        QTRY_COMPARE(a.count(), 2);
        b.run([] {}); // its loop has come round
        QCOMPARE(b.count(), 0);
        // And back again.
        b.join();
        a.run([&] { a.peers().dispatch(publication(0, 3)); });
        QTRY_COMPARE(b.count(), 1);
        QCOMPARE(b.items(), QByteArrayList{"P0 3"});
        a.leave();
        b.leave();
    }

    void nothingAfterLeaveWithinTake()
    {
        LocalExchange exchange(2);
        Member a(exchange, 0), b(exchange, 1);
        b.onTake = [&exchange](const Publication &) { exchange.leave(1); };
        a.join();
        b.join();
        std::binary_semaphore held(0);
        b.runLater([&held] { held.acquire(); });
        a.run([&] {
            for (quint64 i = 1; i <= 3; ++i)
                a.peers().dispatch(publication(0, i));
        });
        held.release();
        QTRY_COMPARE(a.count(), 3);
        QTRY_VERIFY(b.count() > 0);
        b.run([] {});
        QCOMPARE(b.items(), QByteArrayList{"P0 1"});
        a.leave();
    }

    void joinAndLeaveWhileOthersPost()
    {
        LocalExchange exchange(3);
        Member a(exchange, 0), b(exchange, 1), guest(exchange, 2);
        a.join();
        b.join();
        std::atomic<bool> stop = false;
        std::atomic<int> posted = 0;
        for (Member *member : {&a, &b}) {
            member->runLater([member, &stop, &posted, id = HubId(member == &b)] {
                for (quint64 i = 1; !stop; ++i) {
                    member->peers().dispatch(publication(id, i));
                    ++posted;
                    std::this_thread::yield();
                }
            });
        }
        for (int i = 0; i < 200; ++i) {
            guest.join();
            guest.leave();
            const int before = guest.count();
            guest.run([] {});
            QCOMPARE(guest.count(), before);
        }
        QTRY_VERIFY(posted > 1'000);
        stop = true;
        QTRY_COMPARE_WITH_TIMEOUT(a.count(), posted.load(), 60'000);
        QTRY_COMPARE_WITH_TIMEOUT(b.count(), posted.load(), 60'000);
        // What the guest saw is in order, without repeats.
        for (const QByteArray &origin : {QByteArray("P0"), QByteArray("P1")}) {
            const QList<quint64> numbers = guest.numbers(origin);
            for (qsizetype i = 1; i < numbers.size(); ++i)
                QVERIFY(numbers[i] > numbers[i - 1]);
        }
        a.leave();
        b.leave();
    }

    void oneWakeUpForABurst()
    {
        LocalExchange exchange(1);
        Member member(exchange, 0);
        member.join();
        // What gathers before the hub comes round is taken without the loop turning in between.
        std::atomic<int> turns = 0;
        std::atomic<int> turnsAtLast = -1;
        member.onTake = [&](const Publication &p) {
            if (p.id.number == 100)
                turnsAtLast = turns.load();
        };
        member.run([&] {
            for (quint64 i = 1; i <= 100; ++i) {
                member.peers().dispatch(publication(0, i));
                if (i == 1)
                    member.runLater([&turns] { ++turns; });
            }
        });
        QTRY_COMPARE(member.count(), 100);
        QTRY_COMPARE(turns.load(), 1);
        QCOMPARE(turnsAtLast.load(), 0);
        member.leave();
    }
};

QTEST_GUILESS_MAIN(TestLocalExchange)
#include "tst_localexchange.moc"
