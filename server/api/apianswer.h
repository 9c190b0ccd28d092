// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"

#include <QJsonObject>

namespace Rainbow {

/// HTTP 200 with object as its body.
[[nodiscard]] HttpResponse jsonAnswer(const QJsonObject &object);

/// {"status": 0}: done.
[[nodiscard]] HttpResponse doneAnswer();

/// {"status": 1, "msg": msg}, HTTP 200: refused (rainbow.md §5).
[[nodiscard]] HttpResponse refusedAnswer(QByteArrayView msg);

/// `ok`, as text.
[[nodiscard]] HttpResponse okAnswer();

} // namespace Rainbow
