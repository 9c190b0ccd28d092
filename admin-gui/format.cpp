// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "format.h"

#include <QDateTime>
#include <QLocale>

#include <array>
#include <cmath>

namespace Rainbow::Admin {

namespace {

/// Three figures, none of them after the point from 100 on; no zeros that say nothing.
QString threeFigures(double number)
{
    const double size = std::abs(number);
    // 9.995 is shown as 10.0, so as if it had that size.
    const int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;
    QString text = QLocale().toString(number, 'f', decimals);
    if (decimals == 0)
        return text;
    const QString zero = QLocale().zeroDigit();
    while (text.endsWith(zero))
        text.chop(zero.size());
    if (text.endsWith(QLocale().decimalPoint()))
        text.chop(QLocale().decimalPoint().size());
    return text;
}

QString timeText(const QDateTime &time)
{
    return QLocale().toString(time.time(), u"HH:mm:ss"_qs);
}

} // namespace

QString Format::none()
{
    return u"\u2013"_qs;
}

QString Format::count(qint64 number)
{
    return QLocale().toString(number);
}

QString Format::shortCount(double number)
{
    if (!std::isfinite(number))
        return none();
    const double size = std::abs(number);
    if (size < 999.5)
        return threeFigures(number);
    if (size < 999'500)
        //: Thousands, where room is scarce: 12.3 k
        return tr("%1 k").arg(threeFigures(number / 1e3));
    if (size < 999'500'000)
        //: Millions, where room is scarce: 12.3 M
        return tr("%1 M").arg(threeFigures(number / 1e6));
    //: Thousands of millions, where room is scarce: 12.3 G
    return tr("%1 G").arg(threeFigures(number / 1e9));
}

QString Format::rate(double perSecond)
{
    //: %1 things per second, e.g. 12.3 k/s
    return std::isfinite(perSecond) ? tr("%1/s").arg(shortCount(perSecond)) : none();
}

QString Format::bytes(double size)
{
    if (!std::isfinite(size))
        return none();
    const double whole = std::round(size);
    if (std::abs(whole) < 1024)
        //: Bytes
        return tr("%1 B").arg(QLocale().toString(whole, 'f', 0));
    constexpr std::array Units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    double scaled = whole / 1024;
    std::size_t unit = 0;
    while (std::abs(scaled) >= 999.5 && unit + 1 < Units.size()) {
        scaled /= 1024;
        ++unit;
    }
    return threeFigures(scaled) + u' ' + QString::fromLatin1(Units[unit]);
}

QString Format::byteRate(double bytesPerSecond)
{
    if (!std::isfinite(bytesPerSecond))
        return none();
    if (std::abs(bytesPerSecond) < 1024)
        //: Bytes per second
        return tr("%1 B/s").arg(threeFigures(std::round(bytesPerSecond)));
    return tr("%1/s").arg(bytes(bytesPerSecond));
}

QString Format::percent(double percent)
{
    if (!std::isfinite(percent))
        return none();
    const int decimals = std::abs(percent) < 9.95 && percent != 0 ? 1 : 0;
    //: Per cent; keep the space where the language has one
    return tr("%1 %").arg(QLocale().toString(percent, 'f', decimals));
}

QString Format::duration(double ms)
{
    if (!std::isfinite(ms) || ms < 0)
        return none();
    if (ms < 1000)
        return tr("%1 s").arg(threeFigures(std::floor(ms / 100) / 10));
    const auto seconds = static_cast<qint64>(ms / 1000);
    const qint64 minutes = seconds / 60;
    const qint64 hours = minutes / 60;
    const qint64 days = hours / 24;
    const auto text = [](qint64 number) { return QLocale().toString(number); };
    if (days > 0)
        //: A duration: days and hours
        return hours % 24 ? tr("%1 d %2 h").arg(text(days), text(hours % 24))
                          //: A duration in whole days
                          : tr("%1 d").arg(text(days));
    if (hours > 0)
        //: A duration: hours and minutes
        return minutes % 60 ? tr("%1 h %2 min").arg(text(hours), text(minutes % 60))
                            //: A duration in whole hours
                            : tr("%1 h").arg(text(hours));
    if (minutes > 0)
        //: A duration: minutes and seconds
        return seconds % 60 ? tr("%1 min %2 s").arg(text(minutes), text(seconds % 60))
                            //: A duration in whole minutes
                            : tr("%1 min").arg(text(minutes));
    //: A duration in seconds
    return tr("%1 s").arg(text(seconds));
}

QString Format::latency(double ms)
{
    if (!std::isfinite(ms) || ms < 0)
        return none();
    if (ms == 0)
        return tr("%1 ms").arg(QLocale().toString(0));
    if (ms < 0.9995)
        //: Microseconds
        return tr("%1 µs").arg(threeFigures(ms * 1000));
    if (ms < 999.5)
        //: Milliseconds
        return tr("%1 ms").arg(threeFigures(ms));
    return ms < 60'000 ? tr("%1 s").arg(threeFigures(ms / 1000)) : duration(ms);
}

QString Format::time(qint64 at)
{
    return at == 0 ? none() : timeText(QDateTime::fromMSecsSinceEpoch(at));
}

QString Format::dateTime(qint64 at)
{
    if (at == 0)
        return none();
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    if (time.date() == QDate::currentDate())
        return timeText(time);
    return QLocale().toString(time.date(), QLocale::ShortFormat) + u' ' + timeText(time);
}

QString Format::fullDateTime(qint64 at)
{
    if (at == 0)
        return none();
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(at);
    const QLocale locale;
    return locale.toString(time.date(), QLocale::LongFormat) + u' '
        + locale.toString(time.time(), u"HH:mm:ss.zzz"_qs) + u' ' + time.timeZoneAbbreviation();
}

} // namespace Rainbow::Admin
