// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/logging.h"

Q_LOGGING_CATEGORY(lcClient, "rainbow.client", QtInfoMsg)
