// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QLocale>
#include <QObject>
#include <QTranslator>

#include <memory>
#include <vector>

class QSettings;

namespace Rainbow::Admin {

/// The language of the program, and of numbers and dates. There is one Language per program, made
/// before the first window. Widgets are told by QEvent::LanguageChange as usual.
class Language : public QObject {
    Q_OBJECT

public:
    /// Takes up what was chosen the last time. settings must outlive it; key: "language".
    explicit Language(QSettings &settings, QObject *parent = nullptr);
    ~Language() override;

    /// What can be chosen: "en" and those there is a translation for, as in "zh_CN".
    [[nodiscard]] static QStringList available();
    /// In that language: "English", "简体中文".
    [[nodiscard]] static QString nameOf(const QString &language);

    /// Empty: the system's, which is the default.
    [[nodiscard]] QString choice() const { return m_choice; }
    /// One that is not available is as none.
    void choose(const QString &language);
    /// The one on the screen.
    [[nodiscard]] QString current() const { return m_current; }

Q_SIGNALS:
    /// Another language is there; windows get their LanguageChange next.
    void changed();

private:
    void apply();
    void load(const QString &catalogue, const QString &folder);

    QSettings &m_settings;
    QString m_choice;
    QString m_current;
    std::vector<std::unique_ptr<QTranslator>> m_translators;
};

} // namespace Rainbow::Admin
