// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <QDir>
#include <QFile>
#include <QHash>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <optional>

namespace {

struct Message {
    QString context;
    QString source;
    QString type; ///< unfinished, vanished, obsolete; empty: finished
    bool isPlural = false;
    QStringList translations; ///< the plural's forms, or one
};

struct Catalogue {
    QString language;
    QList<Message> messages;
};

Message readMessage(QXmlStreamReader &xml, const QString &context)
{
    Message message;
    message.context = context;
    message.isPlural = xml.attributes().value(QLatin1String("numerus")) == u"yes";
    while (xml.readNextStartElement()) {
        if (xml.name() == u"source") {
            message.source = xml.readElementText();
        } else if (xml.name() == u"translation") {
            message.type = xml.attributes().value(QLatin1String("type")).toString();
            if (!message.isPlural) {
                message.translations += xml.readElementText();
                continue;
            }
            while (xml.readNextStartElement())
                message.translations += xml.readElementText();
        } else {
            xml.skipCurrentElement();
        }
    }
    return message;
}

std::optional<Catalogue> readCatalogue(const QByteArray &text)
{
    QXmlStreamReader xml(text);
    if (!xml.readNextStartElement() || xml.name() != u"TS")
        return std::nullopt;
    Catalogue catalogue;
    catalogue.language = xml.attributes().value(QLatin1String("language")).toString();
    QString context;
    while (xml.readNextStartElement()) { // <context>
        while (xml.readNextStartElement()) {
            if (xml.name() == u"name")
                context = xml.readElementText();
            else if (xml.name() == u"message")
                catalogue.messages += readMessage(xml, context);
            else
                xml.skipCurrentElement();
        }
    }
    if (xml.hasError())
        return std::nullopt;
    return catalogue;
}

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QStringList all(const QRegularExpression &pattern, const QString &text)
{
    QStringList found;
    auto matches = pattern.globalMatch(text);
    while (matches.hasNext())
        found += matches.next().captured(0);
    found.sort();
    return found;
}

/// %1 … %99, %L1, %n, and tags.
QStringList markers(const QString &text)
{
    static const QRegularExpression pattern(u"%L?(\\d{1,2}|n)|</?[a-z]+[^>]*>"_qs);
    return all(pattern, text);
}

/// The letters behind "&".
QStringList mnemonics(QString text)
{
    static const QRegularExpression pattern(u"&\\w"_qs);
    return all(pattern, text.remove(u"&&"_qs).toLower());
}

/// What a text ends with that the reader takes a meaning from: "…" opens a dialog, ":" belongs to
/// a field. Chinese has signs of its own.
QString ending(QString text)
{
    static const QHash<QChar, QChar> ours{{u'：', u':'}, {u'。', u'.'}, {u'？', u'?'},
                                          {u'！', u'!'}, {u'；', u';'}, {u'，', u','}};
    // "Export (&E)…"
    static const QRegularExpression mnemonic(u"\\(&\\w\\)"_qs);
    text.remove(mnemonic);
    static const QString signs = u".:…?!;, \n"_qs;
    QString ending;
    while (!text.isEmpty()) {
        const QChar last = ours.value(text.back(), text.back());
        if (!signs.contains(last))
            break;
        ending.prepend(last);
        text.chop(1);
    }
    // Blanks around these are a matter of the language.
    return ending.remove(u' ');
}

int pluralForms(const QString &language)
{
    return language.startsWith(u"zh") ? 1 : 2;
}

/// What is wrong with it; empty: nothing.
QString faultOf(const Message &message, const QString &language)
{
    if (!message.type.isEmpty())
        return u"is "_qs + message.type;
    if (message.translations.size() != (message.isPlural ? pluralForms(language) : 1))
        return u"has %1 forms"_qs.arg(message.translations.size());
    for (const QString &translation : message.translations) {
        if (translation.trimmed().isEmpty())
            return u"is empty"_qs;
        if (markers(translation) != markers(message.source))
            return u"has other place markers or tags"_qs;
        if (mnemonics(translation) != mnemonics(message.source))
            return u"has another mnemonic"_qs;
        if (ending(translation) != ending(message.source))
            return u"ends otherwise"_qs;
        // Full-width signs behind Chinese characters, and no blanks around those.
        static const QRegularExpression halfWidth(
            u"[\\x{4e00}-\\x{9fff}][,;:!?]|[\\x{4e00}-\\x{9fff}]\\.(?!\\w)|[，。；：！？]\\s\\S"_qs);
        if (language.startsWith(u"zh") && translation.contains(halfWidth))
            return u"has the punctuation of English"_qs;
    }
    return {};
}

} // namespace

/// The .ts files: complete, and as the sources are.
class TestCatalogues : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void findsFaults_data();
    void findsFaults();
    void isComplete_data();
    void isComplete();
    void isUpToDate();

private:
    QDir m_folder{QStringLiteral(TRANSLATIONS_DIR)};
};

