// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "sessions/timelinepacket.h"

#include <QSortFilterProxyModel>

#include <optional>

namespace Rainbow::Admin {

class TimelineModel;

/// The packets of a timeline that somebody wants to see. Gaps stay.
class TimelineFilter : public QSortFilterProxyModel {
    Q_OBJECT

public:
    explicit TimelineFilter(TimelineModel &model, QObject *parent = nullptr);

    /// In the packet's name, id, type, channel or payload, whatever its case; empty: all.
    void setText(const QString &text);
    /// Nothing: both.
    void setDirection(std::optional<PacketDirection> direction);
    /// PING and PONG.
    void setPings(bool shown);
    [[nodiscard]] bool isEmpty() const { return m_text.isEmpty() && !m_direction && m_pings; }

    /// Row of the timeline; -1: there is no such row.
    [[nodiscard]] int sourceRow(int row) const;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    TimelineModel &m_model;
    QString m_text;
    std::optional<PacketDirection> m_direction;
    bool m_pings = true;
};

} // namespace Rainbow::Admin
