// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "channels/sentmessage.h"

#include <QAbstractTableModel>

#include <deque>

namespace Rainbow::Admin {

/// What was sent in this run of the program, the latest first, at most MaxRows.
class SendHistory : public QAbstractTableModel {
    Q_OBJECT

public:
    static constexpr int MaxRows = 50;
    enum Column { TimeColumn, ChannelColumn, QosColumn, ResultColumn, TookColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation,
                                      int role) const override;

    [[nodiscard]] const SentMessage &message(int row) const
    {
        return m_rows.at(size_t(row)).message;
    }
    /// Its number, by which it is known when its answer comes.
    qint64 add(const SentMessage &message);
    /// It may be gone by then.
    void take(qint64 number, const FeedAnswer &answer);
    void retranslate();

    /// In a few words, translated: "5 of 6".
    [[nodiscard]] static QString summary(const SentMessage &message);

private:
    struct Row {
        qint64 number = 0;
        SentMessage message;
    };
    std::deque<Row> m_rows;
    qint64 m_last = 0;
};

} // namespace Rainbow::Admin
