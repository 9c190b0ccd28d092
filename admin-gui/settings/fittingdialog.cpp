// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/fittingdialog.h"

#include <QEvent>
#include <QLayout>

namespace Rainbow::Admin {

bool FittingDialog::event(QEvent *event)
{
    const bool done = QDialog::event(event);
    if ((event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show) && layout()) {
        const int needed = layout()->totalHeightForWidth(width());
        if (height() < needed)
            resize(width(), needed);
    }
    return done;
}

} // namespace Rainbow::Admin
