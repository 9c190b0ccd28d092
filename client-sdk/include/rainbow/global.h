// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <type_traits>

/// What a public class or function is marked with, so that it is found in the shared library.
#if defined(RAINBOW_CLIENT_STATIC)
#define RAINBOW_EXPORT
#elif defined(RAINBOW_CLIENT_BUILD)
#define RAINBOW_EXPORT Q_DECL_EXPORT
#else
#define RAINBOW_EXPORT Q_DECL_IMPORT
#endif

namespace Rainbow {

/// Holds of "literals" and pointers to char: a function that takes both bytes and JSON has a
/// template for them, since a literal would be as good a QJsonValue as a QByteArray.
template <typename Text>
using IfLiteral =
    std::enable_if_t<(std::is_array_v<Text> || std::is_pointer_v<Text>)&&std::is_convertible_v<
        const Text &, const char *>>;

} // namespace Rainbow
