// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/timelinefilter.h"

#include "sessions/timelinemodel.h"

#include <array>

namespace Rainbow::Admin {

TimelineFilter::TimelineFilter(TimelineModel &model, QObject *parent)
    : QSortFilterProxyModel(parent), m_model(model)
{
    // What a packet is does not change.
    setDynamicSortFilter(false);
    setSourceModel(&model);
}

void TimelineFilter::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    invalidateFilter();
}

void TimelineFilter::setDirection(std::optional<PacketDirection> direction)
{
    if (direction == m_direction)
        return;
    m_direction = direction;
    invalidateFilter();
}

void TimelineFilter::setPings(bool shown)
{
    if (shown == m_pings)
        return;
    m_pings = shown;
    invalidateFilter();
}

int TimelineFilter::sourceRow(int row) const
{
    return mapToSource(index(row, 0)).row();
}

bool TimelineFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    const TimelinePacket *packet = m_model.packet(row);
    if (!packet)
        return true;
    if (m_direction && packet->direction != *m_direction)
        return false;
    if (!m_pings && (packet->kind == PacketKind::Ping || packet->kind == PacketKind::Pong))
        return false;
    const std::array texts{packet->name, packet->channel,
                           packet->id ? QString::number(*packet->id) : QString(),
                           packet->type ? QString::number(*packet->type) : QString(),
                           QString::fromUtf8(packet->payload)};
    return m_text.isEmpty() || std::any_of(texts.begin(), texts.end(), [this](const QString &text) {
               return text.contains(m_text, Qt::CaseInsensitive);
           });
}

} // namespace Rainbow::Admin
