// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configchanges.h"
#include "configkeys.h"

#include <QFile>

namespace Rainbow {

inline constexpr NamedSection NamedSections[] = {NamedSection::Admin, NamedSection::App,
                                                 NamedSection::Endpoint, NamedSection::Access};

inline QByteArray nameOf(const ConfigKey &key)
{
    return QByteArrayView(key.name).toByteArray();
}

inline QByteArray sectionOf(const ConfigKey &key)
{
    return QByteArrayView(key.section).toByteArray();
}

// The keys whose values differ, secrets apart.
inline QByteArrayList differences(const Config &a, const Config &b)
{
    QByteArrayList names;
    for (const ConfigKey &key : configKeys()) {
        if (!key.isSecret() && key.get(a) != key.get(b))
            names += nameOf(key);
    }
    return names;
}

inline QByteArray contentOf(const char *path)
{
    QFile file(QString::fromUtf8(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QStringList problemsOf(const ConfigResult &result)
{
    QStringList lines;
    for (const Problem &problem : result.problems)
        lines += formatProblem(u"F"_qs, problem);
    return lines;
}

// A value that the key allows and that is not its default.
inline QByteArray otherValue(const ConfigKey &key)
{
    switch (key.rule.kind) {
    case ValueKind::Secret:
        return "s3cret";
    case ValueKind::HeaderText:
        return "text/plain; charset=utf-8";
    case ValueKind::Url:
        return "https://app.example:8443/rainbow/x?y=1&z=%2F";
    case ValueKind::UrlTemplate:
        return "http://app.example/m/{{message_type}}/?a=b";
    case ValueKind::Address:
        return "::1";
    case ValueKind::Path:
        return "/etc/rainbow/some file";
    case ValueKind::Paths:
        return "/etc/rainbow/a.pem, /etc/rainbow/b.pem";
    case ValueKind::Subnets:
        return "127.0.0.1, 10.0.0.0/8, fd00::/7";
    case ValueKind::Origins:
        return "https://app.example, http://localhost:8080, *";
    case ValueKind::AddressPort:
        return "[::1]:2020";
    case ValueKind::Name:
        return "Shop-1.a_b";
    case ValueKind::Queue:
        return "queue:orders of a=b";
    case ValueKind::Hosts:
        return "10.0.*, ::1";
    case ValueKind::Words:
        return "write";
    case ValueKind::Rate:
        return "10, 50";
    case ValueKind::Time:
        return "2030-12-31T23:59:59Z";
    case ValueKind::Ports:
        return "[1984, 1985]";
    case ValueKind::Choice:
        return formatValue(key.rule, qint64(key.get(Config()) == ConfigValue(qint64(1)) ? 0 : 1));
    case ValueKind::Count:
    case ValueKind::Duration:
    case ValueKind::Size:
        break;
    }
    return formatValue(key.rule, key.rule.max);
}

// The line without which the key is a mistake.
inline QByteArray neededBy(const ConfigKey &key)
{
    const bool isPrevious =
        nameOf(key) == "previous_secret" || nameOf(key) == "previous_secret_file";
    return isPrevious ? "previous_secret_until = 2030-12-31T23:59:59Z\n" : "";
}

} // namespace Rainbow
