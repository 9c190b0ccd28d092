// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/latencyhistogram.h"

#include <QByteArray>
#include <QByteArrayView>

#include <initializer_list>
#include <utility>

namespace Rainbow {

enum class ExpositionFormat : quint8 {
    Prometheus, ///< text 0.0.4
    OpenMetrics, ///< 1.0
};

/// OpenMetrics where Accept asks for application/openmetrics-text 1.0 (or 0.0.1, or no version in
/// particular) and does not want text/plain more; otherwise Prometheus.
[[nodiscard]] ExpositionFormat expositionFormatOf(QByteArrayView accept);
[[nodiscard]] QByteArray contentTypeOf(ExpositionFormat format);

/// The labels of a sample, in order.
class Labels {
public:
    Labels() = default;
    Labels(std::initializer_list<std::pair<QByteArrayView, QByteArrayView>> labels)
    {
        for (const auto &[name, value] : labels)
            add(name, value);
    }

    /// value: any bytes.
    void add(QByteArrayView name, QByteArrayView value);
    [[nodiscard]] Labels with(QByteArrayView name, QByteArrayView value) const;
    /// `a="1",b="2"`
    [[nodiscard]] const QByteArray &text() const { return m_text; }

private:
    QByteArray m_text;
};

/// Writes metrics as text that Prometheus reads: one family after another, each with its samples.
class Exposition {
public:
    explicit Exposition(ExpositionFormat format) : m_format(format) { }

    enum class Type : quint8 { Counter, Gauge, Histogram, Info };
    /// name: without _total, _info or _bucket. unit: its last part, or empty.
    void begin(Type type, QByteArrayView name, QByteArrayView help, QByteArrayView unit = {});

    // To the family that has begun.
    void add(const Labels &labels, quint64 value);
    void add(const Labels &labels, qint64 value);
    void add(const Labels &labels, int value) { add(labels, qint64(value)); }
    void add(const Labels &labels, double value);
    void add(const Labels &labels, const LatencyHistogram &histogram);
    /// Info: what is in the labels.
    void add(const Labels &labels) { add(labels, 1); }

    /// The whole text; nothing can be added any more.
    [[nodiscard]] QByteArray take();

private:
    void write(const char *suffix, const Labels &labels, const QByteArray &value);
    [[nodiscard]] const char *suffix() const;

    const ExpositionFormat m_format;
    QByteArray m_text;
    QByteArray m_name;
    Type m_type = Type::Gauge;
};

} // namespace Rainbow
