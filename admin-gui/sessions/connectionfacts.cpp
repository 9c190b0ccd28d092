// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/connectionfacts.h"

#include "format.h"
#include "icons/icon.h"
#include "widgets.h"

#include <QEvent>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScrollArea>
#include <QTreeWidget>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

constexpr int SectionSpacing = 10;
constexpr int RowPadding = 8;

/// A value that may be longer than its place, to look at and to copy.
QLineEdit *makeValue()
{
    auto *value = new QLineEdit;
    value->setReadOnly(true);
    value->setFrame(false);
    value->setFocusPolicy(Qt::ClickFocus);
    QPalette palette = value->palette();
    palette.setColor(QPalette::Base, Qt::transparent);
    value->setPalette(palette);
    value->setTextMargins(0, 0, 0, 0);
    return value;
}

} // namespace

ConnectionFacts::ConnectionFacts(QWidget *parent)
    : QTabWidget(parent), m_names(FactCount), m_values(FactCount)
{
    setObjectName(u"facts"_qs);
    addTab(makeFacts(), QString());
    addTab(makeChannels(), QString());
    addTab(makeHeaders(), QString());
    retranslate();
}

QWidget *ConnectionFacts::makeFacts()
{
    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    const QList<QPair<Fact, Fact>> sections{{Identity, Worker},
                                            {Connected, Lost},
                                            {MessagesIn, BytesOut},
                                            {InFlight, AnswersKept},
                                            {Cookie, Cookie}};
    for (const auto &[first, last] : sections) {
        QFormLayout *form = addSection(content);
        for (int fact = first; fact <= last; ++fact)
            addFact(form, Fact(fact));
    }
    column->addStretch();

    auto *scroll = new QScrollArea;
    scroll->setWidget(content);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return scroll;
}

QFormLayout *ConnectionFacts::addSection(QWidget *parent)
{
    auto *title = makeHeading();
    m_titles.append(title);
    auto *form = new QFormLayout;
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    form->setVerticalSpacing(2);
    form->setHorizontalSpacing(12);
    auto *column = static_cast<QVBoxLayout *>(parent->layout());
    if (m_titles.size() > 1)
        column->addSpacing(SectionSpacing);
    column->addWidget(title);
    column->addLayout(form);
    return form;
}

void ConnectionFacts::addFact(QFormLayout *form, Fact fact)
{
    m_names[fact] = makeQuietLabel();
    m_values[fact] = makeValue();
    m_values[fact]->setObjectName(u"fact%1"_qs.arg(fact));
    form->addRow(m_names[fact], m_values[fact]);
}

QWidget *ConnectionFacts::makeChannels()
{
    m_channels = new QListWidget;
    m_channels->setObjectName(u"channelList"_qs);
    m_channels->setFrameShape(QFrame::NoFrame);
    m_channels->setUniformItemSizes(true);
    m_channels->setSpacing(1);
    m_channelsNote = makeQuietLabel();
    m_channelsNote->setObjectName(u"channelsNote"_qs);
    m_channelsNote->setWordWrap(true);
    m_channelsNote->setContentsMargins(8, 6, 8, 6);
    m_join = new QPushButton;
    m_join->setObjectName(u"join"_qs);
    m_join->setIcon(icon(u"subscribe"_qs));
    m_leave = new QPushButton;
    m_leave->setObjectName(u"leave"_qs);
    m_leave->setIcon(icon(u"unsubscribe"_qs));
    connect(m_join, &QPushButton::clicked, this, &ConnectionFacts::joinRequested);
    connect(m_leave, &QPushButton::clicked, this, [this] {
        if (const QListWidgetItem *item = m_channels->currentItem())
            Q_EMIT leaveRequested(item->text());
    });
    connect(m_channels, &QListWidget::itemSelectionChanged, this, &ConnectionFacts::updateButtons);

    auto *content = new QWidget;
    auto *column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 6);
    column->addWidget(m_channelsNote);
    column->addWidget(m_channels, 1);
    auto *buttons = new QHBoxLayout;
    buttons->setContentsMargins(6, 0, 6, 0);
    buttons->addStretch();
    buttons->addWidget(m_join);
    buttons->addWidget(m_leave);
    column->addLayout(buttons);
    return content;
}

QWidget *ConnectionFacts::makeHeaders()
{
    m_headers = new QTreeWidget;
    m_headers->setObjectName(u"headers"_qs);
    m_headers->setColumnCount(2);
    m_headers->setRootIsDecorated(false);
    m_headers->setFrameShape(QFrame::NoFrame);
    m_headers->setUniformRowHeights(true);
    m_headers->setAlternatingRowColors(true);
    return m_headers;
}

