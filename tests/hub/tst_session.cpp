// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/session.h"

#include "hubfakes.h"

#include <QTest>

#include <random>
#include <set>

using namespace Rainbow;
using namespace std::chrono_literals;

class TestSession : public QObject {
    Q_OBJECT

    TimePoint m_now = Start;
    HubSettings m_settings;
    FakeEncoder m_encoder;

    std::unique_ptr<Session> make(FakeLink &link)
    {
        return std::make_unique<Session>(SessionInfo{Identity("i"), "ios", "d", "a"}, link,
                                         m_encoder);
    }

private Q_SLOTS:
    void init() { m_now = Start; }

    // --- channels

    void joinAndLeave()
    {
        FakeLink link(m_now);
        auto a = make(link);
        auto b = make(link);
        Channel channel(ChannelName("c"));
        QVERIFY(channel.isEmpty());
        a->join(channel);
        a->join(channel);
        QCOMPARE(channel.members().size(), size_t(1));
        QCOMPARE(a->channelCount(), 1);
        QVERIFY(a->isIn(channel));
        QVERIFY(!b->isIn(channel));
        b->leave(channel); // not a member
        QCOMPARE(channel.members().size(), size_t(1));
        b->join(channel);
        a->leave(channel);
        QCOMPARE(channel.members().size(), size_t(1));
        QCOMPARE(channel.members()[0], b.get());
        b->leave(channel);
        b->leave(channel);
        QVERIFY(channel.isEmpty());
        QCOMPARE(b->channelCount(), 0);
    }

    void endLeavesAll()
    {
        FakeLink link(m_now);
        Channel one(ChannelName("1"));
        Channel two(ChannelName("2"));
        auto a = make(link);
        auto b = make(link);
        for (Session *session : {a.get(), b.get()}) {
            session->join(one);
            session->join(two);
        }
        a.reset();
        QCOMPARE(one.members().size(), size_t(1));
        QCOMPARE(two.members()[0], b.get());
        b.reset();
        QVERIFY(one.isEmpty());
        QVERIFY(two.isEmpty());
    }

    void randomMemberships()
    {
        std::mt19937 random(7);
        FakeLink link(m_now);
        std::vector<std::unique_ptr<Channel>> channels;
        for (int i = 0; i < 12; ++i)
            channels.push_back(std::make_unique<Channel>(ChannelName(QByteArray::number(i))));
        std::vector<std::unique_ptr<Session>> sessions(20);
        std::set<std::pair<Session *, Channel *>> model;
        for (int step = 0; step < 20'000; ++step) {
            auto &session = sessions[random() % sessions.size()];
            Channel *channel = channels[random() % channels.size()].get();
            if (!session) {
                session = make(link);
            } else if (random() % 50 == 0) {
                std::erase_if(model, [&](const auto &pair) { return pair.first == session.get(); });
                session.reset();
            } else if (random() % 2) {
                session->join(*channel);
                model.emplace(session.get(), channel);
            } else {
                session->leave(*channel);
                model.erase({session.get(), channel});
            }
            if (step % 50 != 0)
                continue;
            std::set<std::pair<Session *, Channel *>> byChannel;
            size_t members = 0;
            for (const auto &one : channels) {
                for (Session *member : one->members())
                    byChannel.emplace(member, one.get());
                members += one->members().size();
            }
            QVERIFY(byChannel == model);
            QCOMPARE(members, model.size()); // nobody twice
            std::set<std::pair<Session *, Channel *>> bySession;
            for (const auto &one : sessions) {
                if (!one)
                    continue;
                QCOMPARE(size_t(one->channelCount()), one->channels().size());
                for (Channel *joined : one->channels()) {
                    QVERIFY(one->isIn(*joined));
                    bySession.emplace(one.get(), joined);
                }
            }
            QVERIFY(bySession == model);
        }
    }

    // --- heartbeat: ping after 25 s of silence, lost 10 s later

    void silentClientIsPingedThenLost()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        QVERIFY(session->nextDue(m_settings) == Start + 25s);
        QCOMPARE(session->beat(Start + 24'999ms, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 0);
        QCOMPARE(session->beat(Start + 25s, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        QVERIFY(session->nextDue(m_settings) == Start + 35s);
        QCOMPARE(session->beat(Start + 34'999ms, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        QCOMPARE(session->beat(Start + 35s, m_settings, false), Session::Pulse::Lost);
    }

    void anyByteIsASignOfLife()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        (void)session->beat(Start + 25s, m_settings, false);
        link.heard = Start + 34s;
        QVERIFY(session->nextDue(m_settings) == Start + 59s);
        QCOMPARE(session->beat(Start + 40s, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(session->beat(Start + 58'999ms, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        QCOMPARE(session->beat(Start + 59s, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 2);
        QVERIFY(session->nextDue(m_settings) == Start + 69s);
        QCOMPARE(session->beat(Start + 69s, m_settings, false), Session::Pulse::Lost);
    }

    void talkativeClientIsNotPinged()
    {
        FakeLink link(m_now);
        const auto session = make(link);
        for (int i = 0; i < 100; ++i) {
            link.heard = Start + i * 20s;
            QCOMPARE(session->beat(link.heard + 10s, m_settings, false), Session::Pulse::Alive);
        }
        QCOMPARE(link.pings, 0);
    }

    void pingNow()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        QCOMPARE(session->beat(Start + 5s, m_settings, true), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        // Asked again while the pong is awaited: neither another ping nor more time.
        QCOMPARE(session->beat(Start + 10s, m_settings, true), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        QVERIFY(session->nextDue(m_settings) == Start + 15s);
        QCOMPARE(session->beat(Start + 15s, m_settings, true), Session::Pulse::Lost);
    }

    void pausedClientIsNotSilent()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        (void)session->beat(Start + 25s, m_settings, false);
        session->readingPaused = true;
        QCOMPARE(session->beat(Start + 1h, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(session->beat(Start + 2h, m_settings, true), Session::Pulse::Alive);
        QCOMPARE(link.pings, 1);
        // Read again, it gets its ping and its time.
        session->readingPaused = false;
        QCOMPARE(session->beat(Start + 3h, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(link.pings, 2);
        QCOMPARE(session->beat(Start + 3h + 9s, m_settings, false), Session::Pulse::Alive);
        QCOMPARE(session->beat(Start + 3h + 10s, m_settings, false), Session::Pulse::Lost);
    }

    void pausedClientHasNoPulse()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        session->readingPaused = true;
        (void)session->beat(Start + 1h, m_settings, false);
        QVERIFY(session->nextDue(m_settings) == TimePoint::max());
        auto open = std::make_shared<OpenPublication>(Publication());
        open->publication.deadline = Start + 2h;
        (void)session->outbound.begin(open, Start + 1h, 3s);
        QVERIFY(session->nextDue(m_settings) == Start + 1h + 3s);
        (void)session->outbound.abandon();
        session->readingPaused = false;
        QVERIFY(session->nextDue(m_settings) == Start + 25s);
    }

    void nextDueKnowsOfDeliveries()
    {
        FakeLink link(m_now);
        link.heard = Start;
        const auto session = make(link);
        auto open = std::make_shared<OpenPublication>(Publication());
        open->publication.qos = QoS::AtLeastOnce;
        open->publication.deadline = Start + 10s;
        (void)session->outbound.begin(open, Start, 3s);
        QVERIFY(session->nextDue(m_settings) == Start + 3s);
        (void)session->outbound.abandon();
        QVERIFY(session->nextDue(m_settings) == Start + 25s);
    }
};

QTEST_APPLESS_MAIN(TestSession)
#include "tst_session.moc"
