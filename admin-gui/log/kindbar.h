// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/feedevent.h"

#include <QSet>
#include <QWidget>

#include <array>

class QToolButton;

namespace Rainbow::Admin {

class EventsModel;

/// Which kinds of events are shown: a button for each, with how many there are. None pressed: all.
class KindBar : public QWidget {
    Q_OBJECT

public:
    /// events must outlive it.
    explicit KindBar(const EventsModel &events, QWidget *parent = nullptr);

    [[nodiscard]] QSet<FeedEvent::Kind> kinds() const;
    void setKinds(const QSet<FeedEvent::Kind> &kinds);
    void retranslate();

Q_SIGNALS:
    void kindsChanged();

private:
    void updateCounts();
    [[nodiscard]] static QString title(FeedEvent::Kind kind);

    const EventsModel &m_events;
    QToolButton *m_all;
    std::array<QToolButton *, FeedEvent::Kinds.size()> m_buttons{};
};

} // namespace Rainbow::Admin
