// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/relaylistmodel.h"

#include "settings/relayaddress.h"
#include "settings/relaybook.h"

namespace Rainbow::Admin {

RelayListModel::RelayListModel(RelayBook &book, QObject *parent)
    : QAbstractListModel(parent), m_book(book)
{
    connect(&m_book, &RelayBook::changed, this, [this] {
        beginResetModel();
        endResetModel();
    });
}

int RelayListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_book.relays().size());
}

QVariant RelayListModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const Relay &relay = m_book.relays().at(index.row());
    const bool isDefault = relay.id == m_book.defaultRelay();
    switch (role) {
    case Qt::DisplayRole:
        return relay.name;
    case Qt::ToolTipRole:
        return relay.url.toString();
    case Qt::AccessibleTextRole:
        return isDefault ? tr("%1, opened at the start").arg(relay.name) : relay.name;
    case IdRole:
        return relay.id;
    case AddressRole:
        return relay.url.scheme() == u"wss" ? u"wss://"_qs + RelayAddress::shortText(relay.url)
                                            : RelayAddress::shortText(relay.url);
    case DefaultRole:
        return isDefault;
    default:
        return {};
    }
}

QModelIndex RelayListModel::find(const QString &relay) const
{
    const QList<Relay> &relays = m_book.relays();
    for (int row = 0; row < relays.size(); ++row) {
        if (relays.at(row).id == relay)
            return index(row);
    }
    return {};
}

} // namespace Rainbow::Admin
