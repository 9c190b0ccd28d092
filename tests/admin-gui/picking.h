// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/testing.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QTest>

namespace Rainbow::Test {

/// Opens the list of a choice, and clicks on the entry that is called so; false: it could not.
[[nodiscard]] inline bool pick(QComboBox *box, const QString &entry)
{
    // The list takes no click for so long after the one that has opened it.
    QApplication::setDoubleClickInterval(0);
    QTest::mouseClick(box, Qt::LeftButton);
    QAbstractItemView *list = box->view();
    if (!QTest::qWaitForWindowExposed(list->window()))
        return false;
    QCoreApplication::processEvents();
    const int row = box->findText(entry);
    if (row < 0)
        return false;
    const QModelIndex index = box->model()->index(row, box->modelColumn());
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
    return waitUntil([&] { return !list->isVisible() && box->currentText() == entry; });
}

} // namespace Rainbow::Test
