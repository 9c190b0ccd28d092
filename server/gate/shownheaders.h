// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/requesthead.h"

namespace Rainbow {

/// The headers of a request for people to look at, as `Name: value` lines, at most MaxShownHeaders
/// bytes. The values of those that may be secret, by their names, read ***.
[[nodiscard]] QByteArray shownHeaders(const RequestHead &head);
inline constexpr qsizetype MaxShownHeaders = 4 * 1024;

} // namespace Rainbow
