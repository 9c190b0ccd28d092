// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

class QWidget;

namespace Rainbow::Admin {

/// What this is, its version, and under what licences. Opens it; it deletes itself.
void showAbout(QWidget *parent);

} // namespace Rainbow::Admin
