// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QStringList>
#include <QWidget>

class QComboBox;
class QLabel;

namespace Rainbow::Admin {

/// One of several names, or all of them; hidden while there are no two.
class Choice : public QWidget {
    Q_OBJECT

public:
    /// name: of the box.
    explicit Choice(const QString &name, QWidget *parent = nullptr);

    /// label: stands before it, with a mnemonic; title: the same for who cannot see; all: that all
    /// are meant. Translated.
    void setTexts(const QString &label, const QString &title, const QString &all);
    /// What there is to choose from. When what is chosen is not among them, all are meant again.
    void setNames(const QStringList &names);
    /// What is chosen, also before setNames(); empty: all.
    void choose(const QString &name);
    [[nodiscard]] const QString &chosen() const { return m_chosen; }

Q_SIGNALS:
    /// Somebody has chosen.
    void changed();

private:
    void fill();

    QLabel *m_label;
    QComboBox *m_box;
    QString m_all;
    QStringList m_names;
    QString m_chosen;
};

} // namespace Rainbow::Admin
