// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QAbstractListModel>

namespace Rainbow::Admin {

class RelayBook;

/// The book as a list. What changes in it resets the list: it is short, and changes by hand.
class RelayListModel : public QAbstractListModel {
    Q_OBJECT

public:
    enum Role {
        IdRole = Qt::UserRole, ///< text
        AddressRole, ///< text, in short
        DefaultRole, ///< bool
    };

    explicit RelayListModel(RelayBook &book, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    /// Invalid: there is none with that id.
    [[nodiscard]] QModelIndex find(const QString &relay) const;

private:
    RelayBook &m_book;
};

} // namespace Rainbow::Admin
