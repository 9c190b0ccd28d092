// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QLineEdit;
class QPushButton;

namespace Rainbow::Admin {

/// A field for a token: dots, unless one asks to see it.
class TokenEdit : public QWidget {
    Q_OBJECT

public:
    explicit TokenEdit(QWidget *parent = nullptr);

    /// Without the blanks that copying brings along.
    [[nodiscard]] QString token() const;
    void setToken(const QString &token);
    void setPlaceholderText(const QString &text);
    void setAccessibleText(const QString &name);
    /// What is wrong with it; translated; empty: nothing.
    [[nodiscard]] QString problem() const;
    /// Where people find a token; translated.
    [[nodiscard]] static QString whereToFind();

Q_SIGNALS:
    void edited();

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void updateShown();

    QLineEdit *m_line;
    QPushButton *m_show;
};

} // namespace Rainbow::Admin
