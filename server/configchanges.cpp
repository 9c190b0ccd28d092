// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configchanges.h"

#include "namedsections.h"

#include <algorithm>

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;

namespace {

/// An application and what it has the settings from that it does not say.
struct AppOf {
    const Config &main;
    const Config &app;
};

bool isSame(const AppOf &before, const AppOf &after)
{
    const ConfigKeyList &keys = namedKeys(NamedSection::App);
    return std::all_of(keys.begin(), keys.end(), [&](const ConfigKey *key) {
        const ConfigValue was = key->get(before.app);
        const ConfigValue is = key->get(after.app);
        return was == is || (was == key->get(before.main) && is == key->get(after.main));
    });
}

const Config *appOf(const Config &config, const QByteArray &name)
{
    for (const auto &app : config.apps) {
        if (app->app.name == name)
            return app.get();
    }
    return nullptr;
}

QByteArrayList changedApps(const Config &before, const Config &after)
{
    QByteArrayList changed;
    for (const auto &app : before.apps + after.apps) {
        const QByteArray &name = app->app.name;
        const QByteArray label = titleOf(NamedSection::App, name);
        const Config *was = appOf(before, name);
        const Config *is = appOf(after, name);
        if ((!was || !is || !isSame({before, *was}, {after, *is})) && !changed.contains(label))
            changed += label;
    }
    return changed;
}

template <typename Section>
QByteArrayList changedIn(const QList<Section> &before, const QList<Section> &after,
                         NamedSection kind, QByteArray Section::*name)
{
    QByteArrayList changed;
    for (const Section &section : before + after) {
        const QByteArray label = titleOf(kind, section.*name);
        if (before.contains(section) != after.contains(section) && !changed.contains(label))
            changed += label;
    }
    return changed;
}

} // namespace

QByteArrayList changedLabels(const Config &before, const Config &after)
{
    QByteArrayList changed;
    for (const ConfigKey *key : changedKeys(before, after))
        changed += key->label().toUtf8();
    // The first is [admin], whose keys have had their turn.
    return changed
        + changedIn(before.admin.sections.sliced(1), after.admin.sections.sliced(1),
                    NamedSection::Admin, &AdminUser::name)
        + changedApps(before, after)
        + changedIn(before.endpoints, after.endpoints, NamedSection::Endpoint,
                    &EndpointSettings::path)
        + changedIn(before.access, after.access, NamedSection::Access, &AccessUser::name);
}

ConfigKeyList keepWhatNeedsRestart(Config &config, const Config &running)
{
    ConfigKeyList kept;
    for (const ConfigKey *key : changedKeys(running, config)) {
        if (!key->needsRestart())
            continue;
        key->set(config, key->get(running));
        kept += key;
    }
    shareWithApps(config);
    return kept;
}

void shareWithApps(Config &config)
{
    for (auto &shared : config.apps) {
        auto app = std::make_shared<Config>(*shared);
        for (const ConfigKey &key : configKeys()) {
            if (key.kind != NamedSection::App && key.section != "admin"_L1)
                key.set(*app, key.get(config));
        }
        app->dev = config.dev;
        app->tlsContext = config.tlsContext;
        shared = std::move(app);
    }
}

} // namespace Rainbow
