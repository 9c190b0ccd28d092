// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configsupport.h"

#include "namedsections.h"

#include <QTest>

using namespace Rainbow;
using namespace std::chrono_literals;

/// The sections [app:NAME].
class TestConfigApps : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void none();
    void everyKeyIsRead_data();
    void everyKeyIsRead();
    void startsWithMainAndLimits();
    void hasNoSecretsOfMain();
    void keys();
    void memberships();
    void printed();
    void changes();
    void shares();
    void whatNeedsARestart();

private:
    static const Config &only(const ConfigResult &result) { return *result.config.apps.at(0); }
};

void TestConfigApps::none()
{
    const Config config = readConfig("[main]\nconnect_url = http://a/\n").config;
    QCOMPARE(config.apps.size(), 0);
    QCOMPARE(config.app.name, QByteArray("default"));
    QCOMPARE(config.app.key, QByteArray("default"));
    // Business servers that know of no applications get no new header.
    QCOMPARE(config.business.appKey, QByteArray());
    QVERIFY(!config.hub.tellsMemberships);
}

void TestConfigApps::everyKeyIsRead_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const ConfigKey *key : namedKeys(NamedSection::App))
        QTest::newRow(nameOf(*key).constData()) << nameOf(*key);
    QCOMPARE(namedKeys(NamedSection::App).size(), 38);
}

void TestConfigApps::everyKeyIsRead()
{
    QFETCH(QByteArray, name);
    const ConfigKey *key = findConfigKey(NamedSection::App, name);
    QVERIFY(key);
    const QByteArray value = otherValue(*key);
    const ConfigResult result =
        readConfig("[app:Shop]\n" + name + " = " + value + '\n' + neededBy(*key));
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.apps.size(), 1);
    const Config &app = only(result);
    QCOMPARE(formatValue(key->rule, key->get(app)), value);
    for (const ConfigKey *other : namedKeys(NamedSection::App)) {
        if (other != key && nameOf(*other) != "previous_secret_until")
            QVERIFY2(other->get(app) == other->get(startSection(NamedSection::App, "Shop")),
                     nameOf(*other).constData());
    }
    // It is nothing of the application default.
    const QByteArrayList changed = differences(result.config, Config());
    QCOMPARE(changed, QByteArrayList({"app_key"})); // which is said from now on
    QCOMPARE(result.config.app.key, QByteArray("default"));
}

void TestConfigApps::startsWithMainAndLimits()
{
    const ConfigResult result = readConfig("[app:a]\nmax_payload = 2 KiB\nheartbeat = 5 s\n"
                                           "[app:b]\nanonymous = deny\n"
                                           "[limits]\nmax_payload = 8 KiB\nclient_rate = 7, 9\n"
                                           "max_connections = 123\nmax_head = 2 KiB\n"
                                           "[main]\nretry_interval = 9 s\nanonymous = allow\n"
                                           "heartbeat = 1 min\nport = 99\nsignature = hmac\n");
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.apps.size(), 2);
    const Config &a = *result.config.apps[0];
    const Config &b = *result.config.apps[1];
    QCOMPARE(a.app.name, QByteArray("a"));
    QCOMPARE(b.app.name, QByteArray("b"));
    for (const Config *app : {&a, &b}) {
        QCOMPARE(app->gate.clientRate, 7);
        QCOMPARE(app->gate.clientBurst, 9);
        QCOMPARE(app->hub.retryInterval, 9s);
        QCOMPARE(app->business.signature, SignatureScheme::Hmac);
        QCOMPARE(app->app.maxConnections, 0);
        // What is of the whole relay is there too.
        QCOMPARE(app->gate.maxConnections, 123);
        QCOMPARE(app->http.maxHead, 2048);
        QCOMPARE(app->port, quint16(99));
        QVERIFY(app->apps.isEmpty());
        QVERIFY(app->endpoints.isEmpty());
        QVERIFY(app->access.isEmpty());
    }
    for (const qsizetype size :
         {a.hub.maxPayload, a.gate.maxPayload, a.http.maxBody, qsizetype(2048)})
        QCOMPARE(size, 2048);
    QCOMPARE(b.hub.maxPayload, 8192);
    QCOMPARE(result.config.hub.maxPayload, 8192);
    QCOMPARE(a.hub.heartbeat, 5s);
    QCOMPARE(b.hub.heartbeat, 60s);
    QVERIFY(a.app.anonymous);
    QVERIFY(!b.app.anonymous);
}