void TestCatalogues::findsFaults_data()
{
    QTest::addColumn<QString>("message");
    QTest::addColumn<bool>("isFine");
    const auto add = [](const char *name, const QString &source, const QString &translation,
                        bool isFine = false) {
        QTest::newRow(name) << u"<message><source>%1</source>%2</message>"_qs.arg(source,
                                                                                  translation)
                            << isFine;
    };
    const auto text = [](const QString &translation) {
        return u"<translation>%1</translation>"_qs.arg(translation);
    };
    add("fine", u"Kick %1"_qs, text(u"断开 %1"_qs), true);
    add("fine: mnemonic and dialog", u"&amp;Export …"_qs, text(u"导出(&amp;E)…"_qs), true);
    add("fine: colon", u"Name:"_qs, text(u"名称："_qs), true);
    add("fine: a version", u"From 1.0 on"_qs, text(u"自 1.0 版起"_qs), true);
    add("unfinished", u"Kick"_qs, u"<translation type=\"unfinished\">断开</translation>"_qs);
    add("vanished", u"Kick"_qs, u"<translation type=\"vanished\">断开</translation>"_qs);
    add("obsolete", u"Kick"_qs, u"<translation type=\"obsolete\">断开</translation>"_qs);
    add("empty", u"Kick"_qs, text({}));
    add("no translation", u"Kick"_qs, {});
    add("no marker", u"Kick %1"_qs, text(u"断开"_qs));
    add("another marker", u"Kick %1"_qs, text(u"断开 %2"_qs));
    add("marker twice", u"Kick %1"_qs, text(u"断开 %1 %1"_qs));
    add("no tag", u"&lt;b&gt;Kick&lt;/b&gt;"_qs, text(u"断开"_qs));
    add("no mnemonic", u"&amp;Kick"_qs, text(u"断开"_qs));
    add("another mnemonic", u"&amp;Kick"_qs, text(u"断开(&amp;D)"_qs));
    add("no ellipsis", u"Kick …"_qs, text(u"断开"_qs));
    add("no colon", u"Name:"_qs, text(u"名称"_qs));
    add("English comma", u"Kick, or not"_qs, text(u"断开,或不断开"_qs));
    add("blank behind a comma", u"Kick, or not"_qs, text(u"断开， 或不断开"_qs));
    const QString plural = u"<message numerus=\"yes\"><source>%n kicked</source><translation>"
                           "%1</translation></message>"_qs;
    QTest::newRow("fine: plural") << plural.arg(u"<numerusform>断开了 %n 个</numerusform>"_qs)
                                  << true;
    QTest::newRow("plural without a form") << plural.arg(QString()) << false;
    QTest::newRow("plural with a form too many")
        << plural.arg(u"<numerusform>%n</numerusform><numerusform>%n</numerusform>"_qs) << false;
    QTest::newRow("plural without the number")
        << plural.arg(u"<numerusform>断开</numerusform>"_qs) << false;
}

void TestCatalogues::findsFaults()
{
    QFETCH(QString, message);
    QFETCH(bool, isFine);
    const auto catalogue = readCatalogue(
        u"<TS language=\"zh_CN\"><context><name>A</name>%1</context></TS>"_qs.arg(message)
            .toUtf8());
    QVERIFY(catalogue);
    QCOMPARE(catalogue->messages.size(), 1);
    const QString fault = faultOf(catalogue->messages.first(), catalogue->language);
    QVERIFY2(fault.isEmpty() == isFine, qPrintable(fault));
}

void TestCatalogues::isComplete_data()
{
    QTest::addColumn<QString>("file");
    const QStringList files = m_folder.entryList({u"*.ts"_qs});
    for (const char *name :
         {"rainbow_server_zh_CN.ts", "rainbow_admin_zh_CN.ts", "rainbow_client_zh_CN.ts",
          "rainbow_chat_zh_CN.ts", "rainbow_admin_en.ts"})
        QVERIFY2(files.contains(QString::fromLatin1(name)), name);
    for (const QString &file : files)
        QTest::newRow(qPrintable(file)) << file;
}

void TestCatalogues::isComplete()
{
    QFETCH(QString, file);
    const auto catalogue = readCatalogue(contents(m_folder.filePath(file)));
    QVERIFY(catalogue);
    QVERIFY(file.endsWith(u'_' + catalogue->language + u".ts"_qs));
    int faults = 0;
    for (const Message &message : catalogue->messages) {
        const QString fault = faultOf(message, catalogue->language);
        if (fault.isEmpty())
            continue;
        ++faults;
        qWarning().noquote() << message.context << '|' << message.source << '|'
                             << message.translations.join(u" / ") << fault;
    }
    QCOMPARE(faults, 0);
}

void TestCatalogues::isUpToDate()
{
    const QTemporaryDir copy;
    const QStringList files = m_folder.entryList({u"*.ts"_qs});
    for (const QString &file : files)
        QVERIFY(QFile::copy(m_folder.filePath(file), copy.filePath(file)));
    QProcess update;
    update.setProcessChannelMode(QProcess::MergedChannels);
    update.start(m_folder.filePath(u"update"_qs), {QStringLiteral(LUPDATE), copy.path()});
    QVERIFY2(update.waitForFinished(100'000), qPrintable(update.errorString()));
    QVERIFY2(update.exitCode() == 0, update.readAll().constData());
    for (const QString &file : files) {
        const QByteArray now = contents(copy.filePath(file));
        QVERIFY(!now.isEmpty());
        QVERIFY2(now == contents(m_folder.filePath(file)),
                 qPrintable(file
                            + u" is not as the sources are: build the target "
                              "update_translations, and translate what is new"_qs));
    }
}

QTEST_GUILESS_MAIN(TestCatalogues)
#include "tst_catalogues.moc"
