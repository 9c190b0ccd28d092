// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "icons/icon.h"

#include "icons/svgiconengine.h"

#include <QFile>

// Resources of a static library are taken in by whoever asks for them.
static void takeInIcons()
{
    Q_INIT_RESOURCE(icons);
}

namespace Rainbow::Admin {

namespace {

QByteArray readIcon(const QString &name)
{
    takeInIcons();
    QFile file(u":/rainbow/icons/%1.svg"_qs.arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

QIcon icon(const QString &name)
{
    return icon(name, {});
}

QIcon icon(const QString &name, const QColor &color)
{
    const QByteArray svg = readIcon(name);
    return svg.isEmpty() ? QIcon() : QIcon(new SvgIconEngine(svg, color));
}

QIcon applicationIcon()
{
    return QIcon(new SvgIconEngine(readIcon(u"rainbow-admin"_qs), {}));
}

} // namespace Rainbow::Admin
