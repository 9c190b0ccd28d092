// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QCoreApplication>
#include <QString>

namespace Rainbow::Admin {

/// Figures as people read them, by the language and QLocale() of the program. Times are in
/// milliseconds since 1970 (UTC), as the feed has them, and are shown in local time. What is no
/// number, and a time of 0, is none().
struct Format {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::Format)

public:
    /// For what is not known: a dash.
    [[nodiscard]] static QString none();

    /// 12,345
    [[nodiscard]] static QString count(qint64 number);
    /// Where room is scarce, three figures: 950, 12.3 k, 1.05 M
    [[nodiscard]] static QString shortCount(double number);
    /// Three figures: 0/s, 0.4/s, 950/s, 12.3 k/s
    [[nodiscard]] static QString rate(double perSecond);
    /// 0 B, 950 B, 12.3 KiB, 1.4 GiB
    [[nodiscard]] static QString bytes(double size);
    [[nodiscard]] static QString byteRate(double bytesPerSecond);
    /// 41 %, below ten 4.2 %
    [[nodiscard]] static QString percent(double percent);

    /// The two largest units: 3 d 4 h, 1 h 5 min, 2 min, 45 s; below a second 0.4 s.
    [[nodiscard]] static QString duration(double ms);
    /// Three figures: 850 µs, 12.3 ms, 1.24 s; from a minute on as duration().
    [[nodiscard]] static QString latency(double ms);

    /// 14:03:07
    [[nodiscard]] static QString time(qint64 at);
    /// With the date unless it is today's, in short: 11/21/26 14:03:07
    [[nodiscard]] static QString dateTime(qint64 at);
    /// For tooltips: with the weekday, milliseconds and the time zone.
    [[nodiscard]] static QString fullDateTime(qint64 at);
};

} // namespace Rainbow::Admin
