// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/table.h"

#include <QElapsedTimer>
#include <QTest>

#include <algorithm>
#include <random>

using namespace Rainbow;

/// Filtering, sorting and paging, against the plain way to do it.
class TestTable : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isAsIfAllWereSorted();
    void breaksTiesByName();
    void findsText_data();
    void findsText();
    void matchesMembers();
    void hasEdges();
    void isQuickWith100000();

private:
    static std::vector<ConnectionRow> crowd(int count)
    {
        std::mt19937 random(4711);
        std::vector<ConnectionRow> rows(static_cast<size_t>(count));
        for (ConnectionRow &row : rows) {
            row.identity = QByteArray::number(random(), 16) + QByteArray::number(random(), 16);
            row.platform = random() % 2 == 0 ? "iOS" : "Android";
            row.device = "device-" + QByteArray::number(random() % 1'000'000);
            row.address = "10.0." + QByteArray::number(random() % 256) + ".1";
            row.connectedAt = random() % 1'000;
            row.messagesIn = random() % 10;
            row.roundTrip = int(random() % 100) - 10;
        }
        return rows;
    }
    static TableQuery sortedBy(const char *member, bool descending = false)
    {
        TableQuery query;
        query.sort = member;
        query.descending = descending;
        query.limit = MaxPage;
        return query;
    }
    static QByteArrayList namesOf(const TablePage<ConnectionRow> &page)
    {
        QByteArrayList names;
        for (const ConnectionRow *row : page.rows)
            names.append(row->identity);
        return names;
    }
};

void TestTable::isAsIfAllWereSorted()
{
    const auto rows = crowd(3'000);
    std::vector<const ConnectionRow *> sorted;
    for (const ConnectionRow &row : rows)
        sorted.push_back(&row);
    std::sort(sorted.begin(), sorted.end(), [](const auto *a, const auto *b) {
        return a->messagesIn != b->messagesIn ? a->messagesIn > b->messagesIn
                                              : a->identity < b->identity;
    });
    TableQuery query = sortedBy("messagesIn", true);
    for (const int limit : {1, 7, 500}) {
        query.limit = limit;
        for (query.offset = 0; query.offset < 3'000; query.offset += 331) {
            const auto page = pageOf(rows, query);
            QCOMPARE(page.total, 3'000);
            QCOMPARE(page.matched, 3'000);
            QCOMPARE(page.rows.size(), size_t(std::min<qint64>(limit, 3'000 - query.offset)));
            for (size_t i = 0; i < page.rows.size(); ++i)
                QCOMPARE(page.rows[i], sorted[size_t(query.offset) + i]);
        }
    }
}

void TestTable::breaksTiesByName()
{
    std::vector<ConnectionRow> rows(4);
    const char *names[] = {"d", "b", "a", "c"};
    for (size_t i = 0; i < rows.size(); ++i)
        rows[i].identity = names[i];
    rows[0].roundTrip = 500;
    rows[1].roundTrip = 500;
    // Rows whose round trip is not known come before those with a short one.
    QCOMPARE(namesOf(pageOf(rows, sortedBy("roundTripMs"))), (QByteArrayList{"a", "c", "b", "d"}));
    QCOMPARE(namesOf(pageOf(rows, sortedBy("roundTripMs", true))),
             (QByteArrayList{"b", "d", "a", "c"}));
    QCOMPARE(namesOf(pageOf(rows, sortedBy("identity", true))),
             (QByteArrayList{"d", "c", "b", "a"}));
}

void TestTable::findsText_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("within");
    QTest::addColumn<bool>("found");
    QTest::newRow("nothing") << QByteArray() << QByteArray("abc") << true;
    QTest::newRow("nothing in nothing") << QByteArray() << QByteArray() << true;
    QTest::newRow("all") << QByteArray("abc") << QByteArray("abc") << true;
    QTest::newRow("end") << QByteArray("BC") << QByteArray("abc") << true;
    QTest::newRow("case") << QByteArray("abc") << QByteArray("xABCx") << true;
    QTest::newRow("longer") << QByteArray("abcd") << QByteArray("abc") << false;
    QTest::newRow("umlaut") << QByteArray("Ä") << QByteArray("xäx") << true;
    QTest::newRow("no umlaut") << QByteArray("ä") << QByteArray("a") << false;
    QTest::newRow("chinese") << QByteArray("手机") << QByteArray("我的手机") << true;
    QTest::newRow("no text") << QByteArray("ä") << QByteArray("\xff\xfe") << false;
    QTest::newRow("ascii in no text") << QByteArray("a")
                                      << QByteArray("\xff"
                                                    "A")
                                      << true;
}

void TestTable::findsText()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, within);
    QFETCH(bool, found);
    QCOMPARE(TextSearch(text).isFoundIn(within), found);
}

void TestTable::matchesMembers()
{
    auto rows = crowd(100);
    rows[3].platform = "Amiga";
    rows[3].messagesIn = 77;
    rows[4].messagesIn = 77;
    TableQuery query = sortedBy("identity");
    query.filter.matches = {{"messagesIn", 77.0}};
    QCOMPARE(pageOf(rows, query).matched, 2);
    query.filter.matches.append({"platform", QByteArray("Amiga")});
    QCOMPARE(pageOf(rows, query).matched, 1);
    query.filter.text = "amiga";
    QCOMPARE(pageOf(rows, query).matched, 1);
    query.filter.text = "atari";
    QCOMPARE(pageOf(rows, query).matched, 0);
    QCOMPARE(pageOf(rows, query).total, 100);
}

void TestTable::hasEdges()
{
    const auto rows = crowd(10);
    TableQuery query = sortedBy("identity");
    query.limit = 0;
    QCOMPARE(pageOf(rows, query).rows.size(), 0u);
    query.limit = 5;
    query.offset = 10;
    QCOMPARE(pageOf(rows, query).rows.size(), 0u);
    query.offset = 9;
    QCOMPARE(pageOf(rows, query).rows.size(), 1u);
    query.offset = 1'000'000'000;
    QCOMPARE(pageOf(rows, query).matched, 10);
    QCOMPARE(pageOf(std::vector<ConnectionRow>(), query).total, 0);
    QVERIFY(connectionColumn("state").isText && !connectionColumn("backlog").isText);
    QVERIFY(!connectionColumn("rate").exists && channelColumn("rate").exists);
}

void TestTable::isQuickWith100000()
{
    const auto rows = crowd(100'000);
    QElapsedTimer timer;
    for (const char *member : {"connectedAt", "device"}) {
        TableQuery query = sortedBy(member, true);
        for (const qint64 offset : {0, 50'000, 99'500}) {
            query.offset = offset;
            timer.start();
            QCOMPARE(pageOf(rows, query).rows.size(), 500u);
            qInfo("sorted by %s, offset %lld: %lld ms", member, offset, timer.elapsed());
            QVERIFY(timer.elapsed() < 5'000);
        }
    }
    for (const char *text : {"device-77", "ä"}) {
        TableQuery query = sortedBy("connectedAt");
        query.filter.text = text;
        timer.start();
        (void)pageOf(rows, query);
        qInfo("filtered by %s: %lld ms", text, timer.elapsed());
        QVERIFY(timer.elapsed() < 5'000);
    }
}

QTEST_APPLESS_MAIN(TestTable)
#include "tst_table.moc"