void ConnectionFacts::show(const QJsonObject &connection, qint64 at)
{
    m_connection = connection;
    m_at = at;
    update();
}

void ConnectionFacts::update()
{
    if (m_connection.isEmpty())
        return;
    updateFacts();
    updateTraffic();
    updateChannels();
    updateHeaders();
}

void ConnectionFacts::set(Fact fact, const QString &text)
{
    QLineEdit *value = m_values[fact];
    if (value->text() == text || value->hasSelectedText()) // somebody is about to copy it
        return;
    value->setText(text);
    value->setCursorPosition(0);
    value->setToolTip(text);
}

void ConnectionFacts::setCount(Fact fact, const QJsonValue &value)
{
    set(fact, value.isDouble() ? Format::count(value.toInteger()) : Format::none());
}

QString ConnectionFacts::ago(const QJsonValue &at) const
{
    const qint64 when = at.toInteger();
    //: %1: a duration
    return when == 0 ? Format::none()
                     : tr("%1 ago").arg(Format::duration(double(std::max<qint64>(0, m_at - when))));
}

void ConnectionFacts::updateFacts()
{
    const auto text = [this](const QString &member) {
        const QString value = m_connection[member].toString();
        return value.isEmpty() ? Format::none() : value;
    };
    set(Identity, text(u"identity"_qs));
    set(Device, text(u"device"_qs));
    set(Platform, text(u"platform"_qs));
    set(Address, text(u"address"_qs));
    set(Protocol, text(u"protocol"_qs));
    set(App, text(u"app"_qs));
    set(Account, text(u"account"_qs));
    set(Worker, QString::number(m_connection[u"worker"].toInt()));
    const QJsonValue since = m_connection[u"connectedAt"];
    //: %1: a point in time; %2: "3 min ago"
    set(Connected, tr("%1 (%2)").arg(Format::dateTime(since.toInteger()), ago(since)));
    set(LastHeard, ago(m_connection[u"lastHeardAt"]));
    set(Pinged, ago(m_connection[u"pingedAt"]));
    const QJsonValue roundTrip = m_connection[u"roundTripMs"];
    set(RoundTrip, roundTrip.isDouble() ? Format::latency(roundTrip.toDouble()) : Format::none());
    const bool isLost = !m_connection[u"lostAt"].isNull();
    set(Lost, ago(m_connection[u"lostAt"]));
    m_names[Lost]->setVisible(isLost);
    m_values[Lost]->setVisible(isLost);
    set(Cookie, text(u"cookie"_qs));
}

void ConnectionFacts::updateTraffic()
{
    const auto withRate = [this](const QString &count, const QString &rate) {
        //: %1: so many messages so far; %2: so many per second now
        return tr("%1 (%2)").arg(Format::count(m_connection[count].toInteger()),
                                 Format::rate(m_connection[rate].toDouble()));
    };
    set(MessagesIn, withRate(u"messagesIn"_qs, u"inRate"_qs));
    set(MessagesOut, withRate(u"messagesOut"_qs, u"outRate"_qs));
    set(BytesIn, Format::bytes(m_connection[u"bytesIn"].toDouble()));
    set(BytesOut, Format::bytes(m_connection[u"bytesOut"].toDouble()));
    const QJsonObject qos = m_connection[u"qos"].toObject();
    setCount(InFlight, qos[u"inFlight"]);
    setCount(Queued, qos[u"queued"]);
    setCount(Unanswered, m_connection[u"unanswered"]);
    set(Backlog, Format::bytes(m_connection[u"backlog"].toDouble()));
    setCount(ForwardsWaiting, qos[u"forwardsWaiting"]);
    setCount(ForwardsUnderWay, qos[u"forwardsUnderWay"]);
    setCount(AnswersKept, qos[u"answersKept"]);
}

QStringList ConnectionFacts::channels() const
{
    QStringList names;
    for (int row = 0; row < m_channels->count(); ++row)
        names.append(m_channels->item(row)->text());
    return names;
}

void ConnectionFacts::updateChannels()
{
    QStringList names;
    const QJsonArray array = m_connection[u"channelNames"].toArray();
    for (const auto &name : array)
        names.append(name.toString());
    names.sort(Qt::CaseInsensitive);
    if (names != channels()) {
        const QListWidgetItem *item = m_channels->currentItem();
        const QString chosen = item ? item->text() : QString();
        m_channels->clear();
        m_channels->addItems(names);
        if (const qsizetype row = names.indexOf(chosen); row >= 0)
            m_channels->setCurrentRow(int(row));
    }
    const int count = std::max(m_connection[u"channels"].toInt(), int(names.size()));
    setTabText(1, count > 0 ? tr("Channels (%1)").arg(Format::count(count)) : tr("Channels"));
    QString note;
    if (names.isEmpty())
        note = tr("It is in no channel.");
    else if (count > names.size())
        note = tr("The first %1 of %2.").arg(Format::count(names.size()), Format::count(count));
    m_channelsNote->setText(note);
    m_channelsNote->setVisible(!note.isEmpty());
    updateButtons();
}

