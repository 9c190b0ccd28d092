// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "translations/translations.h"

#include <QCoreApplication>
#include <QDir>
#include <QLocale>
#include <QTranslator>

#include <algorithm>
#include <memory>

namespace Rainbow::Translations {

QString folder()
{
    return QStringLiteral(":/rainbow/translations");
}

QString sourceLanguage()
{
    return QStringLiteral("en");
}

QString fileName(const QString &catalogue, const QString &language)
{
    return catalogue + u'_' + language;
}

QStringList languages(const QString &catalogue)
{
    QStringList languages{sourceLanguage()};
    const QString begin = fileName(catalogue, {});
    const QString end = u".qm"_qs;
    const QStringList files = QDir(folder()).entryList({begin + u'*' + end}, QDir::Files);
    for (const QString &file : files)
        languages += file.mid(begin.size(), file.size() - begin.size() - end.size());
    languages.removeDuplicates(); // texts that depend on a number are translated into it, too
    return languages;
}

QString preferred(const QStringList &wanted, const QStringList &available)
{
    for (const QString &each : wanted) {
        const QLocale locale(each);
        const auto suits = [&locale](const QString &language) {
            const QLocale other(language);
            return other.language() == locale.language() && other.script() == locale.script();
        };
        const auto found = std::find_if(available.begin(), available.end(), suits);
        if (found != available.end())
            return *found;
    }
    return sourceLanguage();
}

void install(QCoreApplication &app, const QStringList &catalogues)
{
    const QStringList wanted = QLocale::system().uiLanguages();
    for (const QString &catalogue : catalogues) {
        const QString language = preferred(wanted, languages(catalogue));
        auto translator = std::make_unique<QTranslator>(&app);
        if (translator->load(fileName(catalogue, language), folder()))
            QCoreApplication::installTranslator(translator.release());
    }
}

} // namespace Rainbow::Translations
