// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "configvalue.h"

namespace Rainbow {

// The values of the configuration that are texts of some form, and lists of them. What is read is
// not empty; problems are as ParsedValue has them.

[[nodiscard]] ParsedValue parseUrl(QByteArrayView text);
[[nodiscard]] ParsedValue parseUrlTemplate(QByteArrayView text);
[[nodiscard]] ParsedValue parseAddress(QByteArrayView text);
[[nodiscard]] ParsedValue parseAddressPort(QByteArrayView text);
[[nodiscard]] ParsedValue parsePorts(const ValueRule &rule, QByteArrayView text);
[[nodiscard]] ParsedValue parseHeaderText(QByteArrayView text);
[[nodiscard]] ParsedValue parseName(QByteArrayView text);
[[nodiscard]] ParsedValue parseQueue(QByteArrayView text);
[[nodiscard]] ParsedValue parsePaths(QByteArrayView text);
[[nodiscard]] ParsedValue parseSubnets(QByteArrayView text);
[[nodiscard]] ParsedValue parseOrigins(QByteArrayView text);
[[nodiscard]] ParsedValue parseHosts(QByteArrayView text);

/// What comes before the topic of a queue.
inline constexpr char QueuePrefix[] = "queue:";

} // namespace Rainbow
