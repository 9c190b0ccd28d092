// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "statuslabel.h"

#include "settings/theme.h"

#include <QEvent>

namespace Rainbow::Admin {

StatusLabel::StatusLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
    setWordWrap(true);
    setTextInteractionFlags(Qt::TextSelectableByMouse);
    updateColor();
    hide();
}

void StatusLabel::setContent(Kind kind, const QString &text)
{
    m_kind = kind;
    setText(text);
    setVisible(!text.isEmpty());
    updateColor();
}

QColor StatusLabel::color(Kind kind)
{
    switch (kind) {
    case Kind::Good:
        return Theme::color(Theme::Role::Good);
    case Kind::Warning:
        return Theme::color(Theme::Role::Warning);
    case Kind::Bad:
        return Theme::color(Theme::Role::Bad);
    case Kind::Quiet:
        break;
    }
    return Theme::color(Theme::Role::Muted);
}

void StatusLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColor();
}

void StatusLabel::updateColor()
{
    const QColor wanted = color(m_kind);
    if (palette().color(QPalette::WindowText) == wanted)
        return;
    // Only this role is its own; the others go on following the program's palette.
    QPalette own;
    own.setColor(QPalette::WindowText, wanted);
    setPalette(own);
}

} // namespace Rainbow::Admin
