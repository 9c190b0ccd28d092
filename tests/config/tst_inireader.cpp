// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "inireader.h"

#include <QRandomGenerator>
#include <QTest>

using namespace Rainbow;

namespace {

QByteArray valueOf(const QByteArray &line)
{
    const IniFile file = readIni("[main]\n" + line);
    return file.problems.isEmpty() && file.lines.size() == 2 ? file.lines.last().value
                                                             : QByteArray("no single setting");
}

} // namespace

class TestIniReader : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsSectionsAndSettings();
    void separators_data();
    void separators();
    void valuesAreVerbatim_data();
    void valuesAreVerbatim();
    void everyBytePassesInAValue();
    void lineEndsAndBom_data();
    void lineEndsAndBom();
    void linesHaveNoLimit();
    void problems_data();
    void problems();
    void problemsDoNotEndReading();
    void sizeLimit();
    void randomBytes();
};

void TestIniReader::readsSectionsAndSettings()
{
    const IniFile file = readIni("# comment\n"
                                 "early = 0\n"
                                 "\n"
                                 "  [Main] \n"
                                 "Connect_URL = http://a/\n"
                                 "   ; comment = no\n"
                                 "\t#also\n"
                                 "b: 2\n"
                                 "[ other ]\n"
                                 "c =\n");
    QVERIFY(file.problems.isEmpty());
    QCOMPARE(file.lines.size(), 6);
    const auto is = [&file](qsizetype i, int number, const char *section, const char *key,
                            const char *value) {
        const IniLine &line = file.lines.at(i);
        return line.number == number && line.section == section && line.key == key
            && line.value == value;
    };
    QVERIFY(is(0, 2, "", "early", "0"));
    QVERIFY(is(1, 4, "main", "", ""));
    QVERIFY(is(2, 5, "main", "connect_url", "http://a/"));
    QVERIFY(is(3, 8, "main", "b", "2"));
    QVERIFY(is(4, 9, "other", "", ""));
    QVERIFY(is(5, 10, "other", "c", ""));
}

void TestIniReader::separators_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("value");

    QTest::newRow("equals") << QByteArray("key=value") << QByteArray("value");
    QTest::newRow("colon") << QByteArray("key:value") << QByteArray("value");
    QTest::newRow("blanks") << QByteArray(" key \t = \t value \t ") << QByteArray("value");
    QTest::newRow("colon in value") << QByteArray("key = a:b") << QByteArray("a:b");
    QTest::newRow("equals in value") << QByteArray("key: a=b") << QByteArray("a=b");
    QTest::newRow("twice") << QByteArray("key == a") << QByteArray("= a");
    QTest::newRow("both") << QByteArray("key := a") << QByteArray("= a");
    QTest::newRow("no value") << QByteArray("key =") << QByteArray("");
}

void TestIniReader::separators()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, value);
    const IniFile file = readIni("[main]\n" + line);
    QVERIFY(file.problems.isEmpty());
    QCOMPARE(file.lines.last().key, QByteArray("key"));
    QCOMPARE(file.lines.last().value, value);
}

void TestIniReader::valuesAreVerbatim_data()
{
    QTest::addColumn<QByteArray>("value");
    for (const char *value : {"100%",
                              "%(x)s",
                              "a;b",
                              "a ; b",
                              "a # b",
                              "#a",
                              ";a",
                              "\"a\"",
                              "'a'",
                              "a\\nb",
                              "a\\",
                              "a,b",
                              "a=b",
                              "=",
                              ":",
                              "a  b",
                              "[a]",
                              "${x}",
                              "\xc3\xbc\xe2\x82\xac",
                              "a\x01\x7f"
                              "b",
                              "***"})
        QTest::newRow(value) << QByteArray(value);
}

void TestIniReader::valuesAreVerbatim()
{
    QFETCH(QByteArray, value);
    QCOMPARE(valueOf("key = " + value), value);
    QCOMPARE(valueOf("key: " + value + "\r\n"), value);
}

void TestIniReader::everyBytePassesInAValue()
{
    for (int c = 0; c < 0x80; ++c) {
        if (c == '\n')
            continue;
        const QByteArray value = "a" + QByteArray(1, char(c)) + "b";
        QCOMPARE(valueOf("key = " + value), value);
    }
}

void TestIniReader::lineEndsAndBom_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("lf") << QByteArray("[main]\n\na = 1\n");
    QTest::newRow("crlf") << QByteArray("[main]\r\n\r\na = 1\r\n");
    QTest::newRow("no end") << QByteArray("[main]\n\na = 1");
    QTest::newRow("bom") << QByteArray("\xef\xbb\xbf[main]\n\na = 1");
}

