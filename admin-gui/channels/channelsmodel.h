// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "feed/pagedmodel.h"

namespace Rainbow::Admin {

/// The channels of the relay.
class ChannelsModel : public PagedModel {
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        AppColumn, ///< of use where there are several
        MembersColumn,
        RateColumn,
        PublishedColumn,
        DeliveredColumn,
        OccupantColumn,
        ColumnCount,
    };

    explicit ChannelsModel(FeedClient &client, QObject *parent = nullptr);

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

protected:
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] QString member(int column) const override;
    /// ChannelId::key()
    [[nodiscard]] QString keyOf(const QJsonObject &row) const override;
};

} // namespace Rainbow::Admin
