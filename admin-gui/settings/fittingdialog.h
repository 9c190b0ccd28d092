// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QDialog>

namespace Rainbow::Admin {

/// A dialog that grows when its texts, which are wrapped, need more lines.
class FittingDialog : public QDialog {
    Q_OBJECT

public:
    using QDialog::QDialog;

protected:
    bool event(QEvent *event) override;
};

} // namespace Rainbow::Admin