void TestIniReader::lineEndsAndBom()
{
    QFETCH(QByteArray, text);
    const IniFile file = readIni(text);
    QVERIFY(file.problems.isEmpty());
    QCOMPARE(file.lines.size(), 2);
    QCOMPARE(file.lines.at(0).section, QByteArray("main"));
    QCOMPARE(file.lines.at(1).number, 3);
    QCOMPARE(file.lines.at(1).key, QByteArray("a"));
    QCOMPARE(file.lines.at(1).value, QByteArray("1"));
}

void TestIniReader::linesHaveNoLimit()
{
    const QByteArray value(1'000'000, 'x');
    QCOMPARE(valueOf("key = " + value), value);
}

void TestIniReader::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("problem");

    const auto row = [](const char *name, const QByteArray &text, int line,
                        const QString &problem) { QTest::newRow(name) << text << line << problem; };
    const QString neither = u"neither a [section], nor a comment, nor key = value"_qs;
    row("neither", "[main]\nnonsense\n", 2, neither);
    row("continued", "[main]\na = 1\n  2\n", 3, neither);
    row("carriage returns only", "a\rb\r", 1, neither);
    row("no key", "[main]\n = 1\n", 2, u"no key before the separator"_qs);
    row("not closed", "\n[main\n", 2, u"a section without its closing ]"_qs);
    row("rest", "[main] x\n", 1, u"something follows the section's ]"_qs);
    row("no name", "[ ]\n", 1, u"a section without a name"_qs);
    row("latin-1", "[main]\na = \xfc\n", 2, u"not valid UTF-8"_qs);
    row("cut", "[main]\na = \xe2\x82\n", 2, u"not valid UTF-8"_qs);
    row("overlong", "[main]\na = \xc0\xaf\n", 2, u"not valid UTF-8"_qs);
    row("surrogate", "[main]\na = \xed\xa0\x80\n", 2, u"not valid UTF-8"_qs);
    row("in a comment", "# \xff\n", 1, u"not valid UTF-8"_qs);
    row("utf-16", QByteArray("\xff\xfe[\0", 4), 1, u"not valid UTF-8"_qs);
}

void TestIniReader::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(int, line);
    QFETCH(QString, problem);
    const IniFile file = readIni(text);
    QCOMPARE(file.problems.size(), 1);
    QCOMPARE(file.problems.first().line, line);
    QCOMPARE(file.problems.first().text, problem);
}

void TestIniReader::problemsDoNotEndReading()
{
    const IniFile file = readIni("[main\na = 1\nnonsense\nb = 2\n= 3\n\xff\nc = 3\n");
    QCOMPARE(file.problems.size(), 4);
    QCOMPARE(file.lines.size(), 4);
    QCOMPARE(file.lines.last().key, QByteArray("c"));
    QCOMPARE(file.lines.last().section, QByteArray("main"));
}

void TestIniReader::sizeLimit()
{
    constexpr qsizetype limit = 1024 * 1024;
    QByteArray text = "[main]\na = 1\n#";
    text.append(limit - text.size(), 'x');
    QVERIFY(readIni(text).problems.isEmpty());
    text += 'x';
    const IniFile file = readIni(text);
    QVERIFY(file.lines.isEmpty());
    QCOMPARE(file.problems, QList<Problem>({{0, u"larger than 1 MiB"_qs}}));
}

void TestIniReader::randomBytes()
{
    const QByteArray alphabet = "[]=:#; \t\r\n\n\nab\xc3\xbc\xff";
    QRandomGenerator random(2026);
    for (int round = 0; round < 20'000; ++round) {
        QByteArray text;
        for (int i = random.bounded(80); i > 0; --i)
            text += alphabet.at(random.bounded(int(alphabet.size())));
        const auto lines = text.count('\n') + 1;
        const IniFile file = readIni(text);
        for (const IniLine &line : file.lines) {
            QVERIFY(line.number >= 1 && line.number <= lines);
            QVERIFY(!line.value.contains('\n'));
            QCOMPARE(line.value.trimmed(), line.value);
            QVERIFY(line.value.isValidUtf8());
        }
        for (const Problem &problem : file.problems)
            QVERIFY(problem.line >= 1 && problem.line <= lines);
    }
}

QTEST_APPLESS_MAIN(TestIniReader)
#include "tst_inireader.moc"
