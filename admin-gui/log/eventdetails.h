// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "log/feedevent.h"

#include <QFrame>

#include <array>
#include <optional>

class QGridLayout;
class QLabel;
class QPushButton;

namespace Rainbow::Admin {

/// All about one event, below the table.
class EventDetails : public QFrame {
    Q_OBJECT

public:
    explicit EventDetails(QWidget *parent = nullptr);

    void show(const FeedEvent &event);
    void clear();
    void retranslate();

Q_SIGNALS:
    void openConnection(const QString &identity);

private:
    enum Field { Time, Worker, Connection, Address, Code, Text };
    static constexpr int FieldCount = Text + 1;

    void update();

    std::optional<FeedEvent> m_event;
    QLabel *m_title;
    QLabel *m_hint;
    QWidget *m_fields;
    std::array<QLabel *, FieldCount> m_names{};
    std::array<QLabel *, FieldCount> m_values{};
    QPushButton *m_open;
};

} // namespace Rainbow::Admin
