// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/exposition.h"
#include "observe/nodestats.h"

namespace Rainbow {

/// What /metrics says of a node: families rainbow_…, with the labels node, worker and, for what is
/// about clients, app. Pure.
[[nodiscard]] QByteArray metricsText(const NodeFacts &facts, const NodeSample &sample,
                                     ExpositionFormat format);

} // namespace Rainbow
