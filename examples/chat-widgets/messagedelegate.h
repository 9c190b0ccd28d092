// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QStyledItemDelegate>

namespace Rainbow::Chat {

/// Draws a message as a bubble: own ones to the right, with a tick that tells what became of them,
/// and "Retry" below those that have failed.
class MessageDelegate : public QStyledItemDelegate {
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    /// Where "Retry" is; null: nowhere.
    [[nodiscard]] QRect retryRect(const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const;
    /// ◷ queued, ✓ sent, ✓✓ delivered, ✗ failed; empty: not an own message.
    [[nodiscard]] static QString tick(const QModelIndex &index);

Q_SIGNALS:
    void retryClicked(const QString &key);

protected:
    bool editorEvent(QEvent *event, QAbstractItemModel *model, const QStyleOptionViewItem &option,
                     const QModelIndex &index) override;
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;
};

} // namespace Rainbow::Chat
