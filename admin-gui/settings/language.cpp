// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/language.h"

#include "translations/translations.h"

#include <QApplication>
#include <QLibraryInfo>
#include <QSettings>
#include <QWidget>

namespace Rainbow::Admin {

namespace {

const QString Catalogue = QStringLiteral("rainbow_admin");

/// Of numbers and dates.
QLocale localeFor(const QString &language, bool isSystems)
{
    const QLocale system = QLocale::system();
    const QLocale own(language);
    // Who speaks it in another country writes dates as there, and whose language there is no
    // translation for, at least reads numbers as usual. "C" has no thousands separator.
    const bool isTheirs = isSystems || system.language() == own.language();
    if (!isTheirs || system.language() == QLocale::C)
        return own;
    // QLocale::setDefault() does not take the system's own for what it is.
    return {system.language(), system.script(), system.territory()};
}

} // namespace

Language::Language(QSettings &settings, QObject *parent) : QObject(parent), m_settings(settings)
{
    const QString chosen = settings.value(u"language"_qs).toString();
    if (available().contains(chosen))
        m_choice = chosen;
    apply();
}

Language::~Language() = default;

QStringList Language::available()
{
    return Translations::languages(Catalogue);
}

QString Language::nameOf(const QString &language)
{
    // "American English" is more than there is to say.
    if (language == Translations::sourceLanguage())
        return QStringLiteral("English");
    return QLocale(language).nativeLanguageName();
}

void Language::choose(const QString &language)
{
    const QString choice = available().contains(language) ? language : QString();
    if (choice == m_choice)
        return;
    m_choice = choice;
    m_settings.setValue(u"language"_qs, choice);
    apply();
    Q_EMIT changed();
}

void Language::apply()
{
    m_current = m_choice.isEmpty()
        ? Translations::preferred(QLocale::system().uiLanguages(), available())
        : m_choice;
    QLocale::setDefault(localeFor(m_current, m_choice.isEmpty()));
    const QWidgetList windows = QApplication::topLevelWidgets();
    for (QWidget *window : windows)
        window->setLocale(QLocale());

    m_translators.clear();
    load(u"qtbase"_qs, QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    load(Catalogue, Translations::folder());
}

void Language::load(const QString &catalogue, const QString &folder)
{
    auto translator = std::make_unique<QTranslator>();
    if (!translator->load(Translations::fileName(catalogue, m_current), folder))
        return;
    QCoreApplication::installTranslator(translator.get());
    m_translators.push_back(std::move(translator));
}

} // namespace Rainbow::Admin
