// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "namedsections.h"

#include <algorithm>

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QByteArrayView sections[] = {"main", "limits", "tls", "log", "admin"};

struct Kind {
    NamedSection kind;
    QByteArrayView prefix; ///< of the section's name
    QByteArrayView reserved; ///< a name, lower case, that is that of a section without one
    QByteArrayView home; ///< which is this
};

constexpr Kind kinds[] = {
    {NamedSection::Admin, "admin:", "admin", "admin"},
    {NamedSection::App, "app:", AppSettings::Default, "main"},
    {NamedSection::Endpoint, "endpoint:", {}, {}},
    {NamedSection::Access, "access:", {}, {}},
};

const Kind &of(NamedSection kind)
{
    return *std::find_if(std::begin(kinds), std::end(kinds),
                         [kind](const Kind &one) { return one.kind == kind; });
}

/// Of the relay itself: clients would not get there, or callers would not.
bool isServed(QByteArrayView path)
{
    for (const QByteArrayView own : {"/send", "/sub", "/unsub", "/hello", "/serverinfo"}) {
        if (path == own
            || (path.size() == own.size() + 1 && path.startsWith(own) && path.back() == '/'))
            return true;
    }
    for (const QByteArrayView below : {"/admin", "/metrics", "/topic", "/api/v1/im", "/v1/mesh"}) {
        if (path == below || (path.startsWith(below) && path[below.size()] == '/'))
            return true;
    }
    return false;
}

QString wrongWithPath(QByteArrayView path)
{
    constexpr qsizetype longest = 255;
    const bool isPath = path.startsWith('/') && path.size() <= longest
        && std::all_of(path.begin(), path.end(),
                       [](char c) { return c > ' ' && c <= '~' && c != '?' && c != '#'; });
    if (!isPath) {
        return u"a path begins with \"/\" and is 1 to 255 visible ASCII characters, without "
               "\"?\" and \"#\""_qs;
    }
    return isServed(path) ? u"the relay itself serves that path; take another"_qs : QString();
}

} // namespace

std::optional<NamedSection> namedSectionOf(QByteArrayView title)
{
    for (const Kind &kind : kinds) {
        if (title.size() >= kind.prefix.size()
            && title.first(kind.prefix.size()).compare(kind.prefix, Qt::CaseInsensitive) == 0)
            return kind.kind;
    }
    return {};
}

QByteArrayView nameInTitle(QByteArrayView title)
{
    return title.sliced(title.indexOf(':') + 1);
}

QByteArray idOfSection(NamedSection kind, QByteArrayView name)
{
    const QByteArray exact = name.toByteArray();
    return of(kind).prefix.toByteArray()
        + (kind == NamedSection::Endpoint ? exact : exact.toLower());
}

QByteArray titleOf(NamedSection kind, QByteArrayView name)
{
    const Kind &rule = of(kind);
    if (!rule.home.isEmpty() && name == rule.reserved)
        return '[' + rule.home.toByteArray() + ']';
    return '[' + rule.prefix.toByteArray() + name.toByteArray() + ']';
}

QString wrongWithName(NamedSection kind, QByteArrayView name)
{
    if (kind == NamedSection::Endpoint)
        return wrongWithPath(name);
    if (!isName(name))
        return u"a name is "_qs + describeRule({ValueKind::Name, 0, 0, {}});
    const Kind &rule = of(kind);
    if (!rule.home.isEmpty() && name.compare(rule.reserved, Qt::CaseInsensitive) == 0) {
        return u"that is what [%1] is called; take another"_qs.arg(QLatin1StringView(rule.home));
    }
    return {};
}

Config startSection(NamedSection kind, const QByteArray &name)
{
    Config config;
    switch (kind) {
    case NamedSection::Admin:
        return sectionOf(AdminUser{name, {}});
    case NamedSection::Endpoint:
        return sectionOf(EndpointSettings{name, dialectOfPath(name).value_or(EndpointDialect()),
                                          AppSettings::Default});
    case NamedSection::Access:
        return sectionOf(AccessUser{name, {}, {}, true, true, {}, AppSettings::Default});
    case NamedSection::App:
        break;
    }
    config.endpoints.clear();
    config.app.name = name;
    config.app.key = name;
    config.business.appKey = name;
    return config;
}

Config sectionOf(const AdminUser &user)
{
    Config config;
    config.admin.sections = {user};
    return config;
}

Config sectionOf(const EndpointSettings &endpoint)
{
    Config config;
    config.endpoints = {endpoint};
    return config;
}

Config sectionOf(const AccessUser &user)
{
    Config config;
    config.access = {user};
    return config;
}

QString describeSections()
{
    return u"[main], [limits], [tls], [log], [admin], [admin:NAME], [app:NAME], [endpoint:/path] "
           "and [access:NAME]"_qs;
}

bool isSection(QByteArrayView section)
{
    return std::find(std::begin(sections), std::end(sections), section) != std::end(sections);
}

std::optional<EndpointDialect> dialectOfPath(QByteArrayView path)
{
    const QList<EndpointSettings> endpoints = Config::defaultEndpoints();
    const auto known = std::find_if(endpoints.begin(), endpoints.end(),
                                    [path](const EndpointSettings &e) { return e.path == path; });
    return known == endpoints.end() ? std::nullopt : std::optional(known->dialect);
}

} // namespace Rainbow
