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

bool holdsToken(const ConfigResult &result)
{
    return !result.config.business.token.isEmpty() && result.config.tokenFile.isEmpty();
}

bool holdsAdminToken(const ConfigResult &result)
{
    const QList<AdminUser> &users = result.config.admin.users;
    return std::any_of(users.begin(), users.end(),
                       [](const AdminUser &user) { return user.tokenFile.isEmpty(); });
}

QByteArray bytesOf(QLatin1StringView text)
{
    return QByteArrayView(text).toByteArray();
}

/// Those of [admin:NAME]. One whose token stands in it is a comment: without the token it would be
/// a mistake.
QByteArray printAdmins(const QList<AdminUser> &users)
{
    QByteArray out;
    for (const AdminUser &user : users.sliced(1)) {
        Config config;
        config.admin.sections.first() = user;
        const QByteArray start = user.tokenFile.isEmpty() ? "# " : "";
        out += "\n" + start + "[admin:" + user.name + "]\n";
        for (const ConfigKey &key : configKeys()) {
            const ConfigValue value = key.get(config);
            if (!key.isOfEachAdmin() || std::holds_alternative<std::monostate>(value))
                continue;
            out += (key.isSecret() ? "# " : start) + bytesOf(key.name) + " = "
                + (key.isSecret() ? QByteArray("***") : formatValue(key.rule, value)) + '\n';
        }
    }
    return out;
}

} // namespace

QList<EndpointSettings> Config::defaultEndpoints()
{
    return {{"/connect/", EndpointDialect::Rainbow, AppSettings::Default},
            {"/ws/connect", EndpointDialect::Im, AppSettings::Default},
            {"/ws", EndpointDialect::Topic, AppSettings::Default},
            {"/ws/v1", EndpointDialect::Mesh, AppSettings::Default}};
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
        if (holdsToken(result))
            result.warnings += path + u" holds the security_token and everybody may read it"_qs;
        if (holdsAdminToken(result))
            result.warnings += path + u" holds an admin token and everybody may read it"_qs;
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
    return known ? applySetting(config, *known, name, value) : unknownKey(section, name);
}

QByteArray printConfig(const Config &config)
{
    const Config defaults;
    QByteArray out;
    QLatin1StringView section;
    for (const ConfigKey &key : configKeys()) {
        if (key.section != section) {
            section = key.section;
            out += (out.isEmpty() ? "[" : "\n[") + bytesOf(section) + "]\n";
        }
        const ConfigValue value = key.get(config);
        const bool isSet = !std::holds_alternative<std::monostate>(value);
        const QByteArray fallback = formatValue(key.rule, key.get(defaults));
        out += "\n# " + bytesOf(key.meaning) + "\n# " + describeRule(key.rule).toUtf8()
            + "; default: " + (fallback.isEmpty() ? QByteArray("none") : fallback) + '\n';
        if (!isSet || key.isSecret())
            out += "# ";
        out += bytesOf(key.name) + " =";
        if (isSet)
            out += ' ' + (key.isSecret() ? QByteArray("***") : formatValue(key.rule, value));
        out += '\n';
    }
    return out + printAdmins(config.admin.sections);
}

HttpSettings httpSettings(const Config &config)
{
    HttpSettings settings = config.http;
    settings.trustedProxies = config.gate.trustedProxies;
    return settings;
}

} // namespace Rainbow
