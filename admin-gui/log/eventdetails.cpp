// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "log/eventdetails.h"

#include "format.h"
#include "widgets.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

EventDetails::EventDetails(QWidget *parent)
    : QFrame(parent), m_title(makeHeading()), m_hint(makeQuietLabel()), m_fields(new QWidget),
      m_open(new QPushButton)
{
    setObjectName(u"eventDetails"_qs);
    setFrameShape(QFrame::StyledPanel);
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_open->setObjectName(u"openConnection"_qs);
    m_open->setAutoDefault(false);

    auto *grid = new QGridLayout(m_fields);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(5);
    for (int i = 0; i < FieldCount; ++i) {
        m_names[size_t(i)] = makeQuietLabel();
        m_values[size_t(i)] = new QLabel;
        QLabel *value = m_values[size_t(i)];
        value->setTextFormat(Qt::PlainText);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
        m_names[size_t(i)]->setBuddy(value);
        const int row = i == Text ? 3 : i / 2;
        const int column = i == Text ? 0 : i % 2 * 2;
        grid->addWidget(m_names[size_t(i)], row, column, Qt::AlignLeft | Qt::AlignTop);
        grid->addWidget(value, row, column + 1, 1, i == Text ? 3 : 1);
    }
    QLabel *text = m_values[Text];
    text->setObjectName(u"eventText"_qs);
    text->setWordWrap(true);
    text->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_values[Code]->setObjectName(u"eventCode"_qs);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    grid->setRowStretch(4, 1);

    auto *head = new QHBoxLayout;
    head->addWidget(m_title, 1);
    head->addWidget(m_open);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(12, 10, 12, 10);
    column->addLayout(head);
    column->addWidget(m_fields, 1);
    column->addWidget(m_hint, 1);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (m_event)
            Q_EMIT openConnection(m_event->identity);
    });
    retranslate();
}

void EventDetails::show(const FeedEvent &event)
{
    m_event = event;
    update();
}

void EventDetails::clear()
{
    m_event.reset();
    update();
}

void EventDetails::retranslate()
{
    m_names[Time]->setText(tr("Time"));
    m_names[Worker]->setText(tr("Where"));
    m_names[Connection]->setText(tr("Connection"));
    m_names[Address]->setText(tr("Address"));
    m_names[Code]->setText(tr("Code"));
    m_names[Text]->setText(tr("What happened"));
    m_open->setText(tr("&Open connection"));
    m_hint->setText(tr("Choose an event to see all about it."));
    update();
}

void EventDetails::update()
{
    const bool any = m_event.has_value();
    m_title->setVisible(any);
    m_fields->setVisible(any);
    m_hint->setVisible(!any);
    m_open->setVisible(any && !m_event->identity.isEmpty());
    if (!any)
        return;
    const auto set = [this](Field field, const QString &text) {
        m_values[size_t(field)]->setText(text.isEmpty() ? Format::none() : text);
    };
    m_title->setText(m_event->title());
    set(Time, m_event->at > 0 ? Format::fullDateTime(m_event->at) : QString());
    //: one of the threads of a relay
    set(Worker, m_event->worker < 0 ? tr("node") : tr("worker %1").arg(m_event->worker));
    set(Connection, m_event->identity);
    set(Address, m_event->address);
    set(Code, m_event->codeText());
    set(Text, m_event->text);
}

} // namespace Rainbow::Admin
