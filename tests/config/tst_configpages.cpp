// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QRegularExpression>
#include <QTest>

using namespace Rainbow;

/// Whether what is written for people knows every key.
class TestConfigPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sampleDocumentsEveryKey();
    void pagesNameEveryKey_data();
    void pagesNameEveryKey();
};

void TestConfigPages::sampleDocumentsEveryKey()
{
    const QByteArray sample = contentOf(RAINBOW_SAMPLE_CONFIG);
    QVERIFY(!sample.isEmpty());
    const ConfigResult asItIs = readConfig(sample);
    QCOMPARE(asItIs.problems, QList<Problem>());
    QCOMPARE(differences(asItIs.config, Config()), QByteArrayList());

    static const QRegularExpression commented(u"^#([a-z_]+) ="_qs,
                                              QRegularExpression::MultilineOption);
    QByteArrayList names;
    for (const auto &match : commented.globalMatch(QString::fromUtf8(sample)))
        names += match.captured(1).toLatin1();
    for (const ConfigKey &key : configKeys()) {
        QVERIFY2(names.removeOne(nameOf(key)), nameOf(key).constData());
        QVERIFY2(QByteArrayView(key.alias).isEmpty()
                     || sample.contains(QByteArrayView(key.alias).toByteArray()),
                 nameOf(key).constData());
    }
    for (const NamedSection kind : NamedSections) {
        for (const ConfigKey *key : namedKeys(kind)) {
            QVERIFY2(sample.contains(nameOf(*key)), nameOf(*key).constData());
            if (kind == NamedSection::Endpoint)
                QVERIFY2(names.removeOne(nameOf(*key)), nameOf(*key).constData());
        }
    }
    QCOMPARE(names, QByteArrayList());
    QCOMPARE(asItIs.config.endpoints, Config::defaultEndpoints());

    const QByteArray uncommented =
        QString::fromUtf8(sample).replace(commented, u"\\1 ="_qs).toUtf8();
    const ConfigResult all = readConfig(uncommented);
    QCOMPARE(all.problems, QList<Problem>());
    QCOMPARE(differences(all.config, Config()), QByteArrayList());
    QCOMPARE(all.config.business.token, QByteArray());
    QCOMPARE(all.config.endpoints, Config::defaultEndpoints().first(1));
}

void TestConfigPages::pagesNameEveryKey_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("man page") << QByteArray(RAINBOW_MAN_PAGE);
    QTest::newRow("README") << QByteArray(RAINBOW_README);
}

void TestConfigPages::pagesNameEveryKey()
{
    QFETCH(QByteArray, path);
    const QByteArray page = contentOf(path.constData());
    QVERIFY(!page.isEmpty());
    for (const ConfigKey &key : configKeys())
        QVERIFY2(page.contains(nameOf(key)), nameOf(key).constData());
    for (const NamedSection kind : NamedSections) {
        for (const ConfigKey *key : namedKeys(kind))
            QVERIFY2(page.contains(nameOf(*key)), nameOf(*key).constData());
    }
}

QTEST_APPLESS_MAIN(TestConfigPages)
#include "tst_configpages.moc"
