// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "configvalue.h"

#include <QByteArrayView>
#include <QLatin1StringView>
#include <QList>
#include <QString>

#include <span>

namespace Rainbow {

struct Config;

/// One key of the configuration file. Its default is what get() says of a fresh Config; monostate
/// there means that the key may be left empty.
struct ConfigKey {
    QLatin1StringView section;
    QLatin1StringView name;
    QLatin1StringView alias; ///< the name in the first generation of the file; may be empty
    ValueRule rule;
    QLatin1StringView meaning; ///< one line for people
    void (*set)(Config &config, const ConfigValue &value) = nullptr;
    ConfigValue (*get)(const Config &config) = nullptr;

    /// What people call it: its name, or, of those of [admin], `[admin] name`.
    [[nodiscard]] QString label() const;
    [[nodiscard]] bool isSecret() const { return rule.kind == ValueKind::Secret; }
    [[nodiscard]] bool isOptional() const;
    /// A running relay cannot change it: it is about the ports and threads that there are.
    [[nodiscard]] bool needsRestart() const;

    /// Whether the key may stand in that section: its own; [main] for those of [limits]; and
    /// [limits] for forward_timeout.
    [[nodiscard]] bool belongsIn(QByteArrayView sectionName) const;
    /// A key of [admin] that may stand in [admin:NAME] too.
    [[nodiscard]] bool isOfEachAdmin() const;
};

/// Every key, grouped by section: reading, checking, printing and the tests go by this table.
[[nodiscard]] std::span<const ConfigKey> configKeys();

/// The keys whose values differ, secrets too. Those of [admin:NAME] are none of them.
[[nodiscard]] QList<const ConfigKey *> changedKeys(const Config &before, const Config &after);
/// The same as labels, with `[admin:NAME]` for each that has changed, come or gone.
[[nodiscard]] QByteArrayList changedLabels(const Config &before, const Config &after);

/// The key of that name or alias (lower case) of that section, or else of another one; nullptr when
/// there is none.
[[nodiscard]] const ConfigKey *findConfigKey(QByteArrayView section, QByteArrayView name);

/// The name or alias most like the given one; empty when none is near. For [admin] of its own keys,
/// for others of all but those.
[[nodiscard]] QLatin1StringView nearestConfigKey(QByteArrayView section, QByteArrayView name);

} // namespace Rainbow
