// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "logging.h"

Q_LOGGING_CATEGORY(lcNode, "rainbow.node", QtInfoMsg)
Q_LOGGING_CATEGORY(lcGate, "rainbow.gate", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHttp, "rainbow.http", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHub, "rainbow.hub", QtInfoMsg)
Q_LOGGING_CATEGORY(lcBusiness, "rainbow.business", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApi, "rainbow.api", QtInfoMsg)
