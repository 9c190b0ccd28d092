// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHostAddress>
#include <QLatin1StringView>
#include <QList>
#include <QString>
#include <QUrl>

#include <utility>
#include <variant>

namespace Rainbow {

/// Networks, each with the length of its prefix; a single address has all its bits.
using SubnetList = QList<std::pair<QHostAddress, int>>;

/// An address and a port.
using SocketAddress = std::pair<QHostAddress, quint16>;

// How one value of the configuration is written, read and checked.

enum class ValueKind : quint8 {
    Secret, ///< any bytes; never shown
    Path, ///< of a file
    Paths, ///< of files, separated by commas
    HeaderText, ///< printable ASCII
    Name, ///< see isName()
    Queue, ///< queue:TOPIC; the value is the topic
    Url, ///< http or https, with a host, without user and fragment
    UrlTemplate, ///< the same, once {message_type} or {{message_type}} is replaced
    Address, ///< IPv4 or IPv6
    AddressPort, ///< ADDRESS:PORT, an IPv6 address in brackets
    Subnets, ///< addresses and networks such as 10.0.0.0/8, separated by commas
    Origins, ///< scheme://host[:port] (RFC 6454 §6.1) or *, separated by commas
    Hosts, ///< addresses, with "*" for any run of characters, separated by commas
    Ports, ///< [1984, 1985]; the brackets may be left out
    Count, ///< a whole number
    Duration, ///< a number with ms, s, min or h; without a unit: s
    Size, ///< a number with B, KiB (k), MiB (M) or GiB (G); without a unit: B
    Choice, ///< one of some words
    Words, ///< one or more of some words, separated by commas
    Rate, ///< so many per second, and, after a comma, at once; without: what a second allows
    Time, ///< ISO 8601 with zone, or Unix seconds
};

/// Events per second, and how many of them may come at once.
struct Rate {
    qint64 perSecond = 0;
    qint64 burst = 0; ///< 1 and up

    friend bool operator==(const Rate &, const Rate &) = default;
};

/// monostate: not set. qint64: a count, a rate that does not say how many at once, milliseconds,
/// bytes, Unix seconds, the index of a choice, or a bit for each of the words, the first the
/// lowest.
using ConfigValue =
    std::variant<std::monostate, qint64, QByteArray, QUrl, QHostAddress, QList<quint16>,
                 QList<QByteArray>, SubnetList, SocketAddress, Rate>;

/// What is allowed: min and max in the unit of the ConfigValue; choices separated by '|'.
struct ValueRule {
    ValueKind kind = ValueKind::Secret;
    qint64 min = 0;
    qint64 max = 0;
    QLatin1StringView choices;
};

/// problem is empty when the text was fine, else says what is wrong with it, without showing it.
struct ParsedValue {
    ConfigValue value;
    QString problem;
};

/// Reads a value. Empty text gives monostate.
[[nodiscard]] ParsedValue parseValue(const ValueRule &rule, QByteArrayView text);

/// The value as parseValue() reads it; durations and sizes in the largest unit that fits.
[[nodiscard]] QByteArray formatValue(const ValueRule &rule, const ConfigValue &value);

/// 1 to 64 letters, digits, ".", "_" and "-", all ASCII.
[[nodiscard]] bool isName(QByteArrayView text);

/// `100 ms to 10 min`, `debug, info, warning or error`, `an http or https URL`, …
[[nodiscard]] QString describeRule(const ValueRule &rule);

} // namespace Rainbow
