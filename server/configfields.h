// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configkeys.h"

#include <concepts>
#include <optional>
#include <type_traits>

// For the tables of keys: where in a Config a key's value lives, and how it gets there.

namespace Rainbow::ConfigFields {

// How a field of the settings takes a value of the file, and gives it back.

inline void assign(std::chrono::milliseconds &field, const ConfigValue &value)
{
    field = std::chrono::milliseconds(std::get<qint64>(value));
}

template <std::integral Number>
void assign(Number &field, const ConfigValue &value)
{
    field = Number(std::get<qint64>(value));
}

template <typename Enum>
requires std::is_enum_v<Enum>
void assign(Enum &field, const ConfigValue &value)
{
    field = Enum(std::get<qint64>(value));
}

inline void assign(QHostAddress &field, const ConfigValue &value)
{
    const auto *address = std::get_if<QHostAddress>(&value);
    field = address ? *address : QHostAddress(QHostAddress::Any);
}

inline void assign(std::optional<quint16> &field, const ConfigValue &value)
{
    const auto *number = std::get_if<qint64>(&value);
    field = number ? std::optional<quint16>(quint16(*number)) : std::nullopt;
}

inline void assign(std::optional<SocketAddress> &field, const ConfigValue &value)
{
    const auto *endpoint = std::get_if<SocketAddress>(&value);
    field = endpoint ? std::optional<SocketAddress>(*endpoint) : std::nullopt;
}

/// A rate in two fields of some settings; burst 0: it is not said.
template <typename Number>
struct RateFields {
    Number &perSecond;
    Number &burst;
};

inline void assign(const RateFields<int> &fields, const ConfigValue &value)
{
    const auto *both = std::get_if<Rate>(&value);
    fields.perSecond = int(both ? both->perSecond : std::get<qint64>(value));
    fields.burst = both ? int(both->burst) : 0;
}

/// A time; 0: none.
template <typename Number>
struct TimeField {
    Number &seconds;
};

inline void assign(const TimeField<qint64> &field, const ConfigValue &value)
{
    const auto *seconds = std::get_if<qint64>(&value);
    field.seconds = seconds ? *seconds : 0;
}

/// Two of the words of a value, the first and the second.
template <typename Bool>
struct WordFields {
    Bool &first;
    Bool &second;
};

inline void assign(const WordFields<bool> &fields, const ConfigValue &value)
{
    const auto bits = std::get<qint64>(value);
    fields.first = (bits & 1) != 0;
    fields.second = (bits & 2) != 0;
}

template <typename Optional> // an empty one means: not set
void assign(Optional &field, const ConfigValue &value)
{
    const auto *given = std::get_if<Optional>(&value);
    field = given ? *given : Optional();
}

inline ConfigValue valueOf(const std::chrono::milliseconds &field)
{
    return qint64(field.count());
}

template <std::integral Number>
ConfigValue valueOf(const Number &field)
{
    return qint64(field);
}

template <typename Enum>
requires std::is_enum_v<Enum> ConfigValue valueOf(const Enum &field)
{
    return qint64(field);
}

inline ConfigValue valueOf(const QHostAddress &field)
{
    if (field.protocol() == QAbstractSocket::AnyIPProtocol || field.isNull())
        return {};
    return field;
}

inline ConfigValue valueOf(const std::optional<quint16> &field)
{
    return field ? ConfigValue(qint64(*field)) : ConfigValue();
}

inline ConfigValue valueOf(const std::optional<SocketAddress> &field)
{
    return field ? ConfigValue(*field) : ConfigValue();
}

inline ConfigValue valueOf(const RateFields<const int> &fields)
{
    if (fields.burst == 0)
        return qint64(fields.perSecond);
    return Rate{fields.perSecond, fields.burst};
}

inline ConfigValue valueOf(const TimeField<const qint64> &field)
{
    return field.seconds == 0 ? ConfigValue() : ConfigValue(field.seconds);
}

inline ConfigValue valueOf(const WordFields<const bool> &fields)
{
    return qint64(fields.first ? 1 : 0) | qint64(fields.second ? 2 : 0);
}

template <typename Optional>
ConfigValue valueOf(const Optional &field)
{
    return field.isEmpty() ? ConfigValue() : ConfigValue(field);
}

// Where a key's value lives: a field of Config, or of one of its parts.
template <auto Part, auto Field = nullptr>
struct At {
    template <typename Settings>
    static auto &in(Settings &config)
    {
        if constexpr (Field == nullptr)
            return (config.*Part);
        else
            return ((config.*Part).*Field);
    }
};

template <auto Field>
using Hub = At<&Config::hub, Field>;
template <auto Field>
using Gate = At<&Config::gate, Field>;
template <auto Field>
using Http = At<&Config::http, Field>;
template <auto Field>
using Business = At<&Config::business, Field>;
template <auto Field>
using App = At<&Config::app, Field>;

/// Two fields of one part, for a rate.
template <auto Part, auto PerSecond, auto Burst>
struct RateAt {
    static auto in(const Config &config)
    {
        return RateFields<const int>{(config.*Part).*PerSecond, (config.*Part).*Burst};
    }
    static auto in(Config &config)
    {
        return RateFields<int>{(config.*Part).*PerSecond, (config.*Part).*Burst};
    }
};

/// What [admin] says of the one who has its token, or [admin:NAME].
template <auto Field>
struct Admin {
    static const auto &in(const Config &config) { return config.admin.sections.first().*Field; }
    static auto &in(Config &config) { return config.admin.sections.first().*Field; }
};

/// A key that sets First and More, which are kept the same.
template <typename First, typename... More>
[[nodiscard]] ConfigKey key(QLatin1StringView section, QLatin1StringView name,
                            const ValueRule &rule, QLatin1StringView meaning,
                            QLatin1StringView alias = {})
{
    return {section,
            name,
            alias,
            rule,
            meaning,
            {},
            [](Config &config, const ConfigValue &value) {
                assign(First::in(config), value);
                (assign(More::in(config), value), ...);
                config.admin.gatherUsers();
            },
            [](const Config &config) { return valueOf(First::in(config)); }};
}

/// A key that may stand in each section of that kind too.
[[nodiscard]] inline ConfigKey ofEach(NamedSection kind, ConfigKey key)
{
    key.kind = kind;
    return key;
}

constexpr ValueRule count(qint64 min, qint64 max)
{
    return {ValueKind::Count, min, max, {}};
}

constexpr ValueRule duration(std::chrono::milliseconds min, std::chrono::milliseconds max)
{
    return {ValueKind::Duration, min.count(), max.count(), {}};
}

constexpr ValueRule size(qint64 min, qint64 max)
{
    return {ValueKind::Size, min, max, {}};
}

constexpr ValueRule secret{ValueKind::Secret, 0, 0, {}};
constexpr ValueRule path{ValueKind::Path, 0, 0, {}};
constexpr ValueRule url{ValueKind::Url, 0, 0, {}};
constexpr ValueRule name{ValueKind::Name, 0, 0, {}};
constexpr ValueRule origins{ValueKind::Origins, 0, 0, {}};
constexpr ValueRule port = count(1, 65'535);
constexpr ValueRule rate{ValueKind::Rate, 0, 1'000'000, {}};

constexpr ValueRule choice(QLatin1StringView choices)
{
    return {ValueKind::Choice, 0, 0, choices};
}

} // namespace Rainbow::ConfigFields
