// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QToolButton;

namespace Rainbow::Admin {

/// The configuration a relay works by, as --print-config prints it, with the lines to look for.
class ConfigView : public QWidget {
    Q_OBJECT

public:
    explicit ConfigView(QWidget *parent = nullptr);

    void setConfig(const QString &config, const QString &file);
    /// Instead of it, why it is not there. Empty: being fetched.
    void setProblem(const QString &problem);
    void retranslate();

    /// The lines that contain that text, whatever its case, below the headings of their sections;
    /// all of them for an empty one.
    [[nodiscard]] static QString filtered(const QString &config, const QString &text);

Q_SIGNALS:
    void refreshWanted();

private:
    void update();

    QString m_config;
    QString m_source;
    QString m_problem;
    QLabel *m_title;
    QLabel *m_file;
    QLineEdit *m_filter;
    QToolButton *m_refresh;
    QPlainTextEdit *m_text;
};

} // namespace Rainbow::Admin
