// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>

// Every logging category of the relay. No token, signature or payload is ever logged; what a
// peer sent is escaped and capped by the message handler.

Q_DECLARE_LOGGING_CATEGORY(lcNode)
Q_DECLARE_LOGGING_CATEGORY(lcGate)
Q_DECLARE_LOGGING_CATEGORY(lcHttp)
Q_DECLARE_LOGGING_CATEGORY(lcHub)
Q_DECLARE_LOGGING_CATEGORY(lcBusiness)
Q_DECLARE_LOGGING_CATEGORY(lcApi)
