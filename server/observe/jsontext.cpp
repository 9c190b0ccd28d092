// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/jsontext.h"

#include "json/jsonstring.h"

#include <QString>

#include <cmath>

namespace Rainbow {

QByteArray asUtf8(QByteArrayView bytes)
{
    return bytes.isValidUtf8() ? bytes.toByteArray() : QString::fromUtf8(bytes).toUtf8();
}

void JsonText::begin(const char *name)
{
    m_text += m_text.isEmpty() ? "{\"" : ",\"";
    m_text += name;
    m_text += "\":";
}

JsonText &JsonText::text(const char *name, QByteArrayView bytes)
{
    begin(name);
    if (bytes.isValidUtf8())
        appendJsonString(m_text, bytes);
    else
        appendJsonString(m_text, asUtf8(bytes));
    return *this;
}

JsonText &JsonText::number(const char *name, double value)
{
    if (!std::isfinite(value))
        return null(name);
    constexpr double Thousand = 1'000;
    constexpr int Digits = 15;
    return raw(name, QByteArray::number(std::round(value * Thousand) / Thousand, 'g', Digits));
}

JsonText &JsonText::raw(const char *name, QByteArrayView json)
{
    begin(name);
    m_text += json;
    return *this;
}

JsonList &JsonList::raw(QByteArrayView json)
{
    m_text += m_text.isEmpty() ? '[' : ',';
    m_text += json;
    return *this;
}

JsonList &JsonList::text(QByteArrayView bytes)
{
    m_text += m_text.isEmpty() ? '[' : ',';
    appendJsonString(m_text, asUtf8(bytes));
    return *this;
}

} // namespace Rainbow
