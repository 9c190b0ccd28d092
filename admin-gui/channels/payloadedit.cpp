// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/payloadedit.h"

#include "settings/theme.h"

#include <QEvent>
#include <QFontDatabase>

namespace Rainbow::Admin {

PayloadEdit::PayloadEdit(QWidget *parent) : QPlainTextEdit(parent)
{
    setObjectName(u"payload"_qs);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setLineWrapMode(QPlainTextEdit::WidgetWidth);
    // Leaving by the keyboard matters more than indenting, which format() does.
    setTabChangesFocus(true);
    connect(this, &QPlainTextEdit::textChanged, this, &PayloadEdit::check);
    check();
}

void PayloadEdit::setJson(bool json)
{
    m_isJson = json;
    check();
}

void PayloadEdit::check()
{
    m_problem = m_isJson ? JsonText::check(toPlainText()) : std::nullopt;
    mark();
    Q_EMIT checked();
}

void PayloadEdit::mark()
{
    QList<QTextEdit::ExtraSelection> marks;
    const int size = int(toPlainText().size());
    // An empty editor is no mistake yet.
    if (m_problem && size > 0) {
        QTextEdit::ExtraSelection mark;
        mark.format.setUnderlineStyle(QTextCharFormat::WaveUnderline);
        mark.format.setUnderlineColor(Theme::color(Theme::Role::Bad));
        mark.cursor = textCursor();
        // At the end there is nothing to underline: then it is what comes before.
        const int at = qMin(int(m_problem->offset), size - 1);
        mark.cursor.setPosition(at);
        mark.cursor.setPosition(at + 1, QTextCursor::KeepAnchor);
        marks.append(mark);
    }
    setExtraSelections(marks);
}

void PayloadEdit::format()
{
    const QString formatted = JsonText::format(toPlainText());
    if (formatted == toPlainText())
        return;
    QTextCursor all(document());
    all.select(QTextCursor::Document);
    all.insertText(formatted);
}

void PayloadEdit::goToProblem()
{
    if (!m_problem)
        return;
    QTextCursor cursor = textCursor();
    cursor.setPosition(int(qMin(m_problem->offset, toPlainText().size())));
    setTextCursor(cursor);
    setFocus();
}

void PayloadEdit::changeEvent(QEvent *event)
{
    QPlainTextEdit::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        mark();
    else if (event->type() == QEvent::LanguageChange)
        check();
}

} // namespace Rainbow::Admin
