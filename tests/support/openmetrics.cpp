// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/openmetrics.h"

#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QStandardPaths>

#include <algorithm>
#include <cmath>
#include <limits>

namespace Rainbow::Test {

namespace {

bool matches(const QByteArray &text, const char *pattern)
{
    const QRegularExpression whole(
        QRegularExpression::anchoredPattern(QString::fromLatin1(pattern)));
    return whole.match(QString::fromUtf8(text)).hasMatch();
}

bool isMetricName(const QByteArray &text)
{
    return matches(text, "[a-zA-Z_:][a-zA-Z0-9_:]*");
}

/// Reads one text from its start, byte by byte.
class Parser {
public:
    explicit Parser(const QByteArray &text) : m_text(text) { }

    [[nodiscard]] OpenMetrics run();
    [[nodiscard]] std::optional<MetricSample> sampleOf(const QByteArray &line);

private:
    void fail(const QByteArray &why)
    {
        if (m_result.problem.isEmpty())
            m_result.problem = "line " + QByteArray::number(m_line) + ": " + why;
    }
    void readLine(const QByteArray &line);
    void readMeta(const QByteArray &line);
    void openFamily(const QByteArray &name);
    void readSample(const QByteArray &line);
    bool readLabels(QByteArrayView &rest, MetricSample &sample);
    void closeFamily();
    void checkHistogram(const MetricFamily &family);
    [[nodiscard]] bool isOfFamily(const QByteArray &sample) const;
    static std::optional<double> valueOf(const QByteArray &text);