void TestConfigApps::hasNoSecretsOfMain()
{
    QByteArray text = "[main]\n";
    for (const ConfigKey *key : namedKeys(NamedSection::App)) {
        const bool isFile = nameOf(*key).endsWith("_file");
        if (key->belongsIn("main") && nameOf(*key) != "forward_url" && !isFile)
            text += nameOf(*key) + " = " + otherValue(*key) + '\n';
    }
    text += "[admin]\ntoken = hunter2\n[access:u]\npassword = hunter3\n[app:a]\n";
    const ConfigResult result = readConfig(text);
    QCOMPARE(problemsOf(result), QStringList());
    const Config &app = only(result);
    QVERIFY(!result.config.app.queue.isEmpty());
    QVERIFY(result.config.hub.tellsMemberships);
    QCOMPARE(app.app.queue, QByteArray());
    QCOMPARE(app.app.secret, QByteArray());
    QCOMPARE(app.app.previousSecret, QByteArray());
    QCOMPARE(app.app.previousSecretUntil, 0);
    QCOMPARE(app.app.key, QByteArray("a"));
    QCOMPARE(app.business.appKey, QByteArray("a"));
    QCOMPARE(app.business.token, QByteArray());
    QCOMPARE(app.business.connectUrl, QUrl());
    QCOMPARE(app.business.forwardUrl, QByteArray());
    QCOMPARE(app.business.overloadUrl, QUrl());
    QVERIFY(!app.hub.tellsMemberships);
    QVERIFY(!app.admin.isOn());
    QCOMPARE(app.admin.sections.first().token, QByteArray());
    QCOMPARE(app.business.forwardContentType, result.config.business.forwardContentType);

    const ConfigResult files = readConfig("[main]\nsecurity_token_file = t\napp_secret_file = s\n"
                                          "previous_secret_file = p\nprevious_secret_until = 9\n"
                                          "forward_url = http://a/\n[app:a]\n");
    QCOMPARE(problemsOf(files), QStringList());
    QCOMPARE(only(files).tokenFile, QByteArray());
    QCOMPARE(only(files).app.secretFile, QByteArray());
    QCOMPARE(only(files).app.previousSecretFile, QByteArray());
    QCOMPARE(only(files).business.forwardUrl, QByteArray());
}

void TestConfigApps::keys()
{
    ConfigResult result = readConfig("[main]\napp_key = house\n");
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.app.key, QByteArray("house"));
    QCOMPARE(result.config.app.name, QByteArray("default"));
    QCOMPARE(result.config.business.appKey, QByteArray("house"));
    // Once it is named, default too is told of in calls.
    QCOMPARE(readConfig("[main]\napp_key = default\n").config.business.appKey,
             QByteArray("default"));
    result = readConfig("[app:Shop]\n[app:b]\napp_key = shop\n[app:c]\napp_key =\n");
    QCOMPARE(problemsOf(result), QStringList());
    QCOMPARE(result.config.business.appKey, QByteArray("default"));
    QByteArrayList keys;
    for (const auto &app : result.config.apps) {
        keys += app->app.key;
        QCOMPARE(app->business.appKey, app->app.key);
    }
    QCOMPARE(keys, QByteArrayList({"Shop", "shop", "c"})); // which are two, unlike names
}

void TestConfigApps::memberships()
{
    for (const QByteArray key : {"subscribed_url", "unsubscribed_url"}) {
        const ConfigResult result = readConfig("[app:a]\n" + key + " = http://a/\n[app:b]\n");
        QVERIFY(!result.config.hub.tellsMemberships);
        QVERIFY(result.config.apps[0]->hub.tellsMemberships);
        QVERIFY(!result.config.apps[1]->hub.tellsMemberships);
        QVERIFY(readConfig("[main]\n" + key + " = http://a/\n").config.hub.tellsMemberships);
    }
    QVERIFY(!readConfig("[main]\noverload_url = http://a/\n").config.hub.tellsMemberships);
}

