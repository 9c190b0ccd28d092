// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QCoreApplication>
#include <QJsonObject>
#include <QString>

#include <array>

namespace Rainbow::Admin {

/// Something that happened in a relay (docs/admin-feed.md, "events").
struct FeedEvent {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::FeedEvent)

public:
    enum class Kind : quint8 {
        Connect,
        Resume,
        Close,
        Refusal,
        Limit,
        Callback,
        Action,
        Error,
        Other, ///< one that a newer relay knows; what it calls it: kindName
        Gap, ///< of the dashboard's making: here some are missing; text says why
    };
    /// Those that one can choose.
    static constexpr std::array Kinds{Kind::Connect, Kind::Resume,   Kind::Close,  Kind::Refusal,
                                      Kind::Limit,   Kind::Callback, Kind::Action, Kind::Error};

    qint64 seq = 0; ///< 0: a gap
    qint64 at = 0; ///< ms since 1970 (UTC)
    Kind kind = Kind::Other;
    QString kindName; ///< as the feed has it
    int worker = -1; ///< -1: the node
    QString identity; ///< of the connection; empty: about none
    QString address;
    int code = 0; ///< of WebSocket (closes) or HTTP; 0: none
    QString text;

    [[nodiscard]] static FeedEvent fromJson(const QJsonObject &row);
    [[nodiscard]] static FeedEvent gap(qint64 at, const QString &text);
    /// As the feed has it: "connect".
    [[nodiscard]] static QString nameOf(Kind kind);

    /// One of them, translated: "Connect".
    [[nodiscard]] QString title() const;
    /// What its code means, translated: "1009: message too large". Empty: it has none.
    [[nodiscard]] QString codeText() const;
    /// What its code means in words; empty: it has none, or nobody knows.
    [[nodiscard]] QString meaning() const;
    /// Whether identity, address or text has it, whatever its case; as the relay looks for it.
    [[nodiscard]] bool contains(const QString &wanted) const;
};

} // namespace Rainbow::Admin
