// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configkeys.h"

#include "config.h"
#include "configtables.h"
#include "namedsections.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr QLatin1StringView AdminSection = "admin"_L1;

const QList<ConfigKey> &namedOnlyKeys()
{
    static const QList<ConfigKey> keys = keysOfNamedSections();
    return keys;
}

ConfigKeyList keysOf(NamedSection kind)
{
    ConfigKeyList keys;
    for (const ConfigKey &key : configKeys()) {
        if (key.kind == kind)
            keys += &key;
    }
    for (const ConfigKey &key : namedOnlyKeys()) {
        if (key.kind == kind)
            keys += &key;
    }
    return keys;
}

qsizetype distance(QByteArrayView a, QByteArrayView b)
{
    std::vector<qsizetype> row(size_t(b.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (const char c : a) {
        qsizetype diagonal = row[0]++;
        for (size_t j = 1; j < row.size(); ++j) {
            const qsizetype replaced = diagonal + (b[qsizetype(j) - 1] == c ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
        }
    }
    return row.back();
}

QLatin1StringView nearest(const ConfigKeyList &keys, QByteArrayView name)
{
    constexpr qsizetype longest = 64;
    if (name.size() > longest)
        return {};
    QLatin1StringView nearest;
    qsizetype best = std::max<qsizetype>(2, name.size() / 3) + 1;
    for (const ConfigKey *key : keys) {
        for (const QLatin1StringView candidate : {key->name, key->alias}) {
            if (qAbs(candidate.size() - name.size()) >= best)
                continue; // no distance is below that of the lengths
            const qsizetype d = distance(name, QByteArrayView(candidate));
            if (!candidate.isEmpty() && d < best) {
                best = d;
                nearest = candidate;
            }
        }
    }
    return nearest;
}

} // namespace

std::span<const ConfigKey> configKeys()
{
    static const QList<ConfigKey> keys = keysOfMain() + keysOfLimits() + keysOfTheRest();
    return {keys.constData(), size_t(keys.size())};
}

const ConfigKeyList &namedKeys(NamedSection kind)
{
    static const ConfigKeyList keys[] = {keysOf(NamedSection::Admin), keysOf(NamedSection::App),
                                         keysOf(NamedSection::Endpoint),
                                         keysOf(NamedSection::Access)};
    return keys[size_t(kind)];
}

bool ConfigKey::isOptional() const
{
    static const Config fresh;
    if (!kind)
        return std::holds_alternative<std::monostate>(get(fresh));
    return std::holds_alternative<std::monostate>(get(startSection(*kind, "")));
}

bool ConfigKey::needsRestart() const
{
    const auto kept = {"listen"_L1,
                       "port"_L1,
                       "http_port"_L1,
                       "workers"_L1,
                       "udp_ports"_L1,
                       "http_transport"_L1,
                       "callback_connections"_L1,
                       "io_uring"_L1};
    return std::find(kept.begin(), kept.end(), name) != kept.end();
}

QString ConfigKey::label() const
{
    return section == AdminSection ? u"[%1] %2"_qs.arg(section, name) : QString(name);
}

bool ConfigKey::belongsIn(QByteArrayView sectionName) const
{
    return section == sectionName || (section == "limits"_L1 && sectionName == "main")
        || (name == "forward_timeout"_L1 && sectionName == "limits");
}

ConfigKeyList changedKeys(const Config &before, const Config &after)
{
    ConfigKeyList changed;
    for (const ConfigKey &key : configKeys()) {
        if (key.get(before) != key.get(after))
            changed += &key;
    }
    return changed;
}

const ConfigKey *findConfigKey(QByteArrayView section, QByteArrayView name)
{
    const ConfigKey *found = nullptr;
    for (const ConfigKey &key : configKeys()) {
        if (name.isEmpty() || (key.name != name && key.alias != name))
            continue;
        if (key.belongsIn(section))
            return &key;
        if (!found)
            found = &key;
    }
    return found;
}

const ConfigKey *findConfigKey(NamedSection kind, QByteArrayView name)
{
    const ConfigKeyList &keys = namedKeys(kind);
    const auto found = std::find_if(keys.begin(), keys.end(),
                                    [name](const ConfigKey *key) { return key->name == name; });
    return found == keys.end() ? nullptr : *found;
}

QLatin1StringView homeOfKey(QByteArrayView section, QByteArrayView name)
{
    if (const ConfigKey *key = findConfigKey(section, name))
        return key->section;
    for (const ConfigKey &key : namedOnlyKeys()) {
        if (key.name == name)
            return key.section;
    }
    return {};
}

QLatin1StringView nearestConfigKey(QByteArrayView section, QByteArrayView name)
{
    ConfigKeyList keys;
    for (const ConfigKey &key : configKeys()) {
        if ((key.section == AdminSection) == (section == AdminSection))
            keys += &key;
    }
    return nearest(keys, name);
}

QLatin1StringView nearestConfigKey(NamedSection kind, QByteArrayView name)
{
    return nearest(namedKeys(kind), name);
}

} // namespace Rainbow
