// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "trendchart.h"

#include "charts/chartcolors.h"
#include "charts/trendline.h"
#include "format.h"
#include "settings/theme.h"
#include "widgets.h"

#include <QCategoryAxis>
#include <QChart>
#include <QChartView>
#include <QEvent>
#include <QGraphicsLayout>
#include <QGraphicsLineItem>
#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace Rainbow::Admin {

namespace {

// Below this Qt's charts leave out their labels.
constexpr QSize MinimumView(300, 150);
constexpr int MaxValues = 3; // in a legend
// The same for all charts, so that those below each other share their time.
constexpr QMargins PlotMargins(66, 8, 18, 24);

/// A swatch of the line's colour before its name and value.
QString legendText(const QColor &color, const QString &name, const QString &value)
{
    const QString label = name.isEmpty() ? QString() : name.toHtmlEscaped() + u"&nbsp;"_qs;
    return u"<span style='color:%1'>&#9632;</span>&nbsp;%2<b>%3</b>"_qs.arg(color.name(), label,
                                                                            value.toHtmlEscaped());
}

void clearLabels(QCategoryAxis *axis)
{
    for (const QString &label : axis->categoriesLabels())
        axis->remove(label);
}

/// Categories need names that differ; spaces make them so.
void setLabels(QCategoryAxis *axis, const QList<Tick> &ticks)
{
    clearLabels(axis);
    QStringList used;
    for (const Tick &tick : ticks) {
        QString label = tick.label;
        while (used.contains(label))
            label += u' ';
        used.append(label);
        axis->append(label, tick.at);
    }
}

QCategoryAxis *makeAxis(QChart *chart, Qt::Alignment side)
{
    auto *axis = new QCategoryAxis(chart);
    axis->setLabelsPosition(QCategoryAxis::AxisLabelsPositionOnValue);
    axis->setTruncateLabels(false);
    axis->setLineVisible(false);
    axis->setGridLineVisible(side == Qt::AlignLeft);
    axis->setStartValue(-1);
    chart->addAxis(axis, side);
    return axis;
}

} // namespace

TrendChart::TrendChart(const QString &name, Unit unit, const QList<Line> &lines, QWidget *parent)
    : QFrame(parent), m_unit(unit), m_lines(lines), m_title(makeHeading()),
      m_idle(makeQuietLabel()), m_callout(nullptr), m_view(new QChartView),
      m_chart(m_view->chart()), m_time(makeAxis(m_chart, Qt::AlignBottom)),
      m_values(makeAxis(m_chart, Qt::AlignLeft)), m_crosshair(new QGraphicsLineItem(m_chart))
{
    setObjectName(name);
    m_samples.resize(m_lines.size());
    m_current.fill(std::nan(""));
    m_chart->legend()->hide();
    m_chart->setBackgroundVisible(false);
    m_chart->layout()->setContentsMargins(0, 0, 0, 0);
    m_crosshair->setZValue(10);
    m_crosshair->hide();
    m_view->setMinimumSize(MinimumView);
    m_view->setRenderHint(QPainter::Antialiasing);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setBackgroundBrush(Qt::NoBrush);
    m_view->viewport()->setAutoFillBackground(false);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_view->setFocusPolicy(Qt::NoFocus);
    m_view->viewport()->setMouseTracking(true);
    m_view->viewport()->installEventFilter(this);
    m_callout = new QLabel(m_view->viewport());
    m_callout->setObjectName(u"callout"_qs);
    m_callout->setTextFormat(Qt::RichText);
    m_callout->setMargin(7);
    m_callout->setFrameShape(QFrame::Box);
    m_callout->setAutoFillBackground(true);
    m_callout->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_callout->hide();

    auto *legend = new QHBoxLayout;
    legend->setSpacing(12);
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        auto *label = new QLabel;
        label->setTextFormat(Qt::RichText);
        label->setObjectName(u"legend%1"_qs.arg(i));
        // What does not fit is cut off rather than making the chart wider than the others.
        label->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
        label->setMinimumWidth(1);
        evenHeight(label);
        legend->addWidget(label);
        m_legend.append(label);
        m_trends.push_back(std::make_unique<TrendLine>(m_chart, m_time, m_values));
    }
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(14, 8, 8, 6);
    column->setSpacing(0);
    m_idle->setObjectName(u"idle"_qs);
    m_idle->hide();
    legend->addWidget(m_idle);
    legend->addStretch(1);
    evenHeight(m_title);
    evenHeight(m_idle);
    column->addWidget(m_title);
    column->addLayout(legend);
    column->addWidget(m_view, 1);
    applyPalette();
}

TrendChart::~TrendChart() = default;

