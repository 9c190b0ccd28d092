// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "feed/pagedmodel.h"

namespace Rainbow::Admin {

/// The relay's connections, or the members of a channel (setArguments({{"name", …}}) with what
/// "channel").
class ConnectionModel : public PagedModel {
    Q_OBJECT

public:
    enum Column {
        IdentityColumn,
        PlatformColumn,
        DeviceColumn,
        AccountColumn,
        AppColumn,
        AddressColumn,
        StateColumn,
        ConnectedColumn,
        ChannelsColumn,
        MessagesInColumn,
        MessagesOutColumn,
        BytesInColumn,
        BytesOutColumn,
        UnansweredColumn,
        BacklogColumn,
        RoundTripColumn,
        ProtocolColumn,
        WorkerColumn,
        ColumnCount,
    };

    explicit ConnectionModel(FeedClient &client, QObject *parent = nullptr,
                             const QString &what = QStringLiteral("connections"));

    /// For a view: in characters; 0: hidden at first. AccountColumn and AppColumn are of use only
    /// where there are accounts, and several applications.
    [[nodiscard]] static QList<int> columnWidths();
    /// A state of the feed ("lost") for people; translated. Others stay as they are.
    [[nodiscard]] static QString stateText(const QString &state);

    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    /// Every text anew.
    void retranslate();

protected:
    [[nodiscard]] QVariant cell(const QJsonObject &row, int column, int role) const override;
    [[nodiscard]] QString member(int column) const override;

private:
    [[nodiscard]] static QString text(const QJsonValue &value, int column);
    [[nodiscard]] QString toolTip(const QJsonObject &row, int column) const;
};

} // namespace Rainbow::Admin
