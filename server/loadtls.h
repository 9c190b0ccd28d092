// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

namespace Rainbow {

struct ConfigResult;

/// Reads the files that config.tls names, if any, into config.tlsContext. Problems and warnings are
/// added to those of result, in the lines of their keys.
void loadTls(ConfigResult &result);

} // namespace Rainbow
