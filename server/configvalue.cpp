// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configvalue.h"

#include "confignumber.h"
#include "configtext.h"

#include <algorithm>

namespace Rainbow {

namespace {

QByteArray formatPorts(const QList<quint16> &ports)
{
    QByteArrayList numbers;
    for (const quint16 port : ports)
        numbers.append(QByteArray::number(port));
    return '[' + numbers.join(", ") + ']';
}

QByteArray formatAddressPort(const SocketAddress &endpoint)
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

QByteArray formatRate(const Rate &rate)
{
    return QByteArray::number(rate.perSecond) + ", " + QByteArray::number(rate.burst);
}

} // namespace

bool isName(QByteArrayView text)
{
    constexpr qsizetype longest = 64;
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || isDigit(c) || c == '.'
            || c == '_' || c == '-';
    };
    return !text.isEmpty() && text.size() <= longest
        && std::all_of(text.begin(), text.end(), isAllowed);
}

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
    case ValueKind::Hosts:
        return parseHosts(text);
    case ValueKind::HeaderText:
        return parseHeaderText(text);
    case ValueKind::Name:
        return parseName(text);
    case ValueKind::Queue:
        return parseQueue(text);
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
    case ValueKind::Words:
        return parseWords(rule, text);
    case ValueKind::Rate:
        return parseRate(rule, text);
    case ValueKind::Time:
        return parseTime(rule, text);
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
        return rule.kind == ValueKind::Queue ? QueuePrefix + *text : *text;
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
    if (const auto *endpoint = std::get_if<SocketAddress>(&value))
        return formatAddressPort(*endpoint);
    if (const auto *rate = std::get_if<Rate>(&value))
        return formatRate(*rate);
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
    case ValueKind::Hosts:
        return u"addresses, with * for any run of characters, separated by commas"_qs;
    case ValueKind::HeaderText:
        return u"printable ASCII"_qs;
    case ValueKind::Name:
        return u"1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs;
    case ValueKind::Queue:
        return u"queue:TOPIC, with a topic of 1 to 255 bytes"_qs;
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
    case ValueKind::Rate:
        return u"%1 to %2, or two numbers: per second, and at once"_qs.arg(number(rule.min),
                                                                           number(rule.max));
    case ValueKind::Time:
        return u"a time such as 2026-12-31T23:59:59Z, with its zone, or Unix seconds"_qs;
    case ValueKind::Choice:
    case ValueKind::Words:
        break;
    }
    QStringList words = rule.choices.toString().split(u'|');
    const QString last = words.takeLast();
    if (rule.kind == ValueKind::Words)
        return words.join(u", "_qs) + u" and "_qs + last + u", one or more, separated by commas"_qs;
    return words.join(u", "_qs) + u" or "_qs + last;
}

} // namespace Rainbow
