// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configkeys.h"

namespace Rainbow {

/// What has changed, as labels of keys, and `[admin:NAME]`, `[app:NAME]`, `[endpoint:/path]` and
/// `[access:NAME]` for each that has changed, come or gone. An application that follows a change of
/// [main] or [limits] is not named for it.
[[nodiscard]] QByteArrayList changedLabels(const Config &before, const Config &after);

/// Takes back, of a configuration that was read again, what needs a restart. Returns those keys.
ConfigKeyList keepWhatNeedsRestart(Config &config, const Config &running);

/// Gives the applications what is of the whole relay: keys that are none of [app:NAME], --dev and
/// the certificates. Reading has done so; to be called after such a setting was changed.
void shareWithApps(Config &config);

} // namespace Rainbow
