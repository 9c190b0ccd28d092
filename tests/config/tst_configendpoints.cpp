// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include <QTest>

using namespace Rainbow;

/// The sections [endpoint:/path].
class TestConfigEndpoints : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void none();
    void onlyOrigins();
    void onlyThoseOfTheFile();
    void dialectsOfKnownPaths();
    void applications();
    void problems_data();
    void problems();
    void printed();
    void changes();
};

void TestConfigEndpoints::none()
{
    const QList<EndpointSettings> expected = {{"/connect/", EndpointDialect::Rainbow, "default"},
                                              {"/ws/connect", EndpointDialect::Im, "default"},
                                              {"/ws", EndpointDialect::Topic, "default"},
                                              {"/ws/v1", EndpointDialect::Mesh, "default"}};
    QCOMPARE(readConfig("").config.endpoints, expected);
}

void TestConfigEndpoints::onlyOrigins()
{
    // As it was before there were other endpoints.
    const QList<QByteArray> origins{"https://a.example", "*"};
    ConfigResult result =
        readConfig("[Endpoint:/connect/]\nOrigins = https://A.example, *\n[log]\n");
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.endpoints.size(), 4);
    QCOMPARE(result.config.endpoints[0].origins, origins);
    QCOMPARE(result.config.endpoints[1].origins, QList<QByteArray>());
    QCOMPARE(result.config.gate.origins, origins);
    result = readConfig("[endpoint:/connect/]\n");
    QCOMPARE(result.config.endpoints, Config::defaultEndpoints());

    // Any other word makes it one endpoint among those of the file.
    for (const QByteArray more : {"dialect = rainbow\n", "app = default\n"}) {
        result = readConfig("[endpoint:/connect/]\norigins = https://a.example, *\n" + more);
        QCOMPARE(problemsOf(result), QStringList());
        QCOMPARE(
            result.config.endpoints,
            QList<EndpointSettings>({{"/connect/", EndpointDialect::Rainbow, "default", origins}}));
        QCOMPARE(result.config.gate.origins, origins);
    }
    result = readConfig("[endpoint:/ws]\norigins = *\n");
    QCOMPARE(
        result.config.endpoints,
        QList<EndpointSettings>({{"/ws", EndpointDialect::Topic, "default", {QByteArray("*")}}}));
    QCOMPARE(result.config.gate.origins, QList<QByteArray>());
}

void TestConfigEndpoints::onlyThoseOfTheFile()
{
    const ConfigResult result =
        readConfig("[endpoint:/connect/]\norigins = *\n"
                   "[endpoint:/A/%2f;x=%1]\ndialect = Topic\norigins = http://b:80\n"
                   "[endpoint:/a/%2f;x=%1]\nDIALECT = mesh\n[main]\nport = 1\n"
                   "[endpoint:/]\ndialect = im\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QList<EndpointSettings> expected = {
        {"/connect/", EndpointDialect::Rainbow, "default", {"*"}},
        {"/A/%2f;x=%1", EndpointDialect::Topic, "default", {"http://b:80"}},
        {"/a/%2f;x=%1", EndpointDialect::Mesh, "default"},
        {"/", EndpointDialect::Im, "default"}};
    QCOMPARE(result.config.endpoints, expected);
    QCOMPARE(result.config.gate.origins, QList<QByteArray>{"*"});
    QCOMPARE(result.config.port, quint16(1));
}

void TestConfigEndpoints::dialectsOfKnownPaths()
{
    const ConfigResult result = readConfig("[endpoint:/ws/v1]\n[endpoint:/ws]\n"
                                           "[endpoint:/ws/connect]\n[endpoint:/connect/]\n");
    QCOMPARE(problemsOf(result), QStringList());
    QList<EndpointSettings> expected = Config::defaultEndpoints();
    std::reverse(expected.begin(), expected.end());
    QCOMPARE(result.config.endpoints, expected);
    // They may be something else.
    QCOMPARE(readConfig("[endpoint:/ws]\ndialect = rainbow\n").config.endpoints.first().dialect,
             EndpointDialect::Rainbow);
}

void TestConfigEndpoints::applications()
{
    const ConfigResult result = readConfig("[endpoint:/ws]\napp = SHOP\n[endpoint:/connect/]\n"
                                           "app = Default\n[app:Shop]\napp_key = k\n");
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.endpoints[0].app, QByteArray("Shop"));
    QCOMPARE(result.config.endpoints[1].app, QByteArray("default"));
}

