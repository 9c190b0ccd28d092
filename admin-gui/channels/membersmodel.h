// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "channels/channelid.h"
#include "feed/pagedmodel.h"

namespace Rainbow::Admin {

/// The members of one channel.
class MembersModel : public PagedModel {
    Q_OBJECT

public:
    enum Column {
        IdentityColumn,
        PlatformColumn,
        AddressColumn,
        StateColumn,
        ConnectedColumn,
        UnansweredColumn,
        ColumnCount,
    };

    explicit MembersModel(FeedClient &client, QObject *parent = nullptr);

    /// Empty: of none.
    void setChannel(const ChannelId &channel);
    [[nodiscard]] const ChannelId &channel() const { return m_channel; }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role = Qt::DisplayRole) const override;

protected:
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] QString member(int column) const override;

private:
    ChannelId m_channel;
};

} // namespace Rainbow::Admin
