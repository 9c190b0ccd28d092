// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "loadtls.h"

#include "config.h"
#include "gate/tlscontext.h"

namespace Rainbow {

namespace {

QByteArray keyOf(const TlsContext::Remark &remark)
{
    return remark.isKey ? "key" : "certificate";
}

QString textOf(const TlsContext::Remark &remark)
{
    const QByteArray file = remark.path.isEmpty() ? QByteArray() : " = " + remark.path;
    return QString::fromUtf8(keyOf(remark) + file + ": " + remark.text);
}

} // namespace

void loadTls(ConfigResult &result)
{
    const TlsSettings &settings = result.config.tls;
    if (!settings.isOn() && settings.keys.isEmpty())
        return;
    const TlsContext::Result made = TlsContext::make(settings);
    for (const TlsContext::Remark &problem : made.problems) {
        // A list that is not there at all has no line.
        const int line = result.lines.value(keyOf(problem), result.lines.value("certificate"));
        result.problems.append({line, textOf(problem)});
    }
    for (const TlsContext::Remark &warning : made.warnings)
        result.warnings.append(textOf(warning));
    result.config.tlsContext = made.context;
}

} // namespace Rainbow
