// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonObject>
#include <QString>

namespace Rainbow::Admin {

/// A channel of an application. Two applications may have channels of the same name.
struct ChannelId {
    QString app; ///< empty in that of no channel
    QString name;

    /// Of a row of "channels". One that names no application is of [main].
    [[nodiscard]] static ChannelId of(const QJsonObject &row);

    [[nodiscard]] bool isEmpty() const { return name.isEmpty(); }
    /// One text for both, by which no other channel goes; empty: no channel.
    [[nodiscard]] QString key() const;
    /// For people: the name, behind that of its application unless it is [main]'s.
    [[nodiscard]] QString title() const;

    friend bool operator==(const ChannelId &, const ChannelId &) = default;
};

} // namespace Rainbow::Admin
