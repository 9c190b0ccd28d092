// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/tokenedit.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>

#include <algorithm>

namespace Rainbow::Admin {

namespace {

constexpr int MaxToken = 1000; // characters

} // namespace

TokenEdit::TokenEdit(QWidget *parent)
    : QWidget(parent), m_line(new QLineEdit), m_show(new QPushButton)
{
    m_line->setObjectName(u"token"_qs);
    m_line->setMaxLength(MaxToken);
    m_line->setInputMethodHints(Qt::ImhSensitiveData | Qt::ImhNoPredictiveText
                                | Qt::ImhNoAutoUppercase);
    m_show->setObjectName(u"showToken"_qs);
    m_show->setCheckable(true);
    m_show->setAutoDefault(false);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_line, 1);
    row->addWidget(m_show);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textEdited, this, &TokenEdit::edited);
    connect(m_show, &QPushButton::toggled, this, &TokenEdit::updateShown);
    retranslate();
}

QString TokenEdit::token() const
{
    return m_line->text().trimmed();
}

void TokenEdit::setToken(const QString &token)
{
    m_line->setText(token);
}

void TokenEdit::setPlaceholderText(const QString &text)
{
    m_line->setPlaceholderText(text);
}

void TokenEdit::setAccessibleText(const QString &name)
{
    m_line->setAccessibleName(name);
}

QString TokenEdit::problem() const
{
    const QString text = token();
    if (text.isEmpty())
        return tr("Enter the token.");
    // It travels in a header of HTTP.
    const bool good = std::all_of(text.begin(), text.end(),
                                  [](QChar c) { return c.unicode() > 0x20 && c.unicode() < 0x7f; });
    return good ? QString() : tr("A token has letters, digits and signs of ASCII only, no blanks.");
}

QString TokenEdit::whereToFind()
{
    //: server.ini, token, token_file and [admin] are not translated
    return tr("You find it in the relay's server.ini: token, or the file that token_file names, in "
              "the section [admin].");
}

void TokenEdit::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TokenEdit::retranslate()
{
    updateShown();
}

void TokenEdit::updateShown()
{
    const bool shown = m_show->isChecked();
    m_line->setEchoMode(shown ? QLineEdit::Normal : QLineEdit::Password);
    m_show->setText(shown ? tr("&Hide") : tr("Sho&w"));
    m_show->setAccessibleName(shown ? tr("Hide the token") : tr("Show the token"));
}

} // namespace Rainbow::Admin
