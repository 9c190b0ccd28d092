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

/// Says which connections are wanted: a text, and one platform, state or protocol.
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

    void saveState(QSettings &settings) const;
    void restoreState(QSettings &settings);
    void retranslate();

Q_SIGNALS:
    /// filter() is another one; while somebody types, when the keys rest.
    void filterChanged();

private:
    QComboBox *addChoice(const char *name);
    void changeNow();

    QLineEdit *m_text;
    QComboBox *m_platform;
    QComboBox *m_state;
    QComboBox *m_protocol;
    QTimer m_typing;
    QJsonValue m_last{QJsonValue::Undefined};
};

} // namespace Rainbow::Admin
