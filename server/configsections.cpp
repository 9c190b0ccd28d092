// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configreader.h"

#include "namedsections.h"

#include <algorithm>

namespace Rainbow {

namespace {

// Whether it can be sent as it is, in one piece, as `Bearer TOKEN`.
bool isBearerToken(QByteArrayView token)
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
}

QString titleText(NamedSection kind, const QByteArray &name)
{
    return QString::fromUtf8(titleOf(kind, name));
}

} // namespace

QList<const ConfigReader::Section *> ConfigReader::sectionsOf(NamedSection kind) const
{
    QList<const Section *> sections;
    for (const Section &section : m_sections) {
        if (section.kind == kind)
            sections.append(&section);
    }
    return sections;
}

// --- [admin:NAME]

void ConfigReader::readAdmins()
{
    QList<AdminUser> &users = m_result.config.admin.sections;
    const ConfigKey *key = findConfigKey("admin", "token");
    const ConfigKey *fileKey = findConfigKey("admin", "token_file");
    const auto lineOf = [&](const SeenKeys &seen, const AdminUser &user) {
        return seen.value(user.tokenFile.isEmpty() ? key : fileKey).line;
    };
    readAdmin(users.first(), m_seen, nullptr);
    QList<int> lines{lineOf(m_seen, users.first())};
    for (const Section *section : sectionsOf(NamedSection::Admin)) {
        users.append(section->config.admin.sections.first());
        readAdmin(users.last(), section->seen, section);
        lines.append(lineOf(section->seen, users.last()));
    }
    refuseSameTokens(lines);
    m_result.config.admin.gatherUsers();
}

/// section: one that must have a token; nullptr: it need not.
void ConfigReader::readAdmin(AdminUser &user, const SeenKeys &seen, const Section *section)
{
    const ConfigKey *key = findConfigKey("admin", "token");
    const ConfigKey *fileKey = findConfigKey("admin", "token_file");
    const Seen used = seen.value(user.tokenFile.isEmpty() ? key : fileKey);
    if (section && user.token.isEmpty() && user.tokenFile.isEmpty()) {
        if (used.line > 0)
            problem(used.line, u"%1 has no value"_qs.arg(shown(used.name)));
        else
            problem(section->line,
                    u"%1 needs a token or a token_file"_qs.arg(
                        titleText(NamedSection::Admin, user.name)));
        return;
    }
    readSecret(seen, key, fileKey, user.tokenFile, user.token);
    if (!isBearerToken(user.token)) {
        problem(
            used.line,
            u"%1: the token may only hold printable ASCII without blanks"_qs.arg(shown(used.name)));
        user.token.clear();
    }
}

/// lines: where their tokens stand.
void ConfigReader::refuseSameTokens(const QList<int> &lines)
{
    const QList<AdminUser> &users = m_result.config.admin.sections;
    for (qsizetype i = 1; i < users.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (users[i].token.isEmpty() || users[i].token != users[j].token)
                continue;
            problem(lines[i],
                    u"%1 has the same token as %2"_qs.arg(
                        titleText(NamedSection::Admin, users[i].name),
                        titleText(NamedSection::Admin, users[j].name)));
            break;
        }
    }
}

// --- [app:NAME]

void ConfigReader::readApps()
{
    Config &main = m_result.config;
    QHash<QByteArray, QByteArray> nameOfKey{{main.app.key, main.app.name}};
    for (const Section *section : sectionsOf(NamedSection::App)) {
        Config config = makeApp(*section);
        checkApp(config, section->seen, section);
        const QByteArray &key = config.app.key;
        if (const auto other = nameOfKey.constFind(key); other != nameOfKey.cend()) {
            const Seen used = section->seen.value(findConfigKey("main", "app_key"));
            problem(used.line > 0 ? used.line : section->line,
                    u"%1 has the app_key \"%2\" of %3"_qs.arg(
                        titleText(NamedSection::App, section->name), QLatin1StringView(key),
                        titleText(NamedSection::App, *other)));
            continue;
        }
        nameOfKey.insert(key, config.app.name);
        main.apps.append(std::make_shared<const Config>(std::move(config)));
    }
    if (!main.apps.isEmpty())
        main.business.appKey = main.app.key;
}

