// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "connectionstatus.h"

#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "settings/theme.h"
#include "widgets.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>

#include <cmath>

namespace Rainbow::Admin {

namespace {

using namespace std::chrono_literals;
using State = FeedClient::State;

constexpr auto ClockTolerance = 2s;
constexpr int MarkSize = 16;

void setMark(QLabel *label, const char *name, Theme::Role role)
{
    const QIcon mark = icon(QString::fromLatin1(name), Theme::color(role));
    label->setPixmap(mark.pixmap(QSize(MarkSize, MarkSize), label->devicePixelRatioF()));
}

QLabel *makeLabel(const char *name)
{
    QLabel *label = makeQuietLabel();
    label->setObjectName(QString::fromLatin1(name));
    return label;
}

} // namespace

ConnectionStatus::ConnectionStatus(FeedClient &client, QWidget *parent)
    : QWidget(parent), m_client(client), m_mark(new QLabel), m_state(new QLabel),
      m_delay(makeLabel("delay")), m_clockMark(new QLabel), m_clock(makeLabel("clock")),
      m_role(makeLabel("role"))
{
    setObjectName(u"connectionStatus"_qs);
    m_mark->setObjectName(u"stateMark"_qs);
    m_state->setObjectName(u"state"_qs);
    m_state->setTextFormat(Qt::PlainText);
    m_state->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 2, 6, 2);
    row->setSpacing(6);
    row->addWidget(m_mark);
    row->addWidget(m_state, 1);
    row->addWidget(m_delay);
    row->addSpacing(14);
    row->addWidget(m_clockMark);
    row->addWidget(m_clock);
    row->addSpacing(14);
    row->addWidget(m_role);
    m_second.setInterval(1s);
    connect(&m_second, &QTimer::timeout, this, &ConnectionStatus::updateState);
    connect(&m_client, &FeedClient::stateChanged, this, &ConnectionStatus::update);
    connect(&m_client, &FeedClient::clockChanged, this, &ConnectionStatus::updateClock);
    update();
}

void ConnectionStatus::setRelayName(const QString &name)
{
    m_relay = name;
    update();
}

QString ConnectionStatus::text() const
{
    return m_state->text();
}

void ConnectionStatus::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange || event->type() == QEvent::PaletteChange)
        update();
}

void ConnectionStatus::update()
{
    if (m_client.state() == State::Waiting)
        m_second.start();
    else
        m_second.stop();
    updateState();
    updateClock();
    updateRole();
}

void ConnectionStatus::updateState()
{
    switch (m_client.state()) {
    case State::Open:
        setMark(m_mark, "ok", Theme::Role::Good);
        break;
    case State::Connecting:
    case State::Waiting:
        setMark(m_mark, "retry", Theme::Role::Warning);
        break;
    case State::Refused:
        setMark(m_mark, "error", Theme::Role::Bad);
        break;
    case State::Closed:
        setMark(m_mark, "disconnect", Theme::Role::Muted);
        break;
    }
    m_state->setText(stateText());
    m_state->setToolTip(m_client.problem());
    setAccessibleName(m_state->text());
}

void ConnectionStatus::updateClock()
{
    const bool open = m_client.state() == State::Open;
    const auto delay = m_client.delay();
    const auto difference = m_client.clockDifference();
    const bool off = difference && std::chrono::abs(*difference) > ClockTolerance;
    m_delay->setVisible(open && delay);
    m_clock->setVisible(open && difference);
    m_clockMark->setVisible(open && off);
    if (delay) {
        //: How long the relay takes to answer
        m_delay->setText(tr("Delay %1").arg(Format::latency(static_cast<double>(delay->count()))));
        m_delay->setToolTip(tr("How long the relay took to answer last"));
    }
    if (!difference)
        return;
    const auto ms = static_cast<double>(difference->count());
    const QString amount = std::abs(ms) < 60'000
        ? tr("%1 s").arg(QLocale().toString(std::abs(ms) / 1000, 'f', 1))
        : Format::duration(std::abs(ms));
    if (off) {
        setMark(m_clockMark, "warning", Theme::Role::Warning);
        m_clock->setText(ms > 0 ? tr("Clock of the relay: %1 ahead").arg(amount)
                                : tr("Clock of the relay: %1 behind").arg(amount));
        m_clock->setToolTip(tr("Times are the relay's: they are off by that much."));
    } else {
        //: The clocks of relay and dashboard differ by %1 at most
        m_clock->setText(tr("Clock ±%1").arg(amount));
        m_clock->setToolTip(tr("How far the clock of the relay is from the one of this machine"));
    }
    QPalette colors = palette();
    if (off)
        colors.setColor(QPalette::PlaceholderText, Theme::color(Theme::Role::Warning));
    m_clock->setPalette(colors);
}

void ConnectionStatus::updateRole()
{
    const RelayInfo info = m_client.info();
    m_role->setVisible(m_client.state() == State::Open);
    //: %1: whose token it is
    m_role->setText(info.mayAct ? tr("%1 (operator)").arg(info.who)
                                : tr("%1 (viewer)").arg(info.who));
    m_role->setToolTip(info.mayAct ? tr("Your token may look and act")
                                   : tr("Your token may look, not act"));
}

QString ConnectionStatus::stateText() const
{
    const QString relay = m_relay.isEmpty() ? m_client.relay().host() : m_relay;
    switch (m_client.state()) {
    case State::Closed:
        return tr("Not connected");
    case State::Connecting:
        //: %1: a relay's name
        return tr("Connecting to %1…").arg(relay);
    case State::Open:
        return tr("Connected to %1").arg(relay);
    case State::Waiting: {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(m_client.retryIn()).count();
        const QString when = seconds > 0
            ? tr("trying again in %Ln second(s)", "", static_cast<int>(seconds))
            : tr("trying again…");
        //: %1: a relay's name, %2: when it is tried again, %3: why
        return m_client.problem().isEmpty()
            ? tr("%1 is away, %2").arg(relay, when)
            : tr("%1 is away, %2 (%3)").arg(relay, when, m_client.problem());
    }
    case State::Refused:
        //: %1: a relay's name, %2: why
        return tr("%1 refuses: %2").arg(relay, m_client.problem());
    }
    return {};
}

} // namespace Rainbow::Admin
