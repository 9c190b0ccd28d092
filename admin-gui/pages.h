// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QList>

class QWidget;

namespace Rainbow::Admin {

class FeedClient;
class Page;

/// All pages there are, in the order of the navigation; children of parent.
[[nodiscard]] QList<Page *> makePages(FeedClient &client, QWidget *parent);

} // namespace Rainbow::Admin
