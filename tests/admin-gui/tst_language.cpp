// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "settings/language.h"
#include "support/testing.h"

#include <QApplication>
#include <QDialogButtonBox>
#include <QProcess>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QWidget>

#include <cstdio>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

constexpr char Print[] = "--print";

class Window : public QWidget {
public:
    int changes = 0;

protected:
    void changeEvent(QEvent *event) override
    {
        changes += event->type() == QEvent::LanguageChange ? 1 : 0;
        QWidget::changeEvent(event);
    }
};

QString options()
{
    return QCoreApplication::translate("QCommandLineParser", "Options:");
}

} // namespace

class TestLanguage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { QFile::remove(file()); }

    void isNamedInItself();
    void changesAtRunTime();
    void translatesQt();
    void isRemembered();
    void forgetsNonsense();
    void followsTheSystem_data();
    void followsTheSystem();

private:
    [[nodiscard]] QString file() const { return m_folder.filePath(u"settings.ini"_qs); }

    QTemporaryDir m_folder;
};

void TestLanguage::isNamedInItself()
{
    QCOMPARE(Language::available(), (QStringList{u"en"_qs, u"zh_CN"_qs}));
    QCOMPARE(Language::nameOf(u"en"_qs), u"English"_qs);
    QCOMPARE(Language::nameOf(u"zh_CN"_qs), u"简体中文"_qs);
}

void TestLanguage::changesAtRunTime()
{
    QSettings settings(file(), QSettings::IniFormat);
    Language language(settings);
    QCOMPARE(language.current(), u"en"_qs);
    QCOMPARE(options(), u"Options:"_qs);
    Window window;
    const QSignalSpy changed(&language, &Language::changed);

    language.choose(u"zh_CN"_qs);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(language.current(), u"zh_CN"_qs);
    QCOMPARE(options(), u"选项："_qs);
    QCOMPARE(QLocale().language(), QLocale::Chinese);
    QCOMPARE(window.locale().language(), QLocale::Chinese);
    QCoreApplication::processEvents();
    QCOMPARE(window.changes, 1); // once, whatever is installed and removed

    language.choose(u"zh_CN"_qs);
    QCOMPARE(changed.count(), 1);
    language.choose(u"en"_qs);
    QCOMPARE(options(), u"Options:"_qs);
    QCOMPARE(QLocale().language(), QLocale::English);
    QCOMPARE(window.locale().language(), QLocale::English);
    QCoreApplication::processEvents();
    QCOMPARE(window.changes, 2);
}

void TestLanguage::translatesQt()
{
    QSettings settings(file(), QSettings::IniFormat);
    Language language(settings);
    language.choose(u"zh_CN"_qs);
    const QDialogButtonBox box(QDialogButtonBox::Cancel);
    QCOMPARE(box.button(QDialogButtonBox::Cancel)->text().section(u'(', 0, 0), u"取消"_qs);
}

void TestLanguage::isRemembered()
{
    {
        QSettings settings(file(), QSettings::IniFormat);
        Language language(settings);
        QVERIFY(language.choice().isEmpty());
        language.choose(u"zh_CN"_qs);
    }
    QCOMPARE(options(), u"Options:"_qs);
    QSettings settings(file(), QSettings::IniFormat);
    Language language(settings);
    QCOMPARE(language.choice(), u"zh_CN"_qs);
    QCOMPARE(options(), u"选项："_qs);

    language.choose({});
    QCOMPARE(options(), u"Options:"_qs);
    QVERIFY(settings.value(u"language"_qs).toString().isEmpty());
}

void TestLanguage::forgetsNonsense()
{
    QSettings settings(file(), QSettings::IniFormat);
    settings.setValue(u"language"_qs, u"../../tlh"_qs);
    Language language(settings);
    QVERIFY(language.choice().isEmpty());
    language.choose(u"tlh"_qs);
    QVERIFY(language.choice().isEmpty());
    QCOMPARE(language.current(), u"en"_qs);
}

void TestLanguage::followsTheSystem_data()
{
    QTest::addColumn<QString>("environment");
    QTest::addColumn<QString>("language");
    QTest::addColumn<QString>("number"); // as it writes 1234.5
    QTest::newRow("none") << u"C.UTF-8"_qs << u"en"_qs << u"1,234.5"_qs;
    QTest::newRow("English") << u"en_GB.UTF-8"_qs << u"en"_qs << u"1,234.5"_qs;
    QTest::newRow("Chinese") << u"zh_CN.UTF-8"_qs << u"zh_CN"_qs << u"1,234.5"_qs;
    QTest::newRow("German") << u"de_DE.UTF-8"_qs << u"en"_qs << u"1.234,5"_qs;
}

void TestLanguage::followsTheSystem()
{
    QFETCH(QString, environment);
    QFETCH(QString, language);
    QFETCH(QString, number);
    // Qt reads the environment once: another process does.
    QProcess process;
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    variables.insert(u"LC_ALL"_qs, environment);
    variables.remove(u"LANGUAGE"_qs);
    process.setProcessEnvironment(variables);
    process.start(QCoreApplication::applicationFilePath(), {QString::fromLatin1(Print), file()});
    QVERIFY(process.waitForFinished(int(Patience.count())));
    QCOMPARE(QString::fromUtf8(process.readAllStandardOutput()),
             u"%1 %2\n"_qs.arg(language, number));
}

/// What a program that starts has for language and numbers.
static int print(const QString &file)
{
    QSettings settings(file, QSettings::IniFormat);
    const Language language(settings);
    std::printf("%s %s\n", qPrintable(language.current()), qPrintable(QLocale().toString(1234.5)));
    return 0;
}

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    if (arguments.value(1) == QLatin1String(Print))
        return print(arguments.value(2));
    TestLanguage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_language.moc"
