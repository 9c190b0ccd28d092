// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/payloadtext.h"

#include "jsontext.h"

#include <QStringDecoder>

#include <algorithm>
#include <optional>

namespace Rainbow::Admin {

namespace {

constexpr qsizetype BytesPerLine = 16;

bool isText(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar character) {
        return character >= u' ' || character == u'\n' || character == u'\r' || character == u'\t';
    });
}

/// Nothing: these bytes are no UTF-8.
std::optional<QString> decoded(QByteArray payload, bool cut)
{
    // The first bytes of a character, at the end of what was cut, say nothing.
    for (int missing = 0; missing < 4; ++missing) {
        QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
        const QString text = decoder(payload);
        if (!decoder.hasError())
            return isText(text) ? std::optional(text) : std::nullopt;
        if (!cut || payload.size() < 2)
            break;
        payload.chop(1);
    }
    return std::nullopt;
}

} // namespace

QString hexDump(const QByteArray &bytes)
{
    QString result;
    for (qsizetype at = 0; at < bytes.size(); at += BytesPerLine) {
        const QByteArray line = bytes.mid(at, BytesPerLine);
        QString shown = QString::fromLatin1(line);
        for (QChar &character : shown) {
            if (character < u' ' || character > u'~')
                character = u'.';
        }
        result += u"%1  %2  %3\n"_qs.arg(at, 4, 16, QLatin1Char('0'))
                      .arg(QString::fromLatin1(line.toHex(' ')), int(-(BytesPerLine * 3 - 1)))
                      .arg(shown);
    }
    result.chop(1);
    return result;
}

PayloadText PayloadText::of(const QByteArray &payload, bool cut)
{
    if (payload.isEmpty())
        return {};
    const std::optional<QString> text = decoded(payload, cut);
    if (!text)
        return {Kind::Bytes, hexDump(payload)};
    if (!JsonText::check(*text))
        return {Kind::Json, JsonText::format(*text)};
    return {Kind::Text, *text};
}

} // namespace Rainbow::Admin
