// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "conformance.h"

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

constexpr int NotUtf8 = 1007;

constexpr char Kosme[] = "\u03ba\u1f79\u03c3\u03bc\u03b5";

QByteArray text(const QByteArray &payload)
{
    return RawClient::frame(Opcode::Text, payload);
}

QByteArrayList fragmentsOfOne(const QByteArray &payload)
{
    return fragmentsOf(Opcode::Text, payload, 1);
}

QByteArrayList inFragments(const QByteArrayList &payloads)
{
    QByteArrayList frames;
    for (qsizetype i = 0; i < payloads.size(); ++i) {
        frames.append(RawClient::frame(i == 0 ? Opcode::Text : Opcode::Continuation, payloads[i],
                                       i + 1 == payloads.size()));
    }
    return frames;
}

/// first to last, each followed by a blank.
QByteArray lonely(int first, int last)
{
    QByteArray bytes;
    for (int lead = first; lead <= last; ++lead)
        bytes.append(char(lead)).append(' ');
    return bytes;
}

QByteArray utf8(char32_t c)
{
    return QString::fromUcs4(&c, 1).toUtf8();
}

/// What is sent in three parts, of which the middle one shows that it is wrong.
const QByteArrayList WrongInTheMiddle[] = {
    {Kosme, "\xf4\x90\x80\x80", "edited"},
    {QByteArray(Kosme) + '\xf4', "\x90",
     "\x80\x80"
     "edited"},
};

} // namespace

/// Autobahn's category 6: text that is UTF-8 and text that is not.
class TestConformanceUtf8 : public ConformanceTest {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(startRelays()); }
    void cleanupTestCase() { QVERIFY(stopRelays()); }

    void fragments_data();
    void fragments() { runCase(); }
    void failsFast_data();
    void failsFast();
    void wellFormed_data();
    void wellFormed() { runCase(); }
    void malformed_data();
    void malformed() { runCase(); }

private:
    using Texts = QByteArrayList;
    static void addGood(const QByteArray &category, const Texts &texts, int first = 1);
    static void addBad(const QByteArray &category, const Texts &texts, int first = 1);
    static void addBadHex(const QByteArray &category, const QByteArray &hex, int first = 1);
};

void TestConformanceUtf8::addGood(const QByteArray &category, const Texts &texts, int first)
{
    for (const QByteArray &payload : texts)
        addCase(category + QByteArray::number(first++), {.frames = {text(payload)}});
}

void TestConformanceUtf8::addBad(const QByteArray &category, const Texts &texts, int first)
{
    for (const QByteArray &payload : texts) {
        addCase(category + QByteArray::number(first++),
                {.frames = {text(payload)}, .closeCode = NotUtf8});
    }
}

void TestConformanceUtf8::addBadHex(const QByteArray &category, const QByteArray &hex, int first)
{
    Texts texts;
    for (const QByteArray &one : hex.split(' '))
        texts.append(QByteArray::fromHex(one));
    addBad(category, texts, first);
}

void TestConformanceUtf8::fragments_data()
{
    addColumns();
    const QByteArray greeting = "Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!";
    const QByteArray wrong = QByteArray(Kosme)
        + "\xed\xa0\x80"
          "edited";
    addCase("6.1.1", {.frames = {text({})}});
    addCase("6.1.2", {.frames = inFragments({"", "", ""})});
    addCase("6.1.3", {.frames = inFragments({"", "middle frame payload", ""})});
    addCase("6.2.1", {.frames = {text(greeting)}});
    addCase("6.2.2", {.frames = inFragments({greeting.left(11), greeting.mid(11)})});
    addCase("6.2.3", {.frames = fragmentsOfOne(greeting)});
    addCase("6.2.4", {.frames = fragmentsOfOne(Kosme)});
    addCase("6.3.1", {.frames = {text(wrong)}, .closeCode = NotUtf8});
    addCase("6.3.2", {.frames = fragmentsOfOne(wrong), .closeCode = NotUtf8});
}

void TestConformanceUtf8::failsFast_data()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<QByteArrayList>("parts"); ///< of the stream: the last is never sent
    for (const Transport transport : Transports) {
        int number = 0;
        for (const QByteArrayList &payloads : WrongInTheMiddle) {
            QTest::addRow("6.4.%d %s", ++number, nameOf(transport))
                << transport << inFragments(payloads);
        }
        for (const QByteArrayList &payloads : WrongInTheMiddle) {
            const qsizetype before = payloads[0].size() + 6; // with the frame's header
            const QByteArray frame = text(payloads.join());
            QTest::addRow("6.4.%d %s", ++number, nameOf(transport))
                << transport
                << QByteArrayList{frame.left(before), frame.mid(before, payloads[1].size())};
        }
    }
}

