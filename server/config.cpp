// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"

#include "configkeys.h"
#include "configreader.h"

#include <QFile>
#include <QFileInfo>

#include <algorithm>

namespace Rainbow {

namespace {

/// What a file that holds it should not let everybody read.
QStringList secretsIn(const Config &config)
{
    bool hasToken = false;
    bool hasAppSecret = false;
    const auto look = [&](const Config &app) {
        hasToken |= !app.business.token.isEmpty() && app.tokenFile.isEmpty();
        hasAppSecret |= !app.app.secret.isEmpty() && app.app.secretFile.isEmpty();
        hasAppSecret |= !app.app.previousSecret.isEmpty() && app.app.previousSecretFile.isEmpty();
    };
    look(config);
    for (const auto &app : config.apps)
        look(*app);

    QStringList secrets;
    if (hasToken)
        secrets += u"the security_token"_qs;
    if (hasAppSecret)
        secrets += u"an app_secret"_qs;
    if (std::any_of(config.admin.users.begin(), config.admin.users.end(),
                    [](const AdminUser &user) { return user.tokenFile.isEmpty(); }))
        secrets += u"an admin token"_qs;
    if (std::any_of(config.access.begin(), config.access.end(),
                    [](const AccessUser &user) { return user.passwordFile.isEmpty(); }))
        secrets += u"a password of the mesh API"_qs;
    return secrets;
}

} // namespace

QList<EndpointSettings> Config::defaultEndpoints()
{
    return {{"/connect/", EndpointDialect::Rainbow, AppSettings::Default, {}, true},
            {"/ws/connect", EndpointDialect::Im, AppSettings::Default, {}, true},
            {"/ws", EndpointDialect::Topic, AppSettings::Default, {}, true},
            {"/ws/v1", EndpointDialect::Mesh, AppSettings::Default, {}, true}};
}

ConfigResult readConfig(const QByteArray &text)
{
    return ConfigReader().read(text);
}

ConfigResult loadConfig(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, {{0, u"cannot be read: "_qs + file.errorString()}}, {}};

    // One byte over the reader's limit is enough for it to refuse a device without an end.
    constexpr qint64 enough = 1024 * 1024 + 1;
    const QByteArray text = file.read(enough);
    if (file.error() != QFileDevice::NoError)
        return {{}, {{0, u"cannot be read: "_qs + file.errorString()}}, {}};

    ConfigResult result = ConfigReader(QFileInfo(path).absoluteDir()).read(text);
    if (file.permissions().testFlag(QFileDevice::ReadOther)) {
        for (const QString &secret : secretsIn(result.config))
            result.warnings += path + u" holds %1 and everybody may read it"_qs.arg(secret);
    }
    return result;
}

QString formatProblem(const QString &path, const Problem &problem)
{
    return path + u':' + QString::number(problem.line) + u": "_qs + problem.text;
}

QString setConfigValue(Config &config, QByteArrayView key, QByteArrayView value,
                       QByteArrayView section)
{
    const QByteArray name = key.toByteArray().toLower();
    const ConfigKey *known = findConfigKey(section, name);
    return known ? applySetting(config, *known, name, value)
                 : unknownKey(name, nearestConfigKey(section, name));
}

HttpSettings httpSettings(const Config &config)
{
    HttpSettings settings = config.http;
    settings.trustedProxies = config.gate.trustedProxies;
    return settings;
}

} // namespace Rainbow
