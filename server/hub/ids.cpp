// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/ids.h"

#include <QRandomGenerator>

namespace Rainbow {

SessionToken SessionToken::generate(HubId hub)
{
    SessionToken token{hub, QByteArray(SecretSize, Qt::Uninitialized)};
    auto *generator = QRandomGenerator::system();
    generator->generate(token.secret.begin(), token.secret.end());
    return token;
}

std::optional<SessionToken> SessionToken::parse(QByteArrayView text)
{
    const qsizetype dash = text.indexOf('-');
    if (dash < 0)
        return std::nullopt;
    bool ok = false;
    SessionToken token{text.first(dash).toUInt(&ok),
                       QByteArray::fromHex(text.sliced(dash + 1).toByteArray())};
    // Whatever else is read as a number, or as hex digits, is written otherwise.
    if (!ok || token.secret.size() != SecretSize || token.toText() != text)
        return std::nullopt;
    return token;
}

QByteArray SessionToken::toText() const
{
    return QByteArray::number(hub) + '-' + secret.toHex();
}

} // namespace Rainbow
