// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/utf8check.h"

#include <QTest>

#include <string>
#include <unordered_set>

using namespace Rainbow;

namespace {

constexpr char32_t LastCodePoint = 0x10ffff;

bool isSurrogate(char32_t c)
{
    return c >= 0xd800 && c <= 0xdfff;
}

/// RFC 3629 §3, in the form of its table.
std::string encoded(char32_t c)
{
    const auto tail = [c](int shift) { return char(0x80 | ((c >> shift) & 0x3f)); };
    if (c < 0x80)
        return {char(c)};
    if (c < 0x800)
        return {char(0xc0 | (c >> 6)), tail(0)};
    if (c < 0x10000)
        return {char(0xe0 | (c >> 12)), tail(6), tail(0)};
    return {char(0xf0 | (c >> 18)), tail(12), tail(6), tail(0)};
}

enum class Verdict { No, Begun, Complete };

Verdict check(QByteArrayView text)
{
    Utf8Check check;
    if (!check.take(text))
        return Verdict::No;
    return check.isComplete() ? Verdict::Complete : Verdict::Begun;
}

Verdict checkBytes(QByteArrayView text)
{
    Utf8Check check;
    for (const char &byte : text) {
        if (!check.take(QByteArrayView(&byte, 1)))
            return Verdict::No;
    }
    return check.isComplete() ? Verdict::Complete : Verdict::Begun;
}

/// What all characters are, and what they begin with: the yardstick for bytes at random.
class Alphabet {
public:
    Alphabet()
    {
        for (char32_t c = 0; c <= LastCodePoint; ++c) {
            if (isSurrogate(c))
                continue;
            const std::string bytes = encoded(c);
            if (bytes.size() < 4)
                m_characters.insert(bytes);
            // 64 characters differ in the last byte only.
            for (size_t size = 1; size < bytes.size() && c % 64 == 0; ++size)
                m_beginnings.insert(bytes.substr(0, size));
        }
    }

    /// text: at most three bytes.
    [[nodiscard]] Verdict verdict(const std::string &text) const
    {
        if (text.empty())
            return Verdict::Complete;
        if (m_beginnings.contains(text))
            return Verdict::Begun;
        for (size_t size = 1; size <= text.size(); ++size) {
            if (m_characters.contains(text.substr(0, size)))
                return verdict(text.substr(size));
        }
        return Verdict::No;
    }

private:
    std::unordered_set<std::string> m_characters;
    std::unordered_set<std::string> m_beginnings;
};

} // namespace

class TestUtf8Check : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyCodePoint()
    {
        for (char32_t c = 0; c <= LastCodePoint; ++c) {
            const std::string bytes = encoded(c);
            const Verdict expected = isSurrogate(c) ? Verdict::No : Verdict::Complete;
            if (check(bytes) != expected || (c % 16 == 0 && checkBytes(bytes) != expected))
                QFAIL(qPrintable(QString::number(c, 16)));
            for (size_t size = 1; size < bytes.size() && !isSurrogate(c); ++size) {
                if (check(std::string_view(bytes).substr(0, size)) != Verdict::Begun)
                    QFAIL(qPrintable(QString::number(c, 16)));
            }
        }
    }

    void everySequenceOfTwoBytesAndManyOfThree()
    {
        const Alphabet alphabet;
        const auto holds = [&alphabet](const std::string &text) {
            const Verdict expected = alphabet.verdict(text);
            return check(text) == expected && checkBytes(text) == expected;
        };
        for (int a = 0; a < 256; ++a) {
            QVERIFY(holds({char(a)}));
            for (int b = 0; b < 256; ++b) {
                if (!holds({char(a), char(b)}))
                    QFAIL(qPrintable(QStringLiteral("%1 %2").arg(a, 0, 16).arg(b, 0, 16)));
                for (const int c : {0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0,
                                    0xc2, 0xe0, 0xf0, 0xff}) {
                    if (a < 0xc0)
                        break;
                    if (!holds({char(a), char(b), char(c)}))
                        QFAIL(qPrintable(QStringLiteral("%1 %2 %3").arg(a).arg(b).arg(c)));
                }
            }
        }
    }

    void wrong_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("goodBytes");
        const auto row = [](const char *name, const char *hex, int good) {
            QTest::newRow(name) << QByteArray::fromHex(hex) << good;
        };
        row("lone continuation", "80", 0);
        row("continuation behind a character", "c3a4a4", 2);
        row("overlong slash, two bytes", "c0af", 0);
        row("overlong slash, three", "e080af", 1);
        row("overlong slash, four", "f08080af", 1);
        row("overlong slash, five", "f8808080af", 0);
        row("overlong slash, six", "fc80808080af", 0);
        row("highest overlong, two", "c1bf", 0);
        row("highest overlong, three", "e09fbf", 1);
        row("highest overlong, four", "f08fbfbf", 1);
        row("overlong NUL", "c080", 0);
        row("first surrogate", "eda080", 1);
        row("last surrogate", "edbfbf", 1);
        row("pair of surrogates", "eda080edb080", 1);
        row("beyond Unicode", "f4908080", 1);
        row("far beyond", "f7bfbfbf", 0);
        row("fe", "fe", 0);
        row("ff", "ff", 0);
        row("character cut by ASCII",
            "e282"
            "41",
            2);
        row("character cut by another", "f09f98c3a4", 3);
    }

    void wrong()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, goodBytes);
        QCOMPARE(check(text), Verdict::No);
        QCOMPARE(checkBytes(text), Verdict::No);
        // Told at the first byte that shows it, and not before.
        QVERIFY(check(text.first(goodBytes)) != Verdict::No);
        QCOMPARE(check(text.first(goodBytes + 1)), Verdict::No);
        // Wherever it stands among ASCII, of which eight bytes are looked at together.
        for (int before = 0; before < 20; ++before) {
            for (int behind = 0; behind < 10; ++behind)
                QCOMPARE(check(QByteArray(before, 'a') + text + QByteArray(behind, 'b')),
                         Verdict::No);
        }
    }

    void cutAnywhere()
    {
        const QByteArray text =
            "plain ASCII of some length, \u00e4\u00f6\u00fc \u20ac\ud7ff\ue000\uffff "
            "\U0001f600\U00010000\U0010ffff and ASCII again \u03ba";
        QCOMPARE(check(text), Verdict::Complete);
        QCOMPARE(checkBytes(text), Verdict::Complete);
        for (qsizetype first = 0; first <= text.size(); ++first) {
            for (qsizetype second = first; second <= text.size(); ++second) {
                Utf8Check check;
                QVERIFY(check.take(QByteArrayView(text).first(first)));
                QVERIFY(check.take(QByteArrayView(text).sliced(first, second - first)));
                QVERIFY(check.take(QByteArrayView(text).sliced(second)));
                QVERIFY(check.isComplete());
            }
        }
    }

    void nothingIsComplete()
    {
        Utf8Check check;
        QVERIFY(check.isComplete());
        QVERIFY(check.take({}));
        QVERIFY(check.isComplete());
    }

    void resetForgetsTheCharacterBegun()
    {
        Utf8Check check;
        QVERIFY(check.take("\xe0"));
        QVERIFY(!check.isComplete());
        check.reset();
        QVERIFY(check.isComplete());
        QVERIFY(check.take("a"));
        QVERIFY(check.take("\xc3\xa4"));
        QVERIFY(check.isComplete());
    }
};

QTEST_APPLESS_MAIN(TestUtf8Check)
#include "tst_utf8check.moc"
