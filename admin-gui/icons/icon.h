// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QIcon>
#include <QString>

namespace Rainbow::Admin {

/// One of the SVGs of this folder by its name ("send"), drawn in the colour the palette has for
/// text on buttons whenever it is painted, and as sharp as the screen is. Null: there is none.
[[nodiscard]] QIcon icon(const QString &name);

/// The same in one colour, whatever the palette; disabled and selected it is as the others.
[[nodiscard]] QIcon icon(const QString &name, const QColor &color);

/// The program's.
[[nodiscard]] QIcon applicationIcon();

} // namespace Rainbow::Admin
