// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace Rainbow {

/// The SubjectPublicKeyInfo of an X.509 certificate, both DER; empty: it is no certificate. By hand
/// since QSslKey does not know all kinds of keys.
[[nodiscard]] QByteArray subjectPublicKeyInfo(const QByteArray &certificate);

} // namespace Rainbow
