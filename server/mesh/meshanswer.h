// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "queue/queueitem.h"

namespace Rainbow {

/// What is wrong with a request of the mesh API.
enum class MeshCode : quint16 {
    InvalidArgument = 101,
    NotConsumed = 201,
    ConsumedAlready = 202,
    NotCancelled = 203,
    NotExecuted = 301,
    NotSent = 401,
};

// The words of the mesh API: JSON, in UTF-8. id is the JSON text of the request's "i"; without
// bytes the answer has none, as for a call by HTTP.

/// The result of what has none but that it was done.
inline constexpr char MeshDone[] = "{\"s\":true}";

/// text, which is UTF-8, as a JSON string.
[[nodiscard]] QByteArray meshString(QByteArrayView text);
/// {"e":null,"r":result,"i":id}
[[nodiscard]] QByteArray meshResult(QByteArrayView result, QByteArrayView id);
/// {"e":{"c":code,"m":text},"i":id}; text is English, and UTF-8.
[[nodiscard]] QByteArray meshError(MeshCode code, QByteArrayView text, QByteArrayView id);
/// {"e":"queue.pop","p":{"n":node,"c":client,"t":topic,"d":{"identity","type","qos","mid","data"}}};
/// data is the payload where that is UTF-8, else its base64, with "base64":true beside it. node is
/// a JSON value.
[[nodiscard]] QByteArray meshQueueEvent(QByteArrayView node, const QueueMessage &message);

} // namespace Rainbow
