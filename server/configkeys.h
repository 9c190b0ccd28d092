// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "configvalue.h"

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QList>
#include <QString>

#include <optional>
#include <span>

namespace Rainbow {

struct Config;

/// The kinds of sections that have names, so that there may be many: see namedsections.h.
enum class NamedSection : quint8 {
    Admin, ///< [admin:NAME]
    App, ///< [app:NAME]
    Endpoint, ///< [endpoint:/path]
    Access, ///< [access:NAME]
};

/// One key of the configuration file. Its default is what get() says of a fresh Config; monostate
/// there means that the key may be left empty.
struct ConfigKey {
    QLatin1StringView section; ///< its own; of those in sections with names only, such as app:NAME
    QLatin1StringView name;
    QLatin1StringView alias; ///< the name in the first generation of the file; may be empty
    ValueRule rule;
    QLatin1StringView meaning; ///< one line for people
    std::optional<NamedSection> kind; ///< of the sections with names that it may stand in (too)
    void (*set)(Config &config, const ConfigValue &value) = nullptr;
    ConfigValue (*get)(const Config &config) = nullptr;

    /// What people call it: its name, or, of those of [admin], `[admin] name`.
    [[nodiscard]] QString label() const;
    [[nodiscard]] bool isSecret() const { return rule.kind == ValueKind::Secret; }
    [[nodiscard]] bool isOptional() const;
    /// A running relay cannot change it: it is about the ports and threads that there are.
    [[nodiscard]] bool needsRestart() const;

    /// Whether the key may stand in that section without a name: its own; [main] for those of
    /// [limits]; and [limits] for forward_timeout.
    [[nodiscard]] bool belongsIn(QByteArrayView sectionName) const;
};

/// Every key of the sections without names, grouped by section: reading, checking, printing and
/// the tests go by this table.
[[nodiscard]] std::span<const ConfigKey> configKeys();

using ConfigKeyList = QList<const ConfigKey *>;

/// What may stand in sections of that kind. In a Config that stands for one such section set() and
/// get() are about the first of its endpoints, access, or admin.sections; about all of it for App.
[[nodiscard]] const ConfigKeyList &namedKeys(NamedSection kind);

/// The keys whose values differ, secrets too. Those of sections with names are none of them.
[[nodiscard]] ConfigKeyList changedKeys(const Config &before, const Config &after);

/// The key of that name or alias (lower case) of that section, or else of another one without a
/// name; nullptr when there is none.
[[nodiscard]] const ConfigKey *findConfigKey(QByteArrayView section, QByteArrayView name);
/// The key of that name of those sections; nullptr when there is none.
[[nodiscard]] const ConfigKey *findConfigKey(NamedSection kind, QByteArrayView name);
/// Where a key of that name or alias belongs: in that section, or else in another one, such as
/// access:NAME; empty when there is none.
[[nodiscard]] QLatin1StringView homeOfKey(QByteArrayView section, QByteArrayView name);

/// The name or alias most like the given one; empty when none is near. For [admin] of its own keys,
/// for others without a name of all but those.
[[nodiscard]] QLatin1StringView nearestConfigKey(QByteArrayView section, QByteArrayView name);
[[nodiscard]] QLatin1StringView nearestConfigKey(NamedSection kind, QByteArrayView name);

} // namespace Rainbow