Config ConfigReader::makeApp(const Section &section) const
{
    Config config = m_result.config;
    config.apps.clear();
    config.endpoints.clear();
    config.access.clear();
    config.admin = {};
    // What the application is not to have from [main] is as at the start of its section.
    const Config start = startSection(section.kind, section.name);
    config.app = start.app;
    config.app.anonymous = m_result.config.app.anonymous;
    config.tokenFile.clear();
    for (const ConfigKey *key : namedKeys(NamedSection::App)) {
        const bool isOwn = key->rule.kind == ValueKind::Url
            || key->rule.kind == ValueKind::UrlTemplate || key->isSecret();
        if (section.seen.contains(key))
            key->set(config, key->get(section.config));
        else if (isOwn)
            key->set(config, key->get(start));
    }
    config.business.appKey = config.app.key;
    return config;
}

void ConfigReader::resolveApp(QByteArray &name, const Section &section)
{
    Section *app = m_byId.value(idOfSection(NamedSection::App, name));
    const bool isDefault = name.compare(AppSettings::Default, Qt::CaseInsensitive) == 0;
    if (!app && !isDefault) {
        problem(section.seen.value(findConfigKey(section.kind, "app")).line,
                u"app = %1: there is no [app:%1]"_qs.arg(QLatin1StringView(name)));
    }
    const QList<std::shared_ptr<const Config>> &apps = m_result.config.apps;
    const bool isThere = app && std::any_of(apps.begin(), apps.end(), [app](const auto &one) {
                             return one->app.name == app->name;
                         });
    name = isThere ? app->name : QByteArray(AppSettings::Default);
}

// --- [endpoint:/path]

void ConfigReader::readEndpoints()
{
    Config &config = m_result.config;
    const QList<const Section *> sections = sectionsOf(NamedSection::Endpoint);
    const ConfigKey *dialect = findConfigKey(NamedSection::Endpoint, "dialect");
    const ConfigKey *origins = findConfigKey(NamedSection::Endpoint, "origins");
    EndpointSettings &first = config.endpoints.first();
    const bool isForOrigins = sections.size() == 1 && sections.first()->name == first.path
        && sections.first()->seen.size() == sections.first()->seen.count(origins);
    if (isForOrigins) {
        first.origins = sections.first()->config.endpoints.first().origins;
        config.gate.origins = first.origins;
        return;
    }
    if (sections.isEmpty())
        return;
    const QByteArray connect = first.path;
    config.endpoints.clear();
    for (const Section *section : sections) {
        EndpointSettings endpoint = section->config.endpoints.first();
        if (!section->seen.contains(dialect) && !dialectOfPath(section->name)) {
            problem(section->line,
                    u"%1 needs a dialect: %2"_qs.arg(titleText(section->kind, section->name),
                                                     describeRule(dialect->rule)));
        }
        resolveApp(endpoint.app, *section);
        if (endpoint.path == connect)
            config.gate.origins = endpoint.origins;
        config.endpoints.append(endpoint);
    }
}

// --- [access:NAME]

void ConfigReader::readAccess()
{
    const ConfigKey *key = findConfigKey(NamedSection::Access, "password");
    const ConfigKey *fileKey = findConfigKey(NamedSection::Access, "password_file");
    for (const Section *section : sectionsOf(NamedSection::Access)) {
        AccessUser user = section->config.access.first();
        resolveApp(user.app, *section);
        readSecret(section->seen, key, fileKey, user.passwordFile, user.password);
        if (!user.password.isEmpty() || !user.passwordFile.isEmpty()) {
            m_result.config.access.append(user);
            continue;
        }
        const Seen used = section->seen.value(key);
        if (used.line > 0)
            problem(used.line, u"%1 has no value"_qs.arg(shown(used.name)));
        else
            problem(section->line,
                    u"%1 needs a password or a password_file"_qs.arg(
                        titleText(section->kind, section->name)));
    }
}

} // namespace Rainbow
