// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "journal.h"
#include "observe/eventlog.h"

#include <QTest>

using namespace Rainbow;

/// Journals of threads, and the log that is made of them.
class TestEventLog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void journalsAreOfAThread();
    void journalsAreBounded();
    void isInOrderOfTime();
    void keepsTheLatest();
    void finds();

private:
    static Journal::Fetched entries(std::initializer_list<qint64> times)
    {
        Journal::Fetched fetched;
        for (const qint64 at : times)
            fetched.entries.push_back({.at = at, .text = QByteArray::number(at)});
        return fetched;
    }
    static QByteArrayList textsOf(const EventLog::Found &found)
    {
        QByteArrayList texts;
        for (const EventLog::Event *event : found.events)
            texts.append(event->entry.text);
        return texts;
    }
};

void TestEventLog::journalsAreOfAThread()
{
    QVERIFY(!keepsJournal());
    journal({.text = "lost"});
    Journal kept;
    QVERIFY(keepsJournal());
    journal({.kind = JournalKind::Close, .code = 1000, .text = QByteArray(600, 'x')});
    journalLimit(Limit::MaxPayload, "client closed", "id", "::1");
    const Journal::Fetched fetched = kept.fetch();
    QCOMPARE(fetched.entries.size(), 2u);
    QVERIFY(fetched.entries[0].at > 0);
    QCOMPARE(fetched.entries[0].text.size(), 512);
    QCOMPARE(fetched.entries[1].text, "max_payload: client closed");
    QCOMPARE(fetched.entries[1].address, "::1");
    QCOMPARE(fetched.lost, 0u);
    QVERIFY(kept.fetch().entries.empty());
}

void TestEventLog::journalsAreBounded()
{
    Journal kept;
    for (int i = 0; i < int(Journal::MaxEntries) + 5; ++i)
        kept.add({.at = i + 1});
    Journal::Fetched fetched = kept.fetch();
    QCOMPARE(fetched.entries.size(), Journal::MaxEntries);
    QCOMPARE(fetched.lost, 5u);
    QCOMPARE(fetched.entries.front().at, 6);
    QCOMPARE(fetched.entries.back().at, qint64(Journal::MaxEntries) + 5);
    kept.add({.at = 1});
    fetched = kept.fetch();
    QCOMPARE(fetched.entries.size(), 1u);
    QCOMPARE(fetched.lost, 0u);
}

void TestEventLog::isInOrderOfTime()
{
    EventLog log;
    log.add(0, entries({1, 4, 9}));
    log.add(1, entries({2, 4, 5}));
    QCOMPARE(log.find({}).total, 0);
    log.sort();
    EventsQuestion question;
    question.after = 0;
    QCOMPARE(textsOf(log.find(question)), (QByteArrayList{"1", "2", "4", "4", "5", "9"}));
    QCOMPARE(textsOf(log.find({})), (QByteArrayList{"9", "5", "4", "4", "2", "1"}));
    QCOMPARE(log.find({}).events.front()->seq, 6u);
    QCOMPARE(log.find({}).events.front()->worker, 0);
}

void TestEventLog::keepsTheLatest()
{
    EventLog log;
    for (int round = 0; round < 3; ++round) {
        Journal::Fetched fetched;
        fetched.lost = 2;
        for (int i = 0; i < 4'000; ++i)
            fetched.entries.push_back({.at = 1});
        log.add(0, std::move(fetched));
        log.sort();
    }
    const EventLog::Found found = log.find({});
    QCOMPARE(found.total, 10'000);
    QCOMPARE(found.first, 2'001u);
    QCOMPARE(found.last, 12'000u);
    QCOMPARE(found.lost, 6u);
}

void TestEventLog::finds()
{
    EventLog log;
    Journal::Fetched fetched;
    fetched.entries = {
        {.at = 1, .kind = JournalKind::Connect, .identity = "abc", .address = "10.0.0.1"},
        {.at = 2, .kind = JournalKind::Close, .identity = "abc", .code = 1000, .text = "Bye"},
        {.at = 3, .kind = JournalKind::Close, .identity = "def"}};
    log.add(2, std::move(fetched));
    log.sort();
    EventsQuestion question;
    question.kinds = {JournalKind::Close};
    QCOMPARE(log.find(question).matched, 2);
    question.identity = "abc";
    QCOMPARE(log.find(question).matched, 1);
    question = {};
    question.text = "bye";
    QCOMPARE(log.find(question).matched, 1);
    question.text = "10.0";
    QCOMPARE(log.find(question).matched, 1);
    question.text = "ABC";
    QCOMPARE(log.find(question).matched, 2);
    question.offset = 1;
    QCOMPARE(log.find(question).events.size(), 1u);
    question.limit = 0;
    QCOMPARE(log.find(question).events.size(), 0u);
    QCOMPARE(log.find(question).matched, 2);
}

QTEST_APPLESS_MAIN(TestEventLog)
#include "tst_eventlog.moc"
