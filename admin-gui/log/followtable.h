// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QTableView>

namespace Rainbow::Admin {

/// A table that grows at its end, and may lose rows at its beginning: shows the newest while it
/// follows, and keeps what is looked at in its place while it does not. It ceases to follow when
/// somebody scrolls away from the end, or chooses a row, and begins again when somebody scrolls
/// there.
class FollowTable : public QTableView {
    Q_OBJECT

public:
    explicit FollowTable(QWidget *parent = nullptr);

    [[nodiscard]] bool isFollowing() const { return m_following; }
    void setFollowing(bool following);
    void setModel(QAbstractItemModel *model) override;

Q_SIGNALS:
    void followingChanged(bool following);

protected:
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void keepUp();

    bool m_following = true;
    bool m_modelChanges = false;
};

} // namespace Rainbow::Admin
