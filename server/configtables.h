// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "configkeys.h"

namespace Rainbow {

// The table of configKeys(), in parts.

[[nodiscard]] QList<ConfigKey> keysOfMain();
[[nodiscard]] QList<ConfigKey> keysOfLimits();
/// [tls], [log] and [admin].
[[nodiscard]] QList<ConfigKey> keysOfTheRest();
/// Those that stand in sections with names only.
[[nodiscard]] QList<ConfigKey> keysOfNamedSections();

} // namespace Rainbow
