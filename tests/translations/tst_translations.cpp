// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "translations/translations.h"

#include <rainbow/error.h>

#include <QMetaEnum>
#include <QTest>
#include <QTranslator>

using namespace Rainbow;

class TestTranslations : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void knowsLanguages();
    void prefers_data();
    void prefers();
    void translatesErrors_data();
    void translatesErrors();
};

void TestTranslations::knowsLanguages()
{
    QCOMPARE(Translations::languages(u"rainbow_client"_qs), (QStringList{u"en"_qs, u"zh_CN"_qs}));
    QCOMPARE(Translations::languages(u"rainbow_none"_qs), QStringList{u"en"_qs});
}

void TestTranslations::prefers_data()
{
    QTest::addColumn<QStringList>("wanted");
    QTest::addColumn<QString>("preferred");
    QTest::newRow("nothing") << QStringList{} << u"en"_qs;
    QTest::newRow("C") << QStringList{u"C"_qs} << u"en"_qs;
    QTest::newRow("Chinese") << QStringList{u"zh-CN"_qs} << u"zh_CN"_qs;
    QTest::newRow("Chinese, at length") << QStringList{u"zh-Hans-CN"_qs} << u"zh_CN"_qs;
    QTest::newRow("Chinese of Singapore") << QStringList{u"zh-SG"_qs} << u"zh_CN"_qs;
    QTest::newRow("traditional Chinese") << QStringList{u"zh-TW"_qs} << u"en"_qs;
    QTest::newRow("English before Chinese") << QStringList{u"en-GB"_qs, u"zh-CN"_qs} << u"en"_qs;
    QTest::newRow("one there is not, then Chinese")
        << QStringList{u"de-DE"_qs, u"zh-CN"_qs, u"en"_qs} << u"zh_CN"_qs;
    QTest::newRow("none there is") << QStringList{u"de"_qs, u"fr"_qs} << u"en"_qs;
    QTest::newRow("nonsense") << QStringList{u"%&/"_qs, {}} << u"en"_qs;
}

void TestTranslations::prefers()
{
    QFETCH(QStringList, wanted);
    QFETCH(QString, preferred);
    QCOMPARE(Translations::preferred(wanted, {u"en"_qs, u"zh_CN"_qs}), preferred);
}

void TestTranslations::translatesErrors_data()
{
    QTest::addColumn<int>("code");
    const QMetaEnum codes = QMetaEnum::fromType<Error::Code>();
    for (int i = 0; i < codes.keyCount(); ++i)
        QTest::newRow(codes.key(i)) << codes.value(i);
    QTest::newRow("unknown") << 499;
}

void TestTranslations::translatesErrors()
{
    QFETCH(int, code);
    const Error error(Error::Code(code), u"for the log"_qs);
    const QString english = error.text();
    QCOMPARE(english.isEmpty(), code == 0);

    QTranslator translator;
    QVERIFY(translator.load(u"rainbow_client_zh_CN"_qs, Translations::folder()));
    QVERIFY(QCoreApplication::installTranslator(&translator));
    if (code != 0) {
        QVERIFY(error.text() != english);
        QVERIFY(error.text().endsWith(u'。'));
    }
    QCOMPARE(error.message(), u"for the log"_qs);
}

QTEST_GUILESS_MAIN(TestTranslations)
#include "tst_translations.moc"
