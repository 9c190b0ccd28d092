// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configvalue.h"

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

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

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

ParsedValue parseChoice(const ValueRule &rule, QByteArrayView text)
{
    const auto words = rule.choices.toString().split(u'|');
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (words[i].compare(QLatin1StringView(text), Qt::CaseInsensitive) == 0)
            return {qint64(i), {}};
    }
    return {{}, u"must be "_qs + describeRule(rule)};
}

ParsedValue parseUrl(QByteArrayView text)
{
    const QUrl url = QUrl::fromEncoded(text.toByteArray(), QUrl::StrictMode);
    if (!url.isValid())
        return {{}, u"not a valid URL"_qs};
    if (url.scheme() != u"http" && url.scheme() != u"https")
        return {{}, u"must begin with http:// or https://"_qs};
    if (url.host().isEmpty())
        return {{}, u"has no host"_qs};
    if (!url.userInfo().isEmpty())
        return {{}, u"must not hold a user name or password"_qs};
    if (url.port() == 0)
        return {{}, u"port 0 cannot be called"_qs};
    if (url.hasFragment())
        return {{}, u"must not have a fragment (#...)"_qs};
    return {url, {}};
}

ParsedValue parseUrlTemplate(QByteArrayView text)
{
    QByteArray filled = text.toByteArray();
    filled.replace("{{message_type}}", "1").replace("{message_type}", "1");
    if (filled.contains('{') || filled.contains('}'))
        return {{}, u"the only placeholder is {message_type} or {{message_type}}"_qs};
    ParsedValue parsed = parseUrl(filled);
    if (!parsed.problem.isEmpty())
        return parsed;
    return {text.toByteArray(), {}};
}

ParsedValue parseAddress(QByteArrayView text)
{
    const QString written = QString::fromUtf8(text);
    QHostAddress address;
    const bool understood = address.setAddress(written);
    // inet_aton's short forms (1984, 127.1) are refused: they are typing errors here.
    const bool meant =
        address.protocol() != QHostAddress::IPv4Protocol || address.toString() == written;
    if (!understood || !meant)
        return {{}, u"not an IP address"_qs};
    return {address, {}};
}

