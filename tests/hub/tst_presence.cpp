// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/presence.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

namespace {

const ChannelName Room("room");

Tally tally(HubId origin, const QList<std::pair<QByteArray, int>> &counts, bool isAll = false)
{
    Tally tally;
    tally.origin = origin;
    tally.isAll = isAll;
    for (const auto &[name, count] : counts)
        tally.members.append({ChannelName(name), count});
    return tally;
}

bool all(const ChannelName &)
{
    return true;
}

QByteArrayList texts(const QList<Presence::News> &news)
{
    QByteArrayList texts;
    for (const Presence::News &one : news)
        texts.append(one.channel.bytes() + ' ' + one.toText());
    return texts;
}

} // namespace

/// What hubs tell each other of their channels, and what clients hear of it.
class TestPresence : public QObject {
    Q_OBJECT

    TimePoint m_now{std::chrono::hours(1)};

private Q_SLOTS:
    void addsUpAllHubs()
    {
        Presence presence;
        QCOMPARE(presence.total(Room), 0);
        QCOMPARE(texts(presence.take(tally(0, {{"room", 2}}), m_now, all)),
                 (QByteArrayList{R"(room {"type":"onSubscribe","data":2})"}));
        (void)presence.take(tally(1, {{"room", 3}, {"other", 1}}), m_now, all);
        QCOMPARE(presence.total(Room), 5);
        (void)presence.take(tally(0, {{"room", 1}}), m_now, all);
        QCOMPARE(presence.total(Room), 4);
        (void)presence.take(tally(1, {{"room", 0}}), m_now, all);
        QCOMPARE(presence.total(Room), 1);
        QCOMPARE(presence.total(ChannelName("other")), 1);
    }

    void tellsAtMostTwicePerSecond()
    {
        Presence presence;
        QCOMPARE(presence.take(tally(0, {{"room", 1}}), m_now, all).size(), 1);
        for (int count = 2; count < 10; ++count)
            QVERIFY(presence.take(tally(0, {{"room", count}}), m_now + 499ms, all).isEmpty());
        QCOMPARE(presence.nextDue(), m_now + 500ms);
        QVERIFY(presence.takeNews(m_now + 499ms, all).isEmpty());
        QCOMPARE(texts(presence.takeNews(m_now + 500ms, all)),
                 (QByteArrayList{R"(room {"type":"onSubscribe","data":9})"}));
        (void)presence.take(tally(0, {{"room", 4}}), m_now + 600ms, all);
        QCOMPARE(texts(presence.takeNews(m_now + 1s, all)),
                 (QByteArrayList{R"(room {"type":"onUnsubscribe","data":4})"}));
        // Nothing has happened since: it is over.
        QVERIFY(presence.takeNews(m_now + 1500ms, all).isEmpty());
        QCOMPARE(presence.nextDue(), TimePoint::max());
    }

    void whatCameAndWentIsNoNews()
    {
        Presence presence;
        QCOMPARE(presence.take(tally(0, {{"room", 1}}), m_now, all).size(), 1);
        QVERIFY(presence.take(tally(1, {{"room", 1}}), m_now, all).isEmpty());
        QVERIFY(presence.take(tally(1, {{"room", 0}}), m_now + 1ms, all).isEmpty());
        QVERIFY(presence.takeNews(m_now + 1s, all).isEmpty());
        QCOMPARE(presence.nextDue(), TimePoint::max());
        // The same number once more is none either.
        QVERIFY(presence.take(tally(0, {{"room", 1}}), m_now + 2s, all).isEmpty());
    }

    void newcomersHearTheSameNumber()
    {
        Presence presence;
        QCOMPARE(presence.take(tally(0, {{"room", 1}}), m_now, all).size(), 1);
        presence.onNewcomer(Room);
        QCOMPARE(presence.takeChanged(m_now).size(), size_t(1));
        // Others have just been told: it is owed.
        QVERIFY(presence.take(tally(0, {{"room", 1}}), m_now + 1ms, all).isEmpty());
        const QByteArrayList same{R"(room {"type":"onSubscribe","data":1})"};
        QCOMPARE(texts(presence.takeNews(m_now + 500ms, all)), same);
        QVERIFY(presence.takeNews(m_now + 1s, all).isEmpty());
        presence.onNewcomer(Room);
        QCOMPARE(texts(presence.take(tally(0, {{"room", 1}}), m_now + 2s, all)), same);
        QVERIFY(presence.take(tally(0, {{"room", 1}}), m_now + 4s, all).isEmpty());
        QVERIFY(presence.takeNews(m_now + 5s, all).isEmpty());
    }

