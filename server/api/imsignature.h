// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QList>

#include <utility>

namespace Rainbow {

/// Parameters of a signed push, decoded; `sign` may be among them and is left out.
using SignedParameters = QList<std::pair<QByteArray, QByteArray>>;

/// `sign` of a push of im (endpoints.md): upper-case hex MD5 of `key=value` of all parameters,
/// sorted by key, values raw, then `key=<secret>`, joined by `&`.
///
/// Since values are raw, one that contains `&name=` signs the same as the parameters it looks like.
/// Whoever checks must know which parameters there have to be, and refuse others and repeated ones.
[[nodiscard]] QByteArray imSignature(const SignedParameters &parameters, QByteArrayView secret);

/// Whether given is that, under any of the secrets. Compares in constant time. Empty secrets do not
/// count.
[[nodiscard]] bool imSignatureMatches(const SignedParameters &parameters, QByteArrayView given,
                                      const QList<QByteArray> &secrets);

} // namespace Rainbow