ParsedValue parseAddressPort(QByteArrayView text)
{
    const bool isBracketed = text.startsWith('[');
    const qsizetype colon = isBracketed ? text.indexOf("]:") + 1 : text.lastIndexOf(':');
    if (colon <= 0 || (!isBracketed && text.indexOf(':') != colon))
        return {{}, u"must be %1"_qs.arg(describeRule({ValueKind::AddressPort, 0, 0, {}}))};
    const QByteArrayView host = isBracketed ? text.first(colon - 1).sliced(1) : text.first(colon);
    const ParsedValue address = parseAddress(host);
    const auto *parsed = std::get_if<QHostAddress>(&address.value);
    const bool isV6 = parsed && parsed->protocol() == QHostAddress::IPv6Protocol;
    if (!parsed || isV6 != isBracketed)
        return {{},
                u"\"%1\" is not an IP address"_qs.arg(
                    QString::fromUtf8(host.first(std::min<qsizetype>(host.size(), 80))))};
    ParsedValue port = parseNumber({ValueKind::Count, 1, 65'535, {}}, text.sliced(colon + 1));
    if (!port.problem.isEmpty())
        return {{}, u"the port: "_qs + port.problem};
    return {Endpoint(*parsed, quint16(std::get<qint64>(port.value))), {}};
}

ParsedValue parsePorts(const ValueRule &rule, QByteArrayView text)
{
    const QString malformed = u"not a list of ports such as [1984, 1985]"_qs;
    if (text.startsWith('[') != text.endsWith(']') || text == QByteArrayView("["))
        return {{}, malformed};
    if (text.startsWith('['))
        text = text.sliced(1).chopped(1).trimmed();
    QList<quint16> ports;
    if (text.isEmpty())
        return {ports, {}};
    const ValueRule one{ValueKind::Count, rule.min, rule.max, {}};
    const auto parts = text.toByteArray().split(',');
    for (const QByteArray &part : parts) {
        const QByteArray number = part.trimmed();
        if (number.isEmpty() || !std::all_of(number.begin(), number.end(), isDigit))
            return {{}, malformed};
        ParsedValue parsed = parseNumber(one, number);
        if (!parsed.problem.isEmpty())
            return {{}, u"every port "_qs + parsed.problem};
        const auto port = quint16(std::get<qint64>(parsed.value));
        if (ports.contains(port))
            return {{}, u"%1 stands in it twice"_qs.arg(port)};
        ports.append(port);
    }
    return {ports, {}};
}

ParsedValue parseHeaderText(QByteArrayView text)
{
    const bool printable =
        std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
    if (!printable)
        return {{}, u"may only hold printable ASCII"_qs};
    return {text.toByteArray(), {}};
}

/// The parts of a list separated by commas; nothing where one of them is empty.
std::optional<QByteArrayList> partsOf(QByteArrayView text)
{
    QByteArrayList parts = text.toByteArray().split(',');
    for (QByteArray &part : parts) {
        part = part.trimmed();
        if (part.isEmpty())
            return std::nullopt;
    }
    return parts;
}

ParsedValue parsePaths(QByteArrayView text)
{
    const auto parts = partsOf(text);
    if (!parts)
        return {{}, u"a path between two commas is missing"_qs};
    return {*parts, {}};
}

ParsedValue parseSubnets(QByteArrayView text)
{
    const auto parts = partsOf(text);
    if (!parts)
        return {{}, u"an address between two commas is missing"_qs};
    SubnetList subnets;
    for (const QByteArray &part : *parts) {
        const qsizetype slash = part.indexOf('/');
        const ParsedValue address = parseAddress(slash < 0 ? part : part.first(slash));
        const auto *host = std::get_if<QHostAddress>(&address.value);
        if (!host)
            return {{},
                    u"\"%1\" is neither an address nor a network such as 10.0.0.0/8"_qs.arg(
                        QString::fromUtf8(part.left(80)))};
        const int bits = host->protocol() == QHostAddress::IPv4Protocol ? 32 : 128;
        bool ok = true;
        const int length = slash < 0 ? bits : part.sliced(slash + 1).toInt(&ok);
        if (!ok || length < 0 || length > bits)
            return {{}, u"the length of a prefix must be 0 to %1"_qs.arg(bits)};
        subnets.append({*host, length});
    }
    return {subnets, {}};
}

ParsedValue parseOrigins(QByteArrayView text)
{
    const auto parts = partsOf(text);
    if (!parts)
        return {{}, u"an origin between two commas is missing"_qs};
    QList<QByteArray> origins;
    for (const QByteArray &part : *parts) {
        const QUrl url = QUrl::fromEncoded(part, QUrl::StrictMode);
        const bool isOrigin = url.isValid() && !url.scheme().isEmpty() && !url.host().isEmpty()
            && url.path().isEmpty() && !url.hasQuery() && !url.hasFragment()
            && url.userInfo().isEmpty();
        if (part != "*" && !isOrigin)
            return {{},
                    u"\"%1\" is not an origin such as https://app.example"_qs.arg(
                        QString::fromUtf8(part.left(80)))};
        origins.append(part == "*" ? part : url.toEncoded().toLower());
    }
    return {origins, {}};
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

QByteArray formatNumber(const ValueRule &rule, qint64 number)
{
    switch (rule.kind) {
    case ValueKind::Duration:
        return number == 0 ? QByteArray("0 s") : formatNumber(durationUnits, number);
    case ValueKind::Size:
        return formatNumber(sizeUnits, number);
    case ValueKind::Choice:
        return rule.choices.toString().split(u'|').value(qsizetype(number)).toLatin1();
    default:
        return QByteArray::number(number);
    }
}

QByteArray formatPorts(const QList<quint16> &ports)
{
    QByteArrayList numbers;
    for (const quint16 port : ports)
        numbers.append(QByteArray::number(port));
    return '[' + numbers.join(", ") + ']';
}

QByteArray formatAddressPort(const Endpoint &endpoint)
{
    const QByteArray address = endpoint.first.toString().toLatin1();
    const bool isV6 = endpoint.first.protocol() == QHostAddress::IPv6Protocol;
    return (isV6 ? '[' + address + ']' : address) + ':' + QByteArray::number(endpoint.second);
}

QByteArray formatSubnets(const SubnetList &subnets)
{
    QByteArrayList parts;
    for (const auto &[address, length] : subnets) {
        const bool whole = length == (address.protocol() == QHostAddress::IPv4Protocol ? 32 : 128);
        const QByteArray text = address.toString().toLatin1();
        parts.append(whole ? text : text + '/' + QByteArray::number(length));
    }
    return parts.join(", ");
}

} // namespace

ParsedValue parseValue(const ValueRule &rule, QByteArrayView text)
{
    if (text.isEmpty())
        return {};
    switch (rule.kind) {
    case ValueKind::Secret:
    case ValueKind::Path:
        return {text.toByteArray(), {}};
    case ValueKind::Paths:
        return parsePaths(text);
    case ValueKind::Subnets:
        return parseSubnets(text);
    case ValueKind::Origins:
        return parseOrigins(text);
    case ValueKind::HeaderText:
        return parseHeaderText(text);
    case ValueKind::Url:
        return parseUrl(text);
    case ValueKind::UrlTemplate:
        return parseUrlTemplate(text);
    case ValueKind::Address:
        return parseAddress(text);
    case ValueKind::AddressPort:
        return parseAddressPort(text);
    case ValueKind::Ports:
        return parsePorts(rule, text);
    case ValueKind::Choice:
        return parseChoice(rule, text);
    case ValueKind::Count:
    case ValueKind::Duration:
    case ValueKind::Size:
        return parseNumber(rule, text);
    }
    return {};
}

QByteArray formatValue(const ValueRule &rule, const ConfigValue &value)
{
    if (const auto *number = std::get_if<qint64>(&value))
        return formatNumber(rule, *number);
    if (const auto *text = std::get_if<QByteArray>(&value))
        return *text;
    if (const auto *url = std::get_if<QUrl>(&value))
        return url->toEncoded();
    if (const auto *address = std::get_if<QHostAddress>(&value))
        return address->toString().toUtf8();
    if (const auto *ports = std::get_if<QList<quint16>>(&value))
        return formatPorts(*ports);
    if (const auto *texts = std::get_if<QList<QByteArray>>(&value))
        return texts->join(", ");
    if (const auto *subnets = std::get_if<SubnetList>(&value))
        return formatSubnets(*subnets);
    if (const auto *endpoint = std::get_if<Endpoint>(&value))
        return formatAddressPort(*endpoint);
    return {};
}

QString describeRule(const ValueRule &rule)
{
    const auto number = [&rule](qint64 n) { return QString::fromLatin1(formatNumber(rule, n)); };
    switch (rule.kind) {
    case ValueKind::Secret:
        return u"any text"_qs;
    case ValueKind::Path:
        return u"the path of a file"_qs;
    case ValueKind::Paths:
        return u"paths of files, separated by commas"_qs;
    case ValueKind::Subnets:
        return u"addresses and networks such as 10.0.0.0/8, separated by commas"_qs;
    case ValueKind::Origins:
        return u"origins such as https://app.example, separated by commas; * is any"_qs;
    case ValueKind::HeaderText:
        return u"printable ASCII"_qs;
    case ValueKind::Url:
        return u"an http or https URL"_qs;
    case ValueKind::UrlTemplate:
        return u"an http or https URL, with {message_type} in it or not"_qs;
    case ValueKind::Address:
        return u"an IP address"_qs;
    case ValueKind::AddressPort:
        return u"an IP address and a port, such as 127.0.0.1:2020 or [::1]:2020"_qs;
    case ValueKind::Ports:
        return u"a list of ports such as [1984, 1985]"_qs;
    case ValueKind::Count:
    case ValueKind::Duration:
    case ValueKind::Size:
        return u"%1 to %2"_qs.arg(number(rule.min), number(rule.max));
    case ValueKind::Choice:
        break;
    }
    QStringList words = rule.choices.toString().split(u'|');
    const QString last = words.takeLast();
    return words.join(u", "_qs) + u" or "_qs + last;
}

} // namespace Rainbow
