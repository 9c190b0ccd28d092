// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QStringList>

class QCoreApplication;

/// What a program finds of translations among its resources: catalogues ("rainbow_server"), each
/// for some languages ("zh_CN").
namespace Rainbow::Translations {

/// Where they are.
[[nodiscard]] QString folder();
/// What texts are written in: "en".
[[nodiscard]] QString sourceLanguage();
/// "rainbow_server_zh_CN".
[[nodiscard]] QString fileName(const QString &catalogue, const QString &language);

/// Those a catalogue is there for, and first of all the source language.
[[nodiscard]] QStringList languages(const QString &catalogue);

/// The one of the available languages that comes first in wanted (as QLocale::uiLanguages()); the
/// source language when there is none. Simplified and traditional Chinese are two languages.
[[nodiscard]] QString preferred(const QStringList &wanted, const QStringList &available);

/// Translates, until the application ends, what these catalogues hold into the language of the
/// environment. Where there is none of them, texts stay as they are.
void install(QCoreApplication &app, const QStringList &catalogues);

} // namespace Rainbow::Translations
