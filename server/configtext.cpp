// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configtext.h"

#include "confignumber.h"
#include "inireader.h"

#include <algorithm>
#include <optional>

namespace Rainbow {

namespace {

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

} // namespace

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
    return {SocketAddress(*parsed, quint16(std::get<qint64>(port.value))), {}};
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

ParsedValue parseName(QByteArrayView text)
{
    if (!isName(text))
        return {{}, u"must be "_qs + describeRule({ValueKind::Name, 0, 0, {}})};
    return {text.toByteArray(), {}};
}

ParsedValue parseQueue(QByteArrayView text)
{
    constexpr qsizetype longest = 255;
    constexpr QByteArrayView prefix = QueuePrefix;
    const bool isQueue = text.size() >= prefix.size()
        && text.first(prefix.size()).compare(prefix, Qt::CaseInsensitive) == 0;
    const QByteArrayView topic = isQueue ? withoutBlanks(text.sliced(prefix.size())) : "";
    if (topic.isEmpty() || topic.size() > longest)
        return {{}, u"must be "_qs + describeRule({ValueKind::Queue, 0, 0, {}})};
    return {topic.toByteArray(), {}};
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

ParsedValue parseHosts(QByteArrayView text)
{
    constexpr qsizetype longest = 64;
    const auto parts = partsOf(text);
    if (!parts)
        return {{}, u"an address between two commas is missing"_qs};
    const auto isAllowed = [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || c == '.' || c == ':' || c == '*';
    };
    QList<QByteArray> hosts;
    for (const QByteArray &part : *parts) {
        const QByteArray host = part.toLower();
        // A name would never match: callers are known by their addresses.
        if (host.size() > longest || !std::all_of(host.begin(), host.end(), isAllowed))
            return {{},
                    u"\"%1\" is not an address such as 10.0.0.1 or 10.0.*"_qs.arg(
                        QString::fromUtf8(part.left(80)))};
        hosts.append(host);
    }
    return {hosts, {}};
}

} // namespace Rainbow
