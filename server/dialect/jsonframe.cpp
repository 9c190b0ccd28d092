// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "dialect/jsonframe.h"

#include "json/jsonobject.h"

namespace Rainbow {

JsonData::JsonData(const MessageEvent &event)
    : m_payload(event.payload), m_isRaw(event.isJson || isJson(event.payload))
{
    if (!m_isRaw && !QByteArrayView(m_payload).isValidUtf8())
        m_payload = m_payload.toBase64();
}

bool hasTextNames(const MessageEvent &event)
{
    return QByteArrayView(event.channel).isValidUtf8() && QByteArrayView(event.from).isValidUtf8();
}

Frame textFrame(const TextEvent &event)
{
    return jsonFrame([&event](auto &out) { out.raw(event.text); });
}

} // namespace Rainbow
