// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/examplestage.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QTest>
#include <QTranslator>

using namespace Rainbow::Test;

// The client library, installed, and the app of its README built against it by somebody who has
// nothing but what was installed.
class TestConsumer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void headersStandAlone();
    void cmakeProjectTalks();
    void pkgConfigProgramTalks();
    void otherVersionIsRefused();
    void catalogueIsInstalled();
    void installedProgramFindsTheLibrary();

private:
    // Runs a program to its end; its output, when it has succeeded.
    std::optional<QByteArray> run(const QString &program, const QStringList &arguments,
                                  const QStringList &environment = {});
    // The first block of that language in the README.
    static QByteArray block(const QByteArray &language);
    bool write(const QString &name, const QByteArray &text);
    [[nodiscard]] QString path(const QString &name) const { return m_directory.filePath(name); }
    [[nodiscard]] QString libraries() const
    {
        return path(u"prefix/"_qs + QStringLiteral(INSTALL_LIBDIR));
    }
    void talks(const QString &program);

    QTemporaryDir m_directory;
};

std::optional<QByteArray> TestConsumer::run(const QString &program, const QStringList &arguments,
                                            const QStringList &environment)
{
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.setEnvironment(QProcess::systemEnvironment() + environment);
    process.start(program, arguments);
    process.waitForFinished(200'000);
    const QByteArray output = process.readAll();
    if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0
        && process.error() == QProcess::UnknownError)
        return output;
    qWarning().noquote() << program << arguments.join(u' ') << QString::fromUtf8(output);
    return std::nullopt;
}

QByteArray TestConsumer::block(const QByteArray &language)
{
    QFile file(QStringLiteral(SDK_README));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray text = file.readAll();
    const QByteArray opening = "```" + language + '\n';
    const qsizetype begin = text.indexOf(opening);
    if (begin < 0)
        return {};
    const qsizetype from = begin + opening.size();
    return text.mid(from, text.indexOf("```", from) - from);
}

bool TestConsumer::write(const QString &name, const QByteArray &text)
{
    QFile file(path(name));
    return QDir().mkpath(QFileInfo(file).path()) && file.open(QIODevice::WriteOnly)
        && file.write(text) == text.size();
}

void TestConsumer::initTestCase()
{
    for (const QString &component : {u"client"_qs, u"client-dev"_qs})
        QVERIFY(run(QStringLiteral(CMAKE_PROGRAM),
                    {u"--install"_qs, QStringLiteral(BUILD_DIR), u"--prefix"_qs, path(u"prefix"_qs),
                     u"--component"_qs, component}));
    // The library goes by its major version, and builds find it without any.
    const QFileInfo link(libraries() + u"/librainbow-client.so"_qs);
    QVERIFY(link.isSymLink());
    QVERIFY(QFile::exists(libraries() + u"/librainbow-client.so.0"_qs));

    const QByteArray program = block("cpp");
    QVERIFY(program.contains("int main("));
    // As its heading says.
    QCOMPARE_LE(program.trimmed().count('\n'), 22);
    QVERIFY(write(u"project/main.cpp"_qs, program));
    QVERIFY(QFile::copy(QStringLiteral(CONSUMER_PROJECT) + u"/CMakeLists.txt"_qs,
                        path(u"project/CMakeLists.txt"_qs)));
    for (const QByteArray &line : block("cmake").split('\n')) {
        QFile project(path(u"project/CMakeLists.txt"_qs));
        QVERIFY(project.open(QIODevice::ReadOnly));
        const QByteArray text = project.readAll();
        QVERIFY2(text.contains(line.split('(').first()), line.constData());
    }
}

void TestConsumer::headersStandAlone()
{
    // Each by itself, with what a strict app compiles with.
    const QDir headers(path(u"prefix/include/rainbow"_qs));
    const QStringList names = headers.entryList({u"*.h"_qs});
    QVERIFY(names.contains(u"client.h"_qs));
    QVERIFY(names.contains(u"version.h"_qs));
    QByteArray text;
    for (const QString &name : names)
        text += "#include <rainbow/" + name.toUtf8() + ">\n";
    QVERIFY(write(u"headers.cpp"_qs, text));
    for (const QString &name : names)
        QVERIFY(!name.endsWith(u"_p.h"));
    const std::optional<QByteArray> flags =
        run(u"pkg-config"_qs, {u"--cflags"_qs, u"rainbow-client"_qs},
            {u"PKG_CONFIG_PATH="_qs + libraries() + u"/pkgconfig"_qs});
    QVERIFY(flags);
    QVERIFY(run(QStringLiteral(CXX_COMPILER),
                QString::fromUtf8(*flags).simplified().split(u' ')
                    + QStringList{u"-std=c++20"_qs, u"-fPIC"_qs, u"-fsyntax-only"_qs, u"-Wall"_qs,
                                  u"-Wextra"_qs, u"-Wpedantic"_qs, u"-Wshadow"_qs, u"-Werror"_qs,
                                  u"-DQT_NO_KEYWORDS"_qs, u"-DQT_NO_CAST_FROM_ASCII"_qs,
                                  path(u"headers.cpp"_qs)}));
}