void TestConformanceUtf8::failsFast()
{
    QFETCH(Transport, transport);
    QFETCH(QByteArrayList, parts);
    const auto client = connectClient(transport);
    QVERIFY(client);
    client->send(parts[0]);
    QVERIFY(holdsFor(1s, [&client] { return client->isOpen() && client->closeCode() == 0; }));
    client->send(parts[1]);
    QCOMPARE(failureProblem(*client, NotUtf8), QByteArray());
    QVERIFY(isUndisturbed(transport));
}

void TestConformanceUtf8::wellFormed_data()
{
    addColumns();
    addGood("6.5.",
            {"Hello-\u00b5@\u00df\u00f6\u00e4\u00fc\u00e0\u00e1-UTF-8!!", Kosme,
             "\u20ac \u00a3 \u00a5", "\u6f22\u5b57 \u304b\u306a", "\U0001f308 \U0001f600"});
    const auto hex = [](const char *list) {
        Texts texts;
        for (const QByteArray &one : QByteArray(list).split(' '))
            texts.append(QByteArray::fromHex(one));
        return texts;
    };
    addGood("6.7.", hex("00 c280 e0a080 f0908080"));
    addGood("6.9.", hex("7f dfbf efbfbf f48fbfbf"));
    addGood("6.11.", hex("ed9fbf ee8080 efbfbd f48fbfbf"));
    Texts nonCharacters;
    for (char32_t plane = 0; plane <= 0x10; ++plane)
        nonCharacters += Texts{utf8(plane << 16 | 0xfffe), utf8(plane << 16 | 0xffff)};
    addGood("6.22.", nonCharacters);
    Texts specials;
    for (char32_t c = 0xfff9; c <= 0xffff; ++c)
        specials.append(utf8(c));
    addGood("6.23.", specials);
}

void TestConformanceUtf8::malformed_data()
{
    addColumns();
    // Everything that a word begins with: good where a character ends.
    const QByteArray word(Kosme);
    for (qsizetype size = 1; size <= word.size(); ++size) {
        const QByteArray part = word.left(size);
        const bool isWhole = QString::fromUtf8(part).toUtf8() == part;
        addCase("6.6." + QByteArray::number(size),
                {.frames = {text(part)}, .closeCode = isWhole ? 0 : NotUtf8});
    }
    addBadHex("6.8.", "f888808080 fc8480808080");
    addBadHex("6.10.", "f7bfbfbf fbbfbfbfbf fdbfbfbfbfbf");
    addBadHex("6.11.", "f4908080", 5);
    addBadHex("6.12.", "80 bf 80bf 80bf80 80bf80bf 80bf80bf80 80bf80bf80bf");
    QByteArray continuations;
    for (int byte = 0x80; byte <= 0xbf; ++byte)
        continuations.append(char(byte));
    addBad("6.12.", {continuations}, 8);
    addBad("6.13.",
           {lonely(0xc0, 0xdf), lonely(0xe0, 0xef), lonely(0xf0, 0xf7), lonely(0xf8, 0xfb),
            lonely(0xfc, 0xfd)});
    const QByteArray cut = "c0 e080 f08080 f8808080 fc80808080 df efbf f7bfbf fbbfbfbf fdbfbfbfbf";
    addBadHex("6.14.", cut);
    addBadHex("6.15.", QByteArray(cut).replace(" ", ""));
    addBadHex("6.16.", "fe ff fefeffff");
    addBadHex("6.17.", "c0af e080af f08080af f8808080af fc80808080af");
    addBadHex("6.18.", "c1bf e09fbf f08fbfbf f887bfbfbf fc83bfbfbfbf");
    addBadHex("6.19.", "c080 e08080 f0808080 f880808080 fc8080808080");
    addBadHex("6.20.", "eda080 edadbf edae80 edafbf edb080 edbe80 edbfbf");
    addBadHex("6.21.",
              "eda080edb080 eda080edbfbf edadbfedb080 edadbfedbfbf edae80edb080 "
              "edae80edbfbf edafbfedb080 edafbfedbfbf");
}

QTEST_GUILESS_MAIN(TestConformanceUtf8)
#include "tst_conformance_utf8.moc"