void TestConfigEndpoints::problems_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("expected");
    const auto row = [](const char *name, const QByteArray &text, const QStringList &expected) {
        QTest::newRow(name) << text << expected;
    };
    const auto title = [](const QByteArray &path) {
        return u"F:1: [endpoint:"_qs + QString::fromUtf8(path) + u"]: "_qs;
    };
    const QString form =
        u"a path begins with \"/\" and is 1 to 255 visible ASCII characters, without \"?\" and \"#\""_qs;
    for (const QByteArray path : {"", "ws", " /ws", "/a b", "/a?b", "/a#b", "/\x7f", "*"}) {
        QString shown = title(path);
        shown.replace(u'\x7f', QChar::ReplacementCharacter);
        row(("form " + path).constData(), "[endpoint:" + path + "]\ndialect = im\n",
            {shown + form});
    }
    row("not ASCII", "[endpoint:/é]\n", {title("/é") + form});
    const QByteArray longest = '/' + QByteArray(254, 'a');
    row("longest", "[endpoint:" + longest + "]\ndialect = im\n", {});
    row("too long", "[endpoint:" + longest + "a]\ndialect = im\n",
        {u"F:1: [endpoint:/"_qs + QString(69, u'a') + u"…]: "_qs + form});
    for (const QByteArray path :
         {"/send/", "/sub/", "/unsub/", "/hello/", "/serverinfo/", "/admin/", "/metrics",
          "/topic/publish", "/api/v1/im/push", "/v1/mesh/send", "/admin/x", "/send"}) {
        row(path.constData(), "[endpoint:" + path + "]\ndialect = im\n",
            {title(path) + u"the relay itself serves that path; take another"_qs});
    }
    for (const QByteArray path : {"/send/x", "/topics", "/api/v1", "/v1/mesh2", "/SEND/"})
        row(("free " + path).constData(), "[endpoint:" + path + "]\ndialect = im\n", {});
    row("twice", "[endpoint:/x]\ndialect = im\n[endpoint:/x]\norigins = *\n",
        {u"F:3: [endpoint:/x] again; it stands in line 1"_qs});
    row("twice %", "[endpoint:/%2]\ndialect = im\n[endpoint:/%2]\n",
        {u"F:3: [endpoint:/%2] again; it stands in line 1"_qs});
    row("no dialect", "[main]\n[endpoint:/x%1]\norigins = *\n",
        {u"F:2: [endpoint:/x%1] needs a dialect: rainbow, im, topic or mesh"_qs});
    row("empty dialect", "[endpoint:/x]\ndialect =\n", {u"F:2: dialect has no value"_qs});
    row("other dialect", "[endpoint:/x]\ndialect = script\n",
        {u"F:2: dialect = script: must be rainbow, im, topic or mesh"_qs});
    row("unknown application", "[endpoint:/ws]\napp = a.b\n[app:a]\n",
        {u"F:2: app = a.b: there is no [app:a.b]"_qs});
    row("no application", "[endpoint:/ws]\napp =\n", {u"F:2: app has no value"_qs});
    row("application's name", "[endpoint:/ws]\napp = a b\n",
        {u"F:2: app = a b: must be 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs});
    row("wrong application", "[endpoint:/ws]\napp = a\n[app:a]\napp_key = default\n",
        {u"F:4: [app:a] has the app_key \"default\" of [main]"_qs});
    row("origin", "[endpoint:/ws]\norigins = a.example\n",
        {u"F:2: origins = a.example: \"a.example\" is not an origin such as https://app.example"_qs});
    row("again",
        "[endpoint:/ws]\norigins = *\n[main]\n[endpoint:/connect/]\norigins = *\norigins =\n",
        {u"F:6: key \"origins\" again; \"origins\" stands in line 5"_qs});
    row("unknown", "[endpoint:/ws]\norigin = *\ndialekt = im\nzzzzzzz = 1\n",
        {u"F:2: unknown key \"origin\"; did you mean \"origins\"?"_qs,
         u"F:3: unknown key \"dialekt\"; did you mean \"dialect\"?"_qs,
         u"F:4: unknown key \"zzzzzzz\""_qs});
    row("of others", "[endpoint:/ws]\nport = 1\npassword = hunter2\n[main]\norigins = *\n",
        {u"F:2: key \"port\" belongs in [main]"_qs,
         u"F:3: key \"password\" belongs in [access:NAME]"_qs,
         u"F:5: key \"origins\" belongs in [endpoint:/path]"_qs});
}

void TestConfigEndpoints::problems()
{
    QFETCH(QByteArray, text);
    QFETCH(QStringList, expected);
    const ConfigResult result = readConfig(text);
    QCOMPARE(problemsOf(result), expected);
    QCOMPARE(problemsOf(readConfig(printConfig(result.config))), QStringList());
}

void TestConfigEndpoints::printed()
{
    for (const QByteArray text :
         {"", "[endpoint:/connect/]\norigins = https://a.example, *\n",
          "[endpoint:/connect/]\ndialect = rainbow\n",
          "[endpoint:/x%41]\ndialect = im\napp = a\n[endpoint:/ws]\norigins = *\n[app:a]\n"}) {
        const Config config = readConfig(text).config;
        const ConfigResult again = readConfig(printConfig(config));
        QCOMPARE(problemsOf(again), QStringList());
        QCOMPARE(again.config.endpoints, config.endpoints);
        QCOMPARE(again.config.gate.origins, config.gate.origins);
    }
    const QByteArray text =
        printConfig(readConfig("[app:a]\n[endpoint:/x]\ndialect = mesh\napp = a\n").config);
    QVERIFY(text.contains("\n# Sections [endpoint:/path] may have:\n"));
    QVERIFY(text.contains("\n[endpoint:/x]\ndialect = mesh\napp = a\n"));
    QVERIFY(!text.contains("[endpoint:/ws]"));
}

void TestConfigEndpoints::changes()
{
    const auto labels = [](const QByteArray &before, const QByteArray &after) {
        return changedLabels(readConfig(before).config, readConfig(after).config);
    };
    const QByteArray ws = "[endpoint:/ws]\n";
    QCOMPARE(labels(ws + "[endpoint:/connect/]\n", "[endpoint:/connect/]\n" + ws),
             QByteArrayList());
    QCOMPARE(labels("", "[endpoint:/connect/]\norigins = *\n"),
             QByteArrayList({"[endpoint:/connect/]"}));
    QCOMPARE(labels(ws, ws + "origins = *\n[endpoint:/x]\ndialect = im\n"),
             QByteArrayList({"[endpoint:/ws]", "[endpoint:/x]"}));
    QCOMPARE(
        labels("", ws),
        QByteArrayList({"[endpoint:/connect/]", "[endpoint:/ws/connect]", "[endpoint:/ws/v1]"}));
}

QTEST_APPLESS_MAIN(TestConfigEndpoints)
#include "tst_configendpoints.moc"
