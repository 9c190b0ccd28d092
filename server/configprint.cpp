// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"

#include "configkeys.h"
#include "namedsections.h"

namespace Rainbow {

namespace {

QByteArray bytesOf(QLatin1StringView text)
{
    return QByteArrayView(text).toByteArray();
}

QByteArray printKey(const ConfigKey &key, const ConfigValue &value)
{
    return bytesOf(key.name) + " = "
        + (key.isSecret() ? QByteArray("***") : formatValue(key.rule, value)) + '\n';
}

/// What may stand in such sections; keys of other sections, which have been explained, by name.
QByteArray explain(NamedSection kind, QLatin1StringView title)
{
    QByteArrayList others;
    QByteArray own;
    for (const ConfigKey *key : namedKeys(kind)) {
        if (key->section != title) {
            others += bytesOf(key->name);
            continue;
        }
        own += "# " + bytesOf(key->name) + ": " + bytesOf(key->meaning) + " ("
            + describeRule(key->rule).toUtf8() + ")\n";
    }
    QByteArray out = "\n# Sections [" + bytesOf(title) + "] may have:\n" + own;
    if (!others.isEmpty())
        out += "# and, as above: " + others.join(", ") + '\n';
    return out;
}

/// isComment: it would be a mistake without the secret that is not shown.
QByteArray printSection(NamedSection kind, const QByteArray &name, const Config &config,
                        bool isComment)
{
    const QByteArray start = isComment ? "# " : "";
    QByteArray out = '\n' + start + titleOf(kind, name) + '\n';
    for (const ConfigKey *key : namedKeys(kind)) {
        const ConfigValue value = key->get(config);
        if (!std::holds_alternative<std::monostate>(value))
            out += (key->isSecret() ? "# " : start) + printKey(*key, value);
    }
    return out;
}

/// One that no section has named is a comment, or, where it has but origins, has no dialect: in
/// both cases it would be more if it were written out.
QByteArray printEndpoint(const EndpointSettings &endpoint)
{
    const bool isComment = endpoint.isDefault && endpoint.origins.isEmpty();
    QByteArray section =
        printSection(NamedSection::Endpoint, endpoint.path, sectionOf(endpoint), isComment);
    if (endpoint.isDefault && !isComment) {
        for (const char *key : {"dialect", "app"}) {
            const qsizetype at = section.indexOf('\n' + QByteArray(key) + " = ") + 1;
            if (at > 0)
                section.remove(at, section.indexOf('\n', at) + 1 - at);
        }
    }
    return section;
}

QByteArray printNamedSections(const Config &config)
{
    QByteArray out;
    for (const AdminUser &user : config.admin.sections.sliced(1))
        out +=
            printSection(NamedSection::Admin, user.name, sectionOf(user), user.tokenFile.isEmpty());
    out += explain(NamedSection::App, QLatin1StringView("app:NAME"));
    for (const auto &app : config.apps)
        out += printSection(NamedSection::App, app->app.name, *app, false);
    out += explain(NamedSection::Endpoint, QLatin1StringView("endpoint:/path"));
    for (const EndpointSettings &endpoint : config.endpoints)
        out += printEndpoint(endpoint);
    out += explain(NamedSection::Access, QLatin1StringView("access:NAME"));
    for (const AccessUser &user : config.access)
        out += printSection(NamedSection::Access, user.name, sectionOf(user),
                            user.passwordFile.isEmpty());
    return out;
}

} // namespace

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
    return out + printNamedSections(config);
}

} // namespace Rainbow
