// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/exposition.h"

#include <QLocale>
#include <QString>

#include <chrono>
#include <optional>

namespace Rainbow {

namespace {

constexpr const char *TypeNames[] = {"counter", "gauge", "histogram", "info"};

QByteArray asText(double value)
{
    return QByteArray::number(value, 'g', QLocale::FloatingPointShortest);
}

QByteArray asText(std::chrono::nanoseconds duration)
{
    return asText(std::chrono::duration<double>(duration).count());
}

/// Of a help text: quotes may stand in it as they are.
QByteArray escaped(QByteArrayView text, bool isLabel)
{
    QByteArray out;
    for (const char c : text) {
        if (c == '\\')
            out += "\\\\";
        else if (c == '\n')
            out += "\\n";
        else if (c == '"' && isLabel)
            out += "\\\"";
        else
            out += c;
    }
    return out;
}

/// One media range of an Accept header (RFC 9110 §12.5.1).
struct MediaRange {
    QByteArray type; ///< lower case
    QByteArray version;
    double quality = 1;
};

MediaRange parseRange(const QByteArray &text)
{
    const QByteArrayList parts = text.split(';');
    MediaRange range;
    range.type = parts.first().trimmed().toLower();
    for (const QByteArray &part : parts.sliced(1)) {
        const qsizetype equals = part.indexOf('=');
        if (equals < 0)
            continue;
        const QByteArray name = part.first(equals).trimmed().toLower();
        const QByteArray value = part.sliced(equals + 1).trimmed();
        bool ok = false;
        if (name == "version")
            range.version = value;
        else if (const double quality = value.toDouble(&ok); name == "q")
            range.quality = ok ? quality : 0;
    }
    return range;
}

} // namespace

ExpositionFormat expositionFormatOf(QByteArrayView accept)
{
    double openMetrics = 0;
    double plain = 0;
    for (const QByteArray &text : accept.toByteArray().split(',')) {
        const MediaRange range = parseRange(text);
        const bool isKnown =
            range.version.isEmpty() || range.version == "1.0.0" || range.version == "0.0.1";
        if (range.type == "application/openmetrics-text" && isKnown)
            openMetrics = std::max(openMetrics, range.quality);
        else if (range.type == "text/plain")
            plain = std::max(plain, range.quality);
    }
    return openMetrics > 0 && openMetrics >= plain ? ExpositionFormat::OpenMetrics
                                                   : ExpositionFormat::Prometheus;
}

QByteArray contentTypeOf(ExpositionFormat format)
{
    return format == ExpositionFormat::OpenMetrics
        ? "application/openmetrics-text; version=1.0.0; charset=utf-8"
        : "text/plain; version=0.0.4; charset=utf-8";
}

void Labels::add(QByteArrayView name, QByteArrayView value)
{
    if (!m_text.isEmpty())
        m_text += ',';
    // The text is UTF-8, whatever the value is.
    const QByteArray utf8 = QString::fromUtf8(value).toUtf8();
    m_text += name.toByteArray() + "=\"" + escaped(utf8, true) + '"';
}

Labels Labels::with(QByteArrayView name, QByteArrayView value) const
{
    Labels labels = *this;
    labels.add(name, value);
    return labels;
}

void Exposition::begin(Type type, QByteArrayView name, QByteArrayView help, QByteArrayView unit)
{
    m_type = type;
    m_name = name.toByteArray();
    const bool isOpen = m_format == ExpositionFormat::OpenMetrics;
    // In the older format a family is called as its samples are, and there is no info.
    QByteArray family = m_name;
    if (!isOpen && type != Type::Histogram)
        family += suffix();
    const Type told = !isOpen && type == Type::Info ? Type::Gauge : type;
    m_text += "# HELP " + family + ' ' + escaped(help, isOpen) + '\n';
    m_text += "# TYPE " + family + ' ' + TypeNames[size_t(told)] + '\n';
    if (isOpen && !unit.isEmpty())
        m_text += "# UNIT " + family + ' ' + unit.toByteArray() + '\n';
}

const char *Exposition::suffix() const
{
    switch (m_type) {
    case Type::Counter:
        return "_total";
    case Type::Info:
        return "_info";
    case Type::Gauge:
    case Type::Histogram:
        break;
    }
    return "";
}

void Exposition::write(const char *suffix, const Labels &labels, const QByteArray &value)
{
    m_text += m_name + suffix;
    if (!labels.text().isEmpty())
        m_text += '{' + labels.text() + '}';
    m_text += ' ' + value + '\n';
}

void Exposition::add(const Labels &labels, quint64 value)
{
    write(suffix(), labels, QByteArray::number(value));
}

void Exposition::add(const Labels &labels, qint64 value)
{
    write(suffix(), labels, QByteArray::number(value));
}

void Exposition::add(const Labels &labels, double value)
{
    write(suffix(), labels, asText(value));
}

void Exposition::add(const Labels &labels, const LatencyHistogram &histogram)
{
    for (const auto end : LatencyHistogram::exposedEnds()) {
        write("_bucket", labels.with("le", asText(end)),
              QByteArray::number(histogram.countUpTo(end)));
    }
    write("_bucket", labels.with("le", "+Inf"), QByteArray::number(histogram.count()));
    write("_sum", labels, asText(histogram.sum()));
    write("_count", labels, QByteArray::number(histogram.count()));
}

QByteArray Exposition::take()
{
    if (m_format == ExpositionFormat::OpenMetrics)
        m_text += "# EOF\n";
    return std::move(m_text);
}

} // namespace Rainbow
