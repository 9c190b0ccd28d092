// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QLoggingCategory>

/// rainbow.client. Headers, queries of URLs and payloads never get here: they hold secrets.
Q_DECLARE_LOGGING_CATEGORY(lcClient)