    void onlyWhatIsWanted()
    {
        Presence presence;
        const auto none = [](const ChannelName &) { return false; };
        QVERIFY(presence.take(tally(0, {{"room", 1}}), m_now, none).isEmpty());
        QCOMPARE(presence.nextDue(), TimePoint::max()); // nothing is remembered of it
        QCOMPARE(presence.total(Room), 1);
        QCOMPARE(presence.take(tally(0, {{"room", 2}}), m_now, all).size(), 1);
        (void)presence.take(tally(0, {{"room", 3}}), m_now, all);
        QVERIFY(presence.takeNews(m_now + 1s, none).isEmpty());
        QCOMPARE(presence.nextDue(), TimePoint::max());
    }

    void talliesAreApart()
    {
        Presence presence;
        QCOMPARE(presence.nextDue(), TimePoint::max());
        QVERIFY(presence.takeChanged(m_now).empty());
        presence.onChanged(Room);
        QVERIFY(presence.nextDue() <= m_now);
        QCOMPARE(presence.takeChanged(m_now).size(), size_t(1));
        for (int i = 0; i < 100; ++i)
            presence.onChanged(i % 2 ? Room : ChannelName("other"));
        QCOMPARE(presence.nextDue(), m_now + 500ms);
        QVERIFY(presence.takeChanged(m_now + 499ms).empty());
        QCOMPARE(presence.takeChanged(m_now + 500ms).size(), size_t(2));
        QCOMPARE(presence.nextDue(), TimePoint::max());
    }

    void aWholeTallyReplaces()
    {
        Presence presence;
        (void)presence.take(tally(0, {{"room", 2}, {"other", 1}}), m_now, all);
        (void)presence.take(tally(1, {{"room", 4}}), m_now, all);
        const auto news = presence.take(tally(0, {{"other", 5}}, true), m_now + 1s, all);
        Q_UNUSED(news) // both were told just now, and are told again when that may be
        QCOMPARE(presence.total(Room), 4);
        QCOMPARE(presence.total(ChannelName("other")), 5);
        // One that tells nothing any more is not one where everybody has left.
        QVERIFY(presence.take(tally(1, {}, true), m_now + 9s, all).isEmpty());
        QCOMPARE(presence.total(Room), 0);
    }

    void aBoundOfChannels()
    {
        Presence presence(2);
        (void)presence.take(tally(0, {{"a", 1}, {"b", 1}, {"c", 1}}), m_now, all);
        QCOMPARE(presence.total(ChannelName("b")), 1);
        QCOMPARE(presence.total(ChannelName("c")), 0);
        // Those that are known go on, and make room.
        (void)presence.take(tally(0, {{"a", 7}, {"b", 0}, {"c", 2}}), m_now, all);
        QCOMPARE(presence.total(ChannelName("a")), 7);
        QCOMPARE(presence.total(ChannelName("c")), 2);
        (void)presence.take(tally(1, {{"c", 1}}), m_now, all); // another hub has its own
        QCOMPARE(presence.total(ChannelName("c")), 3);
        (void)presence.take(tally(0, {{"a", -1}}), m_now, all);
        QCOMPARE(presence.total(ChannelName("a")), 0);
    }

    void resetForgetsWhatIsToBeTold()
    {
        Presence presence;
        presence.onChanged(Room);
        (void)presence.take(tally(0, {{"room", 2}}), m_now, all);
        presence.reset();
        QCOMPARE(presence.nextDue(), TimePoint::max());
        QCOMPARE(presence.total(Room), 2); // what others have told counts
    }
};

QTEST_GUILESS_MAIN(TestPresence)
#include "tst_presence.moc"