void TestConfigApps::printed()
{
    const ConfigResult result =
        readConfig("[app:Shop]\nconnect_url = http://a/\nsecurity_token = hunter2\n"
                   "app_secret_file = s\nprevious_secret = hunter3\n"
                   "previous_secret_until = 1893456000\nforward = queue:orders\n"
                   "client_rate = 5, 9\nmax_connections = 3\nanonymous = allow\n"
                   "[app:b]\napp_key = beta\n");
    QCOMPARE(problemsOf(result), QStringList());
    const QByteArray text = printConfig(result.config);
    QVERIFY(!text.contains("hunter"));
    QVERIFY(text.contains("\n[app:Shop]\nconnect_url = http://a/\nforward = queue:orders\n"
                          "# security_token = ***\n"));
    for (const QByteArray line :
         {"app_key = Shop", "app_secret_file = s", "# previous_secret = ***",
          "previous_secret_until = 2030-01-01T00:00:00Z", "client_rate = 5, 9",
          "max_connections = 3", "anonymous = allow", "# Sections [app:NAME] may have:"})
        QVERIFY2(text.contains('\n' + line + '\n'), line.constData());
    const ConfigResult again = readConfig(text);
    QCOMPARE(problemsOf(again), QStringList());
    QCOMPARE(again.config.apps.size(), 2);
    for (int i = 0; i < 2; ++i) {
        QCOMPARE(again.config.apps[i]->app.name, result.config.apps[i]->app.name);
        for (const ConfigKey *key : namedKeys(NamedSection::App)) {
            QVERIFY2(key->isSecret()
                         || key->get(*again.config.apps[i]) == key->get(*result.config.apps[i]),
                     nameOf(*key).constData());
        }
    }
}

void TestConfigApps::changes()
{
    const auto labels = [](const QByteArray &before, const QByteArray &after) {
        return changedLabels(readConfig(before).config, readConfig(after).config);
    };
    const QByteArray start = "[app:a]\napp_secret = s\n[app:b]\nmax_payload = 9\n";
    QCOMPARE(labels(start, start), QByteArrayList());
    QCOMPARE(labels(start, "[app:b]\nmax_payload = 9\n[app:a]\napp_secret = s\n"),
             QByteArrayList());
    QCOMPARE(labels(start, "[app:a]\napp_secret = t\n[app:b]\nmax_payload = 9\n"),
             QByteArrayList({"[app:a]"}));
    QCOMPARE(labels(start, "[app:b]\nmax_payload = 8\n[app:c]\n"),
             QByteArrayList({"[app:a]", "[app:b]", "[app:c]"}));
    // What they have from [limits] is one change, wherever it counts.
    QCOMPARE(labels(start, start + "[limits]\nmax_payload = 7\n"), QByteArrayList({"max_payload"}));
    QCOMPARE(labels(start + "[limits]\nmax_payload = 7\n",
                    "[app:a]\napp_secret = s\nmax_payload = 8\n[app:b]\nmax_payload = 9\n"),
             QByteArrayList({"max_payload", "[app:a]"}));
    // With the first one [main] is told of in calls too.
    QCOMPARE(labels("", "[app:a]\n"), QByteArrayList({"app_key", "[app:a]"}));
}

void TestConfigApps::shares()
{
    Config config = readConfig("[app:a]\nmax_payload = 9\n").config;
    config.dev = true;
    QCOMPARE(setConfigValue(config, "port", "7"), QString());
    QCOMPARE(setConfigValue(config, "workers", "3"), QString());
    const std::shared_ptr<const Config> before = config.apps.first();
    shareWithApps(config);
    const Config &app = *config.apps.first();
    QVERIFY(app.dev);
    QCOMPARE(app.port, quint16(7));
    QCOMPARE(app.workers, 3);
    QCOMPARE(app.hub.maxPayload, 9);
    QCOMPARE(app.app.name, QByteArray("a"));
    QVERIFY(!before->dev); // whoever has it goes on as it was
}

void TestConfigApps::whatNeedsARestart()
{
    const Config running = readConfig("[main]\nport = 1\nhttp_transport = qt\n[app:a]\n").config;
    Config config =
        readConfig("[main]\nport = 2\nping_interval = 9\n[app:a]\nheartbeat = 7\n").config;
    QByteArrayList kept;
    for (const ConfigKey *key : keepWhatNeedsRestart(config, running))
        kept += nameOf(*key);
    QCOMPARE(kept, QByteArrayList({"port", "http_transport"}));
    for (const Config *one :
         {std::as_const(config).apps.first().get(), static_cast<const Config *>(&config)}) {
        QCOMPARE(one->port, quint16(1));
        QCOMPARE(one->business.transport, HttpTransport::Qt);
        QCOMPARE(one->hub.pingInterval, 9s);
    }
    QCOMPARE(config.apps.first()->hub.heartbeat, 7s);
    QCOMPARE(changedLabels(running, config), QByteArrayList({"ping_interval", "[app:a]"}));
}

QTEST_APPLESS_MAIN(TestConfigApps)
#include "tst_configapps.moc"
