// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QJSValue>
#include <QString>

class QJSEngine;

namespace Rainbow {

/// A JavaScript value as a payload: a text and an ArrayBuffer as they are, undefined as nothing,
/// all else as JSON.
[[nodiscard]] QByteArray payloadOf(const QJSValue &value);

/// A payload as a JavaScript value: what it says when it is JSON, otherwise the text.
[[nodiscard]] QJSValue valueOf(const QByteArray &payload, QJSEngine &engine);

/// Calls a function that an app has given us; what it throws becomes a warning, and undefined.
QJSValue callBack(const QJSValue &function, const QJSValueList &arguments);

} // namespace Rainbow
