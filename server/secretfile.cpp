// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "secretfile.h"

#include "inireader.h"

#include <QFile>
#include <QFileInfo>
#include <QUtf8StringView>

#include <algorithm>

namespace Rainbow {

namespace {

Secret problem(const QString &text)
{
    return {{}, text};
}

} // namespace

Secret readSecretFile(const QString &path)
{
    // A pipe would keep the reader waiting, a folder opens but cannot be read.
    const QFileInfo info(path);
    if (info.exists() && !info.isFile())
        return problem(u"not a regular file"_qs);
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered))
        return problem(u"cannot be read: "_qs + file.errorString());
    if (file.permissions().testFlag(QFileDevice::ReadOther))
        return problem(u"everybody may read it (chmod o= takes that away)"_qs);

    constexpr qint64 enough = MaxSecret + 3; // with the end of its line
    const QByteArray text = file.read(enough);
    if (file.error() != QFileDevice::NoError)
        return problem(u"cannot be read: "_qs + file.errorString());
    const qsizetype end = text.indexOf('\n');
    const QByteArrayView line = withoutBlanks(end < 0 ? text : QByteArrayView(text).first(end));
    if (line.isEmpty())
        return problem(u"its first line is empty"_qs);
    if (line.size() > MaxSecret || (end < 0 && text.size() == enough))
        return problem(u"its first line is longer than %1 bytes"_qs.arg(MaxSecret));
    if (!QUtf8StringView(line.data(), line.size()).isValidUtf8())
        return problem(u"not valid UTF-8"_qs);
    if (std::any_of(line.begin(), line.end(), [](char c) { return quint8(c) < 0x20 || c == 0x7f; }))
        return problem(u"a control character in its first line"_qs);
    return {line.toByteArray(), {}};
}

} // namespace Rainbow
