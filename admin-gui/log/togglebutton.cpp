// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/togglebutton.h"

#include <QStyleOptionToolButton>

namespace Rainbow::Admin {

ToggleButton::ToggleButton(QWidget *parent) : QToolButton(parent)
{
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
}

void ToggleButton::initStyleOption(QStyleOptionToolButton *option) const
{
    QToolButton::initStyleOption(option);
    if (!isChecked())
        return;
    option->palette.setBrush(QPalette::Button, option->palette.highlight());
    option->palette.setBrush(QPalette::ButtonText, option->palette.highlightedText());
}

} // namespace Rainbow::Admin
