// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

/// What a public class or function is marked with, so that it is found in the shared library.
#if defined(RAINBOW_CLIENT_STATIC)
#define RAINBOW_EXPORT
#elif defined(RAINBOW_CLIENT_BUILD)
#define RAINBOW_EXPORT Q_DECL_EXPORT
#else
#define RAINBOW_EXPORT Q_DECL_IMPORT
#endif