void TrendChart::setTexts(const QString &title, const QStringList &names)
{
    m_title->setText(title);
    m_names = names;
    setAccessibleName(title);
    m_shownTicks.clear();
    updateAxes();
    updateLegend();
}

void TrendChart::setIdleText(const QString &text)
{
    m_idleText = text;
    updateLegend();
}

void TrendChart::setMissing(const QString &text)
{
    if (text == m_missingText)
        return;
    m_missingText = text;
    m_shownTicks.clear();
    updateAxes();
    applyPalette();
}

void TrendChart::setSamples(const QList<QList<Sample>> &samples, Range range, qint64 now)
{
    const int most = std::max(MinimumView.width(), qRound(m_chart->plotArea().width()));
    m_samples.clear();
    for (const QList<Sample> &each : samples)
        m_samples.append(thinned(each, range, most));
    m_samples.resize(m_lines.size());
    m_range = range;
    m_now = now;
    updateAxes();
    const qint64 step = rangeStep(range).count();
    for (qsizetype i = 0; i < m_lines.size(); ++i)
        m_trends[static_cast<std::size_t>(i)]->setSamples(m_samples.at(i), step,
                                                          range != Range::Minutes5);
    setCrosshair(m_pointedAt);
}

void TrendChart::setCurrent(const Figures &figures)
{
    m_current = figures;
    updateLegend();
}

void TrendChart::setCrosshair(std::optional<qint64> at)
{
    m_pointedAt = at;
    const QRectF plot = m_chart->plotArea();
    const bool shown = at && m_now > 0;
    m_crosshair->setVisible(shown);
    if (shown) {
        const double x = xOf(*at);
        m_crosshair->setLine(x, plot.top(), x, plot.bottom());
    }
    updateLegend();
    updateCallout();
}

QStringList TrendChart::legendTexts() const
{
    QStringList texts;
    for (const QLabel *label : m_legend)
        texts.append(label->accessibleName());
    return texts;
}

int TrendChart::pieces(qsizetype line) const
{
    return m_trends[static_cast<std::size_t>(line)]->pieces();
}

void TrendChart::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        applyPalette();
}

void TrendChart::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(gridColor(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
}

bool TrendChart::eventFilter(QObject *watched, QEvent *event)
{
    switch (event->type()) {
    case QEvent::MouseMove: {
        const QRectF plot = m_chart->plotArea();
        const QPointF at = static_cast<QMouseEvent *>(event)->position();
        m_pointedHere = plot.contains(at) && m_now > 0;
        if (!m_pointedHere) {
            Q_EMIT pointed({});
            break;
        }
        const auto length = static_cast<double>(rangeLength(m_range).count());
        const double part = (at.x() - plot.left()) / plot.width();
        Q_EMIT pointed(m_now - static_cast<qint64>((1 - part) * length));
        break;
    }
    case QEvent::Leave:
        m_pointedHere = false;
        Q_EMIT pointed({});
        break;
    case QEvent::Resize:
        layOut();
        break;
    default:
        break;
    }
    return QFrame::eventFilter(watched, event);
}

void TrendChart::applyPalette()
{
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.85);
    for (QCategoryAxis *axis : {m_time, m_values}) {
        axis->setLabelsFont(small);
        axis->setLabelsColor(quietColor(palette()));
        axis->setGridLineColor(gridColor(palette()));
    }
    m_crosshair->setPen(QPen(quietColor(palette()), 0, Qt::DashLine));
    for (qsizetype i = 0; i < m_lines.size(); ++i)
        m_trends[static_cast<std::size_t>(i)]->setColor(Theme::series(m_lines.at(i).series));
    QPalette callout = palette();
    callout.setColor(QPalette::Window, palette().color(QPalette::ToolTipBase));
    callout.setColor(QPalette::WindowText, palette().color(QPalette::ToolTipText));
    m_callout->setPalette(callout);
    QPalette title = palette();
    if (!m_missingText.isEmpty())
        title.setColor(m_title->foregroundRole(), quietColor(palette()));
    m_title->setPalette(title);
    updateLegend();
}

void TrendChart::layOut()
{
    const QRect plot = QRect(QPoint(), m_view->viewport()->size()).marginsRemoved(PlotMargins);
    if (plot.isValid())
        m_chart->setPlotArea(plot);
    setCrosshair(m_pointedAt);
}