void TestConsumer::talks(const QString &program)
{
    ExampleStage stage;
    QVERIFY(stage.start());
    const std::optional<QByteArray> output =
        run(program, {stage.url().toString()}, {u"LD_LIBRARY_PATH="_qs + libraries()});
    QVERIFY(output);
    QVERIFY2(output->contains(R"(answered "{\"echo\": {\"message\": \"hello world\"})"),
             output->constData());
    QVERIFY(stage.stopRelay() == 0);
}

void TestConsumer::cmakeProjectTalks()
{
    QVERIFY(run(QStringLiteral(CMAKE_PROGRAM),
                {u"-S"_qs, path(u"project"_qs), u"-B"_qs, path(u"build"_qs),
                 u"-DCMAKE_PREFIX_PATH="_qs + path(u"prefix"_qs),
                 u"-DCMAKE_CXX_COMPILER="_qs + QStringLiteral(CXX_COMPILER),
                 u"-DCMAKE_CXX_FLAGS="_qs + QStringLiteral(CONSUMER_FLAGS)}));
    QVERIFY(run(QStringLiteral(CMAKE_PROGRAM), {u"--build"_qs, path(u"build"_qs)}));
    talks(path(u"build/consumer"_qs));
}

void TestConsumer::pkgConfigProgramTalks()
{
    const std::optional<QByteArray> flags =
        run(u"pkg-config"_qs, {u"--cflags"_qs, u"--libs"_qs, u"rainbow-client"_qs},
            {u"PKG_CONFIG_PATH="_qs + libraries() + u"/pkgconfig"_qs});
    QVERIFY(flags);
    QStringList arguments{u"-std=c++20"_qs, u"-fPIC"_qs, u"-o"_qs, path(u"program"_qs),
                          path(u"project/main.cpp"_qs)};
    arguments += QString::fromUtf8(*flags).simplified().split(u' ');
    if (*CONSUMER_FLAGS != '\0')
        arguments += QStringLiteral(CONSUMER_FLAGS);
    QVERIFY(run(QStringLiteral(CXX_COMPILER), arguments));
    talks(path(u"program"_qs));
}

void TestConsumer::otherVersionIsRefused()
{
    QVERIFY(write(u"other/CMakeLists.txt"_qs,
                  "cmake_minimum_required(VERSION 3.25)\nproject(other LANGUAGES CXX)\n"
                  "find_package(Rainbow 7.0 CONFIG)\n"
                  "if(Rainbow_FOUND)\nmessage(FATAL_ERROR found)\nendif()\n"));
    const std::optional<QByteArray> output =
        run(QStringLiteral(CMAKE_PROGRAM),
            {u"-S"_qs, path(u"other"_qs), u"-B"_qs, path(u"other/build"_qs),
             u"-DCMAKE_PREFIX_PATH="_qs + path(u"prefix"_qs)});
    QVERIFY(output);
    QVERIFY(output->contains("version: 0."));
}

void TestConsumer::catalogueIsInstalled()
{
#ifdef WITH_TRANSLATIONS
    QVERIFY(write(u"texts/CMakeLists.txt"_qs,
                  "cmake_minimum_required(VERSION 3.25)\nproject(texts LANGUAGES CXX)\n"
                  "find_package(Rainbow CONFIG REQUIRED)\n"
                  "file(REAL_PATH \"${Rainbow_TRANSLATIONS_DIR}\" dir)\n"
                  "message(\"in: ${dir};\")\n"));
    const std::optional<QByteArray> output =
        run(QStringLiteral(CMAKE_PROGRAM),
            {u"-S"_qs, path(u"texts"_qs), u"-B"_qs, path(u"texts/build"_qs),
             u"-DCMAKE_PREFIX_PATH="_qs + path(u"prefix"_qs)});
    QVERIFY(output);
    const QString folder = QDir(path(u"prefix/share/rainbow/translations"_qs)).canonicalPath();
    QVERIFY2(output->contains("in: " + folder.toUtf8() + ';'), output->constData());
    // As README.md has it.
    QTranslator translator;
    QVERIFY(translator.load(QLocale(u"zh_CN"_qs), u"rainbow_client"_qs, u"_"_qs, folder));
    QVERIFY(!translator.translate("Rainbow::Error", "There is no connection.").isEmpty());
#endif
}

void TestConsumer::installedProgramFindsTheLibrary()
{
    for (const QString &component : {u"cli"_qs, u"qml"_qs})
        QVERIFY(run(QStringLiteral(CMAKE_PROGRAM),
                    {u"--install"_qs, QStringLiteral(BUILD_DIR), u"--prefix"_qs, path(u"prefix"_qs),
                     u"--component"_qs, component}));
    const std::optional<QByteArray> version =
        run(path(u"prefix/bin/rainbow-cli"_qs), {u"--version"_qs});
    QCOMPARE(version.value_or(QByteArray()), QByteArray("rainbow-cli " RAINBOW_VERSION "\n"));
#ifdef WITH_QML
    const QDir module(libraries() + u"/qt6/qml/Rainbow"_qs);
    QCOMPARE(module.entryList(QDir::Files),
             (QStringList{u"librainbow_qml.so"_qs, u"qmldir"_qs, u"rainbow_qml.qmltypes"_qs}));
#endif
}

QTEST_GUILESS_MAIN(TestConsumer)
#include "tst_consumer.moc"
