// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QToolButton>

namespace Rainbow::Admin {

/// A button that stays pressed, and shows it: in the colour of what is chosen.
class ToggleButton : public QToolButton {
    Q_OBJECT

public:
    explicit ToggleButton(QWidget *parent = nullptr);

protected:
    void initStyleOption(QStyleOptionToolButton *option) const override;
};

} // namespace Rainbow::Admin
