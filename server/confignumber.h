// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "configvalue.h"

namespace Rainbow {

// The values of the configuration that are numbers, or words that stand for some. What is read is
// not empty; problems are as ParsedValue has them.

[[nodiscard]] ParsedValue parseNumber(const ValueRule &rule, QByteArrayView text);
[[nodiscard]] ParsedValue parseRate(const ValueRule &rule, QByteArrayView text);
[[nodiscard]] ParsedValue parseTime(const ValueRule &rule, QByteArrayView text);
[[nodiscard]] ParsedValue parseChoice(const ValueRule &rule, QByteArrayView text);
[[nodiscard]] ParsedValue parseWords(const ValueRule &rule, QByteArrayView text);

/// As the function for the rule's kind reads it.
[[nodiscard]] QByteArray formatNumber(const ValueRule &rule, qint64 number);

[[nodiscard]] bool isDigit(char c);

} // namespace Rainbow