    const QByteArray m_text;
    OpenMetrics m_result;
    QSet<QByteArray> m_names;
    QSet<QByteArray> m_series;
    QSet<QByteArray> m_metas; ///< of the family that is open
    int m_line = 0;
    bool m_ended = false;
};

OpenMetrics Parser::run()
{
    if (!m_text.endsWith('\n'))
        fail("the text does not end in a line feed");
    if (!m_text.isValidUtf8())
        fail("not UTF-8");
    for (const QByteArray &line : m_text.chopped(1).split('\n')) {
        ++m_line;
        readLine(line);
    }
    closeFamily();
    if (!m_ended)
        fail("no # EOF");
    return m_result;
}

void Parser::readLine(const QByteArray &line)
{
    if (m_ended)
        fail("something after # EOF");
    else if (line.isEmpty())
        fail("an empty line");
    else if (line == "# EOF")
        m_ended = true;
    else if (line.startsWith('#'))
        readMeta(line);
    else
        readSample(line);
}

void Parser::readMeta(const QByteArray &line)
{
    const QByteArrayList parts = line.split(' ');
    if (parts.size() < 4 || parts[0] != "#")
        return fail("neither HELP, TYPE nor UNIT");
    const QByteArray &what = parts[1];
    const QByteArray &name = parts[2];
    const QByteArray value = parts.sliced(3).join(' ');
    if (!isMetricName(name))
        return fail("no name of a metric");
    if (m_result.families.empty() || m_result.families.back().name != name)
        openFamily(name);
    MetricFamily &family = m_result.families.back();
    if (!family.samples.empty())
        return fail("a description after samples");
    if (m_metas.contains(what))
        return fail(what + " twice");
    m_metas.insert(what);
    if (what == "HELP") {
        if (!matches(value, R"(([^\\"]|\\[\\"n])*)"))
            return fail("what is to be escaped is not");
        family.help = value;
    } else if (what == "TYPE") {
        if (!matches(value, "counter|gauge|histogram|info"))
            return fail("no type that is used here: " + value);
        family.type = value;
    } else if (what == "UNIT") {
        if (!name.endsWith('_' + value))
            return fail("the name does not end in its unit");
        family.unit = value;
    } else {
        fail("neither HELP, TYPE nor UNIT");
    }
}

void Parser::openFamily(const QByteArray &name)
{
    closeFamily();
    if (m_names.contains(name))
        fail("the family " + name + " again");
    m_names.insert(name);
    m_metas.clear();
    m_result.families.push_back({name, {}, {}, {}, {}});
}

bool Parser::isOfFamily(const QByteArray &sample) const
{
    if (m_result.families.empty())
        return false;
    const MetricFamily &family = m_result.families.back();
    const auto is = [&](const char *suffix) { return sample == family.name + suffix; };
    if (family.type == "counter")
        return is("_total");
    if (family.type == "info")
        return is("_info");
    if (family.type == "histogram")
        return is("_bucket") || is("_count") || is("_sum");
    return is("");
}

std::optional<double> Parser::valueOf(const QByteArray &text)
{
    if (text == "+Inf")
        return std::numeric_limits<double>::infinity();
    if (!matches(text, R"([+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?)"))
        return std::nullopt;
    return text.toDouble();
}

bool Parser::readLabels(QByteArrayView &rest, MetricSample &sample)
{
    rest = rest.sliced(1); // {
    while (!rest.startsWith('}')) {
        const qsizetype equals = rest.indexOf('=');
        const QByteArray name = rest.first(std::max<qsizetype>(equals, 0)).toByteArray();
        if (!matches(name, "[a-zA-Z_][a-zA-Z0-9_]*") || name.startsWith("__")
            || sample.labels.contains(name)) {
            fail("a label that has no name, or twice the same");
            return false;
        }
        rest = rest.sliced(equals + 1);
        if (!rest.startsWith('"')) {
            fail("a label without a value");
            return false;
        }
        QByteArray value;
        qsizetype i = 1;
        for (; i < rest.size() && rest[i] != '"'; ++i) {
            if (rest[i] == '\\' && ++i < rest.size() && !QByteArrayView("\\\"n").contains(rest[i]))
                fail("an escape that there is not");
            if (i < rest.size())
                value += rest[i - 1] == '\\' && rest[i] == 'n' ? '\n' : rest[i];
        }
        if (i >= rest.size()) {
            fail("a value without an end");
            return false;
        }
        sample.labels.insert(name, value);
        rest = rest.sliced(i + 1);
        if (rest.startsWith(','))
            rest = rest.sliced(1);
        else if (!rest.startsWith('}')) {
            fail("neither , nor }");
            return false;
        }
    }
    rest = rest.sliced(1); // }
    return true;
}

std::optional<MetricSample> Parser::sampleOf(const QByteArray &line)
{
    MetricSample sample;
    QByteArrayView rest(line);
    qsizetype end = 0;
    while (end < rest.size() && rest[end] != '{' && rest[end] != ' ')
        ++end;
    sample.name = rest.first(end).toByteArray();
    rest = rest.sliced(end);
    if (!isMetricName(sample.name)) {
        fail("no name of a metric");
        return std::nullopt;
    }
    if (rest.startsWith('{') && !readLabels(rest, sample))
        return std::nullopt;
    const auto value = rest.startsWith(' ') ? valueOf(rest.sliced(1).toByteArray()) : std::nullopt;
    if (!value) {
        fail("no value, or more than one");
        return std::nullopt;
    }
    sample.value = *value;
    return sample;
}

void Parser::readSample(const QByteArray &line)
{
    const auto sample = sampleOf(line);
    if (!sample)
        return;
    if (!isOfFamily(sample->name))
        return fail("a sample " + sample->name + " that is of no family, or of another");
    MetricFamily &family = m_result.families.back();
    QByteArray series = sample->name;
    for (auto label = sample->labels.cbegin(); label != sample->labels.cend(); ++label)
        series += '\0' + label.key() + '\0' + label.value();
    if (m_series.contains(series))
        return fail("the same sample twice");
    m_series.insert(series);
    if (family.type != "gauge" && !(sample->value >= 0))
        return fail("a negative number");
    if (family.type == "info" && sample->value != 1)
        return fail("an info that is not 1");
    family.samples.push_back(*sample);
}

void Parser::closeFamily()
{
    if (m_result.families.empty())
        return;
    const MetricFamily &family = m_result.families.back();
    if (family.type.isEmpty() || family.help.isEmpty())
        fail("the family " + family.name + " has no TYPE or no HELP");
    if (family.type == "histogram")
        checkHistogram(family);
}

void Parser::checkHistogram(const MetricFamily &family)
{
    using Key = QMap<QByteArray, QByteArray>;
    struct Buckets {
        double lastEnd = -std::numeric_limits<double>::infinity();
        double lastCount = 0;
        bool hasSum = false;
        std::optional<double> count;
    };
    QMap<QByteArray, Buckets> all;
    for (const MetricSample &sample : family.samples) {
        Key labels = sample.labels;
        const QByteArray le = labels.take("le");
        Buckets &buckets = all[QList<QByteArray>(labels.values()).join('\0')];
        if (sample.name.endsWith("_bucket")) {
            const auto end = valueOf(le);
            if (!end || *end <= buckets.lastEnd)
                fail("buckets of " + family.name + " out of order");
            if (sample.value < buckets.lastCount)
                fail("buckets of " + family.name + " do not add up");
            buckets.lastEnd = end.value_or(0);
            buckets.lastCount = sample.value;
        } else if (sample.name.endsWith("_count")) {
            buckets.count = sample.value;
        } else {
            buckets.hasSum = true;
        }
    }
    for (const Buckets &buckets : all) {
        if (!std::isinf(buckets.lastEnd) || !buckets.hasSum || buckets.count != buckets.lastCount)
            fail("the histogram " + family.name + " is not whole");
    }
}

} // namespace

OpenMetrics OpenMetrics::parse(const QByteArray &text)
{
    return Parser(text).run();
}

const MetricFamily *OpenMetrics::find(QByteArrayView name) const
{
    const auto found = std::find_if(families.begin(), families.end(),
                                    [name](const auto &family) { return family.name == name; });
    return found == families.end() ? nullptr : &*found;
}

std::optional<double> OpenMetrics::sum(QByteArrayView name,
                                       const QMap<QByteArray, QByteArray> &labels) const
{
    std::optional<double> sum;
    for (const MetricFamily &family : families) {
        for (const MetricSample &sample : family.samples) {
            bool isMeant = sample.name == name;
            for (auto label = labels.cbegin(); label != labels.cend(); ++label)
                isMeant = isMeant && sample.labels.value(label.key()) == label.value();
            if (isMeant)
                sum = sum.value_or(0) + sample.value;
        }
    }
    return sum;
}

OpenMetrics parsePrometheusText(const QByteArray &text)
{
    OpenMetrics result;
    for (const QByteArray &line : text.split('\n')) {
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        if (const auto sample = Parser({}).sampleOf(line))
            result.families.push_back({sample->name, {}, {}, {}, {*sample}});
        else
            result.problem = line;
    }
    return result;
}

PromtoolVerdict promtoolCheck(const QByteArray &text)
{
    PromtoolVerdict verdict;
    const QString path = QStandardPaths::findExecutable(QStringLiteral("promtool"));
    if (path.isEmpty())
        return verdict;
    verdict.isInstalled = true;
    QProcess promtool;
    promtool.setProcessChannelMode(QProcess::MergedChannels);
    promtool.start(path, {QStringLiteral("check"), QStringLiteral("metrics")});
    promtool.write(text);
    promtool.closeWriteChannel();
    constexpr int Patience = 60'000;
    if (!promtool.waitForFinished(Patience)) {
        verdict.complaints = "promtool did not end";
        return verdict;
    }
    verdict.complaints = promtool.readAll();
    if (verdict.complaints.isEmpty() && promtool.exitCode() != 0)
        verdict.complaints = "promtool ended with " + QByteArray::number(promtool.exitCode());
    return verdict;
}

} // namespace Rainbow::Test
