// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QFrame>
#include <QIcon>
#include <QWidget>

#include <functional>

class QLabel;
class QPushButton;

namespace Rainbow::Admin {

/// Stands where a page or a table has nothing to show: says what will be here, and why it is not.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    /// icon may be null; explanation may be empty. Plain text, translated.
    void setContent(const QIcon &icon, const QString &headline, const QString &explanation);
    /// Empty: no button.
    void setButton(const QString &text);
    [[nodiscard]] QSize minimumSizeHint() const override;

Q_SIGNALS:
    void clicked();

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void fitText();
    void updateIcon();

    QIcon m_content;
    QLabel *m_icon;
    QLabel *m_headline;
    QLabel *m_explanation;
    QPushButton *m_button;
};

/// A strip above a page that says what is out of the ordinary; hidden while its text is empty.
class Notice : public QFrame {
    Q_OBJECT

public:
    enum class Kind {
        Hint, ///< good to know: this role may not act
        Warning, ///< what is shown may be old or wrong
    };

    explicit Notice(QWidget *parent = nullptr);
    void setContent(Kind kind, const QString &text);
    /// What can be done about it; empty: no button.
    void setButton(const QString &text);
    [[nodiscard]] QString text() const;

Q_SIGNALS:
    void clicked();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Kind m_kind = Kind::Hint;
    QLabel *m_text;
    QPushButton *m_button;
};

/// A label in the colour of what matters less (QPalette::PlaceholderText), which follows the
/// palette.
[[nodiscard]] QLabel *makeQuietLabel(QWidget *parent = nullptr);
/// A title over a part of a page.
[[nodiscard]] QLabel *makeHeading(QWidget *parent = nullptr);

/// What happens when an action is confirmed.
struct Confirmation {
    QString question; ///< one sentence
    QString consequence; ///< what happens to whom
    QString action; ///< the button's verb
};

/// Asks before what disturbs somebody; does not block: confirmed is called when the button with the
/// verb is pressed. Cancel is the default. Object name: confirm.
void confirm(QWidget *parent, const Confirmation &confirmation, std::function<void()> confirmed);

} // namespace Rainbow::Admin