void TrendChart::updateAxes()
{
    double greatest = 0;
    for (const QList<Sample> &samples : std::as_const(m_samples))
        for (const Sample &sample : samples)
            greatest = std::max(greatest, m_range == Range::Minutes5 ? sample.mean : sample.max);
    const ValueScale scale = valueScale(m_unit, greatest);
    const QList<Tick> times = m_now > 0 ? timeTicks(m_range, m_now) : QList<Tick>();
    QString ticks = QString::number(scale.top);
    for (const Tick &tick : times)
        ticks += u' ' + QString::number(tick.at, 'f', 0);
    if (ticks != m_shownTicks) {
        m_shownTicks = ticks;
        setLabels(m_values, m_missingText.isEmpty() ? scale.ticks : QList<Tick>());
        setLabels(m_time, times);
    }
    m_values->setRange(0, scale.top);
    m_time->setRange(static_cast<double>(m_now - rangeLength(m_range).count()),
                     static_cast<double>(m_now));
}

bool TrendChart::isIdle(qsizetype line) const
{
    const QList<Sample> &samples = m_samples.at(line);
    return std::all_of(samples.begin(), samples.end(),
                       [](const Sample &sample) { return sample.max <= 0; });
}

void TrendChart::updateLegend()
{
    const bool isMissing = !m_missingText.isEmpty();
    bool all = true;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const bool idle = isMissing || (!m_idleText.isEmpty() && isIdle(i));
        m_legend.at(i)->setVisible(!idle);
        all = all && idle;
    }
    m_idle->setVisible(all);
    m_idle->setText(isMissing ? m_missingText : m_idleText);
    // Many values have no room; the callout says them.
    const auto shown = std::count_if(m_legend.begin(), m_legend.end(),
                                     [](const QLabel *label) { return !label->isHidden(); });
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        double value = m_current[static_cast<std::size_t>(m_lines.at(i).figure)];
        if (m_pointedAt) {
            const Sample *sample = sampleAt(i, *m_pointedAt);
            value = sample ? sample->mean : std::nan("");
        }
        const QString name = m_names.value(i);
        const QString text = unitText(m_unit, value);
        m_legend.at(i)->setText(legendText(Theme::series(m_lines.at(i).series), name,
                                           shown > MaxValues ? QString() : text));
        m_legend.at(i)->setAccessibleName(name.isEmpty() ? text : name + u' ' + text);
    }
}

void TrendChart::updateCallout()
{
    if (!m_pointedAt || !m_pointedHere) {
        m_callout->hide();
        return;
    }
    QString rows;
    qint64 at = *m_pointedAt;
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        const Sample *sample = sampleAt(i, at);
        const QString value = sample ? unitText(m_unit, sample->mean) : Format::none();
        rows += u"<tr><td><span style='color:%1'>&#9632;</span> %2</td>"
                "<td align='right'>&nbsp;&nbsp;<b>%3</b></td></tr>"_qs.arg(
                    Theme::series(m_lines.at(i).series).name(),
                    m_names.value(i, m_title->text()).toHtmlEscaped(), value.toHtmlEscaped());
        if (sample && m_range != Range::Minutes5)
            rows += u"<tr><td colspan='2' align='right'>%1 \u2013 %2</td></tr>"_qs.arg(
                unitText(m_unit, sample->min).toHtmlEscaped(),
                unitText(m_unit, sample->max).toHtmlEscaped());
    }
    m_callout->setText(
        u"<b>%1</b><table cellspacing='0'>%2</table>"_qs.arg(Format::time(at), rows));
    m_callout->adjustSize();
    const QRectF plot = m_chart->plotArea();
    const double x = xOf(at);
    const double right = x + 12;
    const bool fits = right + m_callout->width() <= plot.right();
    m_callout->move(qRound(fits ? right : std::max(0.0, x - 12 - m_callout->width())),
                    qRound(plot.top()) + 4);
    m_callout->show();
}

const Sample *TrendChart::sampleAt(qsizetype line, qint64 at) const
{
    const QList<Sample> &samples = m_samples.at(line);
    const auto next = std::lower_bound(samples.begin(), samples.end(), at,
                                       [](const Sample &s, qint64 time) { return s.at < time; });
    const Sample *best = nullptr;
    const auto nearer = [at, &best](const Sample &sample) {
        if (!best || std::abs(sample.at - at) < std::abs(best->at - at))
            best = &sample;
    };
    if (next != samples.end())
        nearer(*next);
    if (next != samples.begin())
        nearer(*std::prev(next));
    const qint64 reach = 2 * rangeStep(m_range).count();
    return best && std::abs(best->at - at) <= reach ? best : nullptr;
}

double TrendChart::xOf(qint64 at) const
{
    const QRectF plot = m_chart->plotArea();
    const auto length = static_cast<double>(rangeLength(m_range).count());
    return plot.right() - static_cast<double>(m_now - at) / length * plot.width();
}

} // namespace Rainbow::Admin
