// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/publickey.h"

#include <QByteArrayView>

#include <optional>

namespace Rainbow {

namespace {

constexpr quint8 Sequence = 0x30;
constexpr quint8 ExplicitVersion = 0xa0;

struct Element {
    quint8 tag = 0;
    QByteArrayView whole; ///< with tag and length
    QByteArrayView content;
};

/// Takes the first element off bytes. Nothing: it is none, or ends too early.
std::optional<Element> takeElement(QByteArrayView &bytes)
{
    if (bytes.size() < 2)
        return std::nullopt;
    qsizetype header = 2;
    auto size = qsizetype(quint8(bytes[1]));
    if (size & 0x80) {
        const qsizetype octets = size & 0x7f;
        if (octets == 0 || octets > 4 || bytes.size() < header + octets)
            return std::nullopt;
        size = 0;
        for (qsizetype i = 0; i < octets; ++i)
            size = size << 8 | quint8(bytes[header + i]);
        header += octets;
    }
    if (size > bytes.size() - header)
        return std::nullopt;
    const Element element{quint8(bytes[0]), bytes.first(header + size), bytes.sliced(header, size)};
    bytes = bytes.sliced(header + size);
    return element;
}

} // namespace

QByteArray subjectPublicKeyInfo(const QByteArray &certificate)
{
    QByteArrayView bytes = certificate;
    const auto outer = takeElement(bytes);
    if (!outer || outer->tag != Sequence)
        return {};
    bytes = outer->content;
    const auto toBeSigned = takeElement(bytes);
    if (!toBeSigned || toBeSigned->tag != Sequence)
        return {};
    bytes = toBeSigned->content;
    if (!bytes.isEmpty() && quint8(bytes[0]) == ExplicitVersion && !takeElement(bytes))
        return {};
    // Serial number, signature, issuer, validity, subject.
    for (int i = 0; i < 5; ++i) {
        if (!takeElement(bytes))
            return {};
    }
    const auto key = takeElement(bytes);
    return key && key->tag == Sequence ? key->whole.toByteArray() : QByteArray();
}

} // namespace Rainbow
