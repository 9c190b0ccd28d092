// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "confignumber.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>

namespace Rainbow {

namespace {

struct Unit {
    const char *name;
    qint64 factor;
};

// From small to large: formatting takes the last that divides.
constexpr Unit durationUnits[] = {{"ms", 1}, {"s", 1000}, {"min", 60'000}, {"h", 3'600'000}};
constexpr Unit sizeUnits[] = {{"B", 1}, {"KiB", 1 << 10}, {"MiB", 1 << 20}, {"GiB", 1 << 30}};
constexpr Unit shortSizeUnits[] = {{"k", 1 << 10}, {"M", 1 << 20}, {"G", 1 << 30}};

std::optional<qint64> factorOf(std::span<const Unit> units, QByteArrayView name)
{
    for (const Unit &unit : units) {
        if (name.compare(unit.name, Qt::CaseInsensitive) == 0)
            return unit.factor;
    }
    return {};
}

std::optional<qint64> factorOf(ValueKind kind, QByteArrayView unit)
{
    if (kind == ValueKind::Duration)
        return unit.isEmpty() ? 1000 : factorOf(durationUnits, unit);
    if (kind != ValueKind::Size)
        return unit.isEmpty() ? std::optional<qint64>(1) : std::nullopt;
    if (unit.isEmpty())
        return 1;
    const auto factor = factorOf(sizeUnits, unit);
    return factor ? factor : factorOf(shortSizeUnits, unit);
}

QString notA(ValueKind kind)
{
    switch (kind) {
    case ValueKind::Duration:
        return u"not a duration (a number with ms, s, min or h; without a unit: s)"_qs;
    case ValueKind::Size:
        return u"not a size (a number with B, KiB, MiB or GiB; without a unit: B)"_qs;
    default:
        return u"not a whole number"_qs;
    }
}

QByteArray formatNumber(std::span<const Unit> units, qint64 amount)
{
    const Unit *best = &units.front();
    for (const Unit &unit : units) {
        if (amount != 0 && amount % unit.factor == 0)
            best = &unit;
    }
    return QByteArray::number(amount / best->factor) + ' ' + best->name;
}

QByteArray formatWords(const ValueRule &rule, qint64 bits)
{
    const auto words = rule.choices.toString().split(u'|');
    QByteArrayList set;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if ((bits & (qint64(1) << i)) != 0)
            set.append(words[i].toLatin1());
    }
    return set.join(", ");
}

/// Which of the words it is; -1: none.
qsizetype indexOf(const QStringList &words, QByteArrayView text)
{
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words[i].compare(QLatin1StringView(text), Qt::CaseInsensitive) == 0)
            return i;
    }
    return -1;
}

} // namespace

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

ParsedValue parseNumber(const ValueRule &rule, QByteArrayView text)
{
    qsizetype length = 0;
    while (length < text.size() && isDigit(text[length]))
        ++length;
    const qsizetype whole = length;
    if (rule.kind != ValueKind::Count && whole > 0 && length < text.size() && text[length] == '.') {
        ++length;
        while (length < text.size() && isDigit(text[length]))
            ++length;
    }
    const bool endsInPoint = length == whole + 1;
    const auto factor = factorOf(rule.kind, text.sliced(length).trimmed());
    if (whole == 0 || endsInPoint || !factor)
        return {{}, notA(rule.kind)};

    const double amount = text.first(length).toDouble() * double(*factor);
    if (!(amount >= double(rule.min) && amount <= double(rule.max)))
        return {{}, u"must be "_qs + describeRule(rule)};
    // Decimals such as 0.1 have no exact double; what is left of a unit beyond that was meant.
    if (std::abs(amount - std::round(amount)) > 1e-3) {
        return {{},
                rule.kind == ValueKind::Duration ? u"not a whole number of milliseconds"_qs
                                                 : u"not a whole number of bytes"_qs};
    }
    return {qint64(std::llround(amount)), {}};
}

ParsedValue parseRate(const ValueRule &rule, QByteArrayView text)
{
    const ValueRule one{ValueKind::Count, rule.min, rule.max, {}};
    const qsizetype comma = text.indexOf(',');
    ParsedValue rate = parseNumber(one, comma < 0 ? text : text.first(comma).trimmed());
    if (comma < 0 || !rate.problem.isEmpty())
        return rate;
    const ParsedValue burst =
        parseNumber({ValueKind::Count, 1, rule.max, {}}, text.sliced(comma + 1).trimmed());
    if (!burst.problem.isEmpty())
        return {{}, u"what comes at once: "_qs + burst.problem};
    const auto perSecond = std::get<qint64>(rate.value);
    if (perSecond == 0)
        return {{}, u"0 is any number, also at once"_qs};
    return {Rate{perSecond, std::get<qint64>(burst.value)}, {}};
}

ParsedValue parseTime(const ValueRule &rule, QByteArrayView text)
{
    if (std::all_of(text.begin(), text.end(), isDigit)) {
        const ValueRule seconds{ValueKind::Count, rule.min, rule.max, {}};
        ParsedValue parsed = parseNumber(seconds, text);
        return parsed.problem.isEmpty() ? parsed
                                        : ParsedValue{{}, u"must be "_qs + describeRule(rule)};
    }
    const QDateTime time = QDateTime::fromString(QString::fromUtf8(text), Qt::ISODate);
    // What has no zone would mean another time on each machine.
    const bool hasZone = time.timeSpec() == Qt::UTC || time.timeSpec() == Qt::OffsetFromUTC;
    const qint64 seconds = time.isValid() && hasZone ? time.toSecsSinceEpoch() : -1;
    if (seconds < rule.min || seconds > rule.max)
        return {{}, u"must be "_qs + describeRule(rule)};
    return {seconds, {}};
}

ParsedValue parseChoice(const ValueRule &rule, QByteArrayView text)
{
    const qsizetype index = indexOf(rule.choices.toString().split(u'|'), text);
    if (index < 0)
        return {{}, u"must be "_qs + describeRule(rule)};
    return {qint64(index), {}};
}

ParsedValue parseWords(const ValueRule &rule, QByteArrayView text)
{
    const auto words = rule.choices.toString().split(u'|');
    qint64 bits = 0;
    const auto parts = text.toByteArray().split(',');
    for (const QByteArray &part : parts) {
        const qsizetype index = indexOf(words, part.trimmed());
        if (index < 0)
            return {{}, u"must be "_qs + describeRule(rule)};
        const qint64 bit = qint64(1) << index;
        if ((bits & bit) != 0)
            return {{}, u"%1 stands in it twice"_qs.arg(words[index])};
        bits |= bit;
    }
    return {bits, {}};
}

QByteArray formatNumber(const ValueRule &rule, qint64 number)
{
    switch (rule.kind) {
    case ValueKind::Duration:
        return number == 0 ? QByteArray("0 s") : formatNumber(durationUnits, number);
    case ValueKind::Size:
        return formatNumber(sizeUnits, number);
    case ValueKind::Choice:
        return rule.choices.toString().split(u'|').value(qsizetype(number)).toLatin1();
    case ValueKind::Words:
        return formatWords(rule, number);
    case ValueKind::Time:
        return QDateTime::fromSecsSinceEpoch(number, Qt::UTC).toString(Qt::ISODate).toLatin1();
    default:
        return QByteArray::number(number);
    }
}

} // namespace Rainbow
