// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonValue>
#include <QTimer>
#include <QWidget>

class QComboBox;
class QLineEdit;
class QSettings;

namespace Rainbow::Admin {

/// Says which connections are wanted: a text, and one application, platform, state or protocol.
class FilterBar : public QWidget {
    Q_OBJECT

public:
    explicit FilterBar(QWidget *parent = nullptr);

    /// As the feed takes it; undefined: all.
    [[nodiscard]] QJsonValue filter() const;
    void clear();
    void focusText();
    /// What may be chosen; the platforms a relay has show only in its rows.
    void addPlatform(const QString &platform);
    /// That choice is there when there are several.
    void setApplications(const QStringList &names);

    void saveState(QSettings &settings) const;
    void restoreState(QSettings &settings);
    void retranslate();

Q_SIGNALS:
    /// filter() is another one; while somebody types, when the keys rest.
    void filterChanged();

private:
    QComboBox *addChoice(const char *name);
    void changeNow();
    [[nodiscard]] QList<QComboBox *> choices() const;

    QLineEdit *m_text;
    QComboBox *m_app;
    QComboBox *m_platform;
    QComboBox *m_state;
    QComboBox *m_protocol;
    QString m_restoredApp; ///< chosen as soon as there is such an application
    QTimer m_typing;
    QJsonValue m_last{QJsonValue::Undefined};
};

} // namespace Rainbow::Admin