void ConnectionFacts::updateHeaders()
{
    const QJsonArray headers = m_connection[u"headers"].toArray();
    if (m_headers->property("shown").toJsonArray() == headers)
        return;
    m_headers->setProperty("shown", headers);
    m_headers->clear();
    for (const auto &header : headers) {
        const QString value = header[1].toString();
        auto *item = new QTreeWidgetItem({header[0].toString(), value});
        item->setToolTip(1, value);
        item->setSizeHint(0, QSize(0, m_headers->fontMetrics().height() + RowPadding));
        m_headers->addTopLevelItem(item);
    }
    m_headers->resizeColumnToContents(0);
}

void ConnectionFacts::setMayAct(bool mayAct)
{
    m_mayAct = mayAct;
    updateButtons();
}

void ConnectionFacts::setEnded()
{
    m_ended = true;
    updateButtons();
}

void ConnectionFacts::updateButtons()
{
    m_join->setVisible(m_mayAct);
    m_leave->setVisible(m_mayAct);
    m_join->setEnabled(!m_ended);
    m_leave->setEnabled(!m_ended && m_channels->currentItem() != nullptr);
}

void ConnectionFacts::changeEvent(QEvent *event)
{
    QTabWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ConnectionFacts::retranslate()
{
    setTabText(0, tr("Facts"));
    setTabText(1, tr("Channels"));
    setTabText(2, tr("Headers"));
    m_titles[0]->setText(tr("Client"));
    m_titles[1]->setText(tr("Connection"));
    m_titles[2]->setText(tr("Traffic"));
    m_titles[3]->setText(tr("Quality of service"));
    m_titles[4]->setText(tr("Business server"));
    const auto name = [this](Fact fact, const QString &text, const QString &toolTip = {}) {
        m_names[fact]->setText(text);
        m_names[fact]->setToolTip(toolTip);
        m_values[fact]->setAccessibleName(text);
    };
    name(Identity, tr("Identity"));
    name(Device, tr("Device"));
    name(Platform, tr("Platform"));
    name(Address, tr("Address"));
    name(Protocol, tr("Protocol"));
    name(App, tr("Application"));
    name(Account, tr("Account"), tr("Who the client is to the application."));
    name(Worker, tr("Worker"));
    name(Connected, tr("Connected"));
    name(LastHeard, tr("Last heard"), tr("When anything came from the client."));
    name(Pinged, tr("Pinged"), tr("When the relay asked last whether the client is there."));
    name(RoundTrip, tr("Round trip"), tr("How long the client took to answer that."));
    name(Lost, tr("Lost"), tr("The client is gone; it may come back and take up its session."));
    name(MessagesIn, tr("Messages in"), tr("From the client; so far, and per second."));
    name(MessagesOut, tr("Messages out"), tr("To the client; so far, and per second."));
    name(BytesIn, tr("Bytes in"));
    name(BytesOut, tr("Bytes out"));
    name(InFlight, tr("In flight"), tr("Messages sent to the client, which it has not answered."));
    name(Queued, tr("Queued"), tr("Messages to the client that wait for their turn."));
    name(Unanswered, tr("Unanswered"), tr("In flight and queued."));
    name(Backlog, tr("Backlog"),
         tr("Bytes kept for the client because it reads slowly or is away."));
    name(ForwardsWaiting, tr("Waiting to forward"),
         tr("Messages of the client that wait for their turn."));
    name(ForwardsUnderWay, tr("Being forwarded"),
         tr("Messages of the client that the business server has now."));
    name(AnswersKept, tr("Answers kept"),
         tr("Answers to QoS 2 messages, until the client releases them."));
    name(Cookie, tr("Cookie"),
         tr("What the business server has the relay remember for this client."));
    m_channels->setAccessibleName(tr("Channels"));
    m_join->setText(tr("&Join…"));
    m_join->setToolTip(tr("Puts the client into a channel."));
    m_leave->setText(tr("&Leave"));
    m_leave->setToolTip(tr("Takes the client out of the chosen channel."));
    m_headers->setHeaderLabels({tr("Header"), tr("Value")});
    m_headers->setAccessibleName(tr("Headers"));
    update();
}

} // namespace Rainbow::Admin
