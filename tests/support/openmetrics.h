// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>
#include <QMap>

#include <optional>
#include <vector>

namespace Rainbow::Test {

/// One line of an exposition.
struct MetricSample {
    QByteArray name; ///< with its suffix
    QMap<QByteArray, QByteArray> labels;
    double value = 0;
};

/// What the OpenMetrics text format 1.0 says of a family, and its samples in order.
struct MetricFamily {
    QByteArray name;
    QByteArray type;
    QByteArray help;
    QByteArray unit;
    std::vector<MetricSample> samples;
};

/// An exposition, read as strictly as the specification of OpenMetrics 1.0 (OpenObservability, "The
/// OpenMetrics project", 2020) has it: what a lenient reader would pass over is a problem here.
struct OpenMetrics {
    std::vector<MetricFamily> families;
    QByteArray problem; ///< the first, with its line; empty: none

    [[nodiscard]] static OpenMetrics parse(const QByteArray &text);

    [[nodiscard]] const MetricFamily *find(QByteArrayView name) const;
    /// The sum of all samples of that name that have these labels; nothing: there are none.
    [[nodiscard]] std::optional<double> sum(QByteArrayView name,
                                            const QMap<QByteArray, QByteArray> &labels = {}) const;
};

/// The same of the Prometheus text format 0.0.4, leniently: samples alone, each a family of its own
/// name, as `promtool` judges the rest.
[[nodiscard]] OpenMetrics parsePrometheusText(const QByteArray &text);

/// What `promtool check metrics` says to it; nothing: it found nothing, or, with a reason, it is
/// not installed.
struct PromtoolVerdict {
    bool isInstalled = false;
    QByteArray complaints;
};
[[nodiscard]] PromtoolVerdict promtoolCheck(const QByteArray &text);

} // namespace Rainbow::Test
