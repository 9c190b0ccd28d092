// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/shownheaders.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// What the name of a header that may be secret has in it: Authorization and Cookie, Set-Cookie,
/// X-RAINBOW-SESSION, X-Api-Key and whatever apps make up.
constexpr QByteArrayView SecretWords[] = {"token", "secret",  "key",       "password",
                                          "auth",  "session", "signature", "cookie"};

bool isSecret(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    return std::any_of(std::begin(SecretWords), std::end(SecretWords),
                       [&lower](QByteArrayView word) { return lower.contains(word); });
}

} // namespace

QByteArray shownHeaders(const RequestHead &head)
{
    QByteArray shown;
    for (const HeaderField &field : head.headers) {
        const QByteArray line =
            field.name + ": " + (isSecret(field.name) ? QByteArray("***") : field.value) + '\n';
        if (shown.size() + line.size() <= MaxShownHeaders)
            shown += line;
    }
    shown.squeeze();
    return shown;
}

} // namespace Rainbow
