// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QByteArray>
#include <QStringList>

class QFileDialog;
class QWidget;

namespace Rainbow::Admin {

/// A record of comma-separated values (RFC 4180), with its line end, in UTF-8. Fields in which a
/// spreadsheet would see a formula (beginning with = + - @, tab or line end) get an apostrophe in
/// front, so that it takes them as text.
[[nodiscard]] QByteArray csvRecord(const QStringList &fields);

/// Asks for a file to write such records to, called fileName unless told otherwise. The dialog is
/// shown, and deletes itself.
QFileDialog *askForCsvFile(QWidget *parent, const QString &title, const QString &fileName);

} // namespace Rainbow::Admin
