// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/channelspage.h"

#include "channels/channelsmodel.h"
#include "channels/memberspanel.h"
#include "channels/sendpanel.h"
#include "feed/applications.h"
#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "tables/pagedview.h"
#include "widgets.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSettings>
#include <QShortcut>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <chrono>

namespace Rainbow::Admin {

namespace {

using namespace std::chrono_literals;

constexpr auto TypingPause = 200ms;
constexpr int MaxFilter = 255; // a channel's name has no more

} // namespace

ChannelsPage::ChannelsPage(FeedClient &client, QWidget *parent)
    : Page(client, parent), m_model(new ChannelsModel(client, this)),
      m_applications(new Applications(client, this))
{
    setObjectName(u"channelsPage"_qs);
    m_typing.setSingleShot(true);
    m_typing.setInterval(TypingPause);
    build();
    connectAll();
    ChannelsPage::retranslate();
}

ChannelsPage::~ChannelsPage() = default;

QString ChannelsPage::title() const
{
    return tr("Channels");
}

QString ChannelsPage::iconName() const
{
    return u"channels"_qs;
}

void ChannelsPage::build()
{
    m_notice = new Notice;
    m_members = new MembersPanel(client());
    m_members->setContentsMargins(6, 0, 0, 0);
    m_send = new SendPanel(client());
    m_send->setContentsMargins(0, 6, 0, 0);
    m_columns = new QSplitter;
    m_columns->setChildrenCollapsible(false);
    m_columns->addWidget(makeChannels());
    m_columns->addWidget(m_members);
    m_columns->setStretchFactor(0, 1);
    m_columns->setStretchFactor(1, 1);
    m_columns->setSizes({500, 500});
    m_rows = new QSplitter(Qt::Vertical);
    m_rows->setChildrenCollapsible(false);
    m_rows->addWidget(m_columns);
    m_rows->addWidget(m_send);
    m_rows->setStretchFactor(0, 1);
    m_rows->setSizes({430, 300});

    auto *column = new QVBoxLayout(this);
    column->addWidget(m_notice);
    column->addWidget(m_rows, 1);
}

QWidget *ChannelsPage::makeChannels()
{
    m_heading = makeHeading();
    m_heading->setObjectName(u"channelsHeading"_qs);
    m_filter = new QLineEdit;
    m_filter->setObjectName(u"filter"_qs);
    m_filter->setClearButtonEnabled(true);
    m_filter->setMaxLength(MaxFilter);
    m_view = new PagedView;
    m_view->setObjectName(u"channels"_qs);
    m_view->setPagedModel(m_model);
    m_view->setColumnWidths({11, 9, 8, 6, 8, 8, 8});
    updateColumns();
    m_view->sortByColumn(ChannelsModel::MembersColumn, Qt::DescendingOrder);
    m_empty = new EmptyState;
    m_empty->setObjectName(u"channelsEmpty"_qs);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);

    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 6, 0);
    auto *head = new QHBoxLayout;
    head->addWidget(m_heading);
    head->addWidget(m_filter, 1);
    column->addLayout(head);
    column->addWidget(m_stack, 1);
    return side;
}

void ChannelsPage::connectAll()
{
    connect(m_model, &PagedModel::countsChanged, this, &ChannelsPage::updateContent);
    connect(m_model, &PagedModel::errorChanged, this, &ChannelsPage::updateContent);
    connect(&client(), &FeedClient::stateChanged, this, &ChannelsPage::updateContent);
    connect(m_members, &MembersPanel::goneChanged, this, &ChannelsPage::updateContent);
    connect(m_view, &PagedView::currentKeyChanged, this, [this] {
        // A channel that has gone, or is in no page that is known, stays chosen.
        if (!m_view->currentKey().isEmpty())
            showChannel(ChannelId::of(m_model->rowAt(m_view->currentIndex().row())));
    });
    connect(m_applications, &Applications::changed, this, &ChannelsPage::updateColumns);
    connect(m_members, &MembersPanel::openConnection, this, &ChannelsPage::openConnection);
    connect(m_filter, &QLineEdit::textChanged, &m_typing, qOverload<>(&QTimer::start));
    connect(m_filter, &QLineEdit::returnPressed, this, &ChannelsPage::applyFilter);
    connect(&m_typing, &QTimer::timeout, this, &ChannelsPage::applyFilter);
    connect(m_empty, &EmptyState::clicked, m_filter, &QLineEdit::clear);
    auto *find = new QShortcut(QKeySequence::Find, this);
    connect(find, &QShortcut::activated, m_filter, [this] {
        m_filter->setFocus();
        m_filter->selectAll();
    });
}

void ChannelsPage::saveState(QSettings &settings) const
{
    settings.setValue(u"rows"_qs, m_rows->saveState());
    settings.setValue(u"columns"_qs, m_columns->saveState());
    settings.setValue(u"channels"_qs, m_view->saveColumns());
    settings.setValue(u"members"_qs, m_members->view().saveColumns());
    settings.setValue(u"filter"_qs, m_filter->text());
    m_send->saveState(settings);
}

void ChannelsPage::restoreState(QSettings &settings)
{
    m_rows->restoreState(settings.value(u"rows"_qs).toByteArray());
    m_columns->restoreState(settings.value(u"columns"_qs).toByteArray());
    m_view->restoreColumns(settings.value(u"channels"_qs).toByteArray());
    updateColumns();
    m_members->view().restoreColumns(settings.value(u"members"_qs).toByteArray());
    m_filter->setText(settings.value(u"filter"_qs).toString());
    applyFilter();
    m_send->restoreState(settings);
}

void ChannelsPage::showChannel(const ChannelId &channel)
{
    if (channel == m_channel)
        return;
    m_channel = channel;
    m_members->setChannel(channel);
    m_send->setChannel(channel);
    if (m_view->currentKey() != channel.key())
        m_view->setCurrentKey(channel.key());
    updateContent();
}

void ChannelsPage::retranslate()
{
    m_view->setAccessibleName(tr("Channels"));
    m_filter->setPlaceholderText(tr("Filter by name"));
    m_filter->setAccessibleName(tr("Filter"));
    Q_EMIT m_model->headerDataChanged(Qt::Horizontal, 0, ChannelsModel::ColumnCount - 1);
    m_members->retranslate();
    m_send->retranslate();
    updateContent();
}

void ChannelsPage::setMayAct(bool mayAct)
{
    m_mayAct = mayAct;
    m_send->setVisible(mayAct);
    m_members->setMayAct(mayAct);
    updateContent();
}

void ChannelsPage::setActive(bool active)
{
    m_model->setActive(active);
    m_members->setActive(active);
    updateContent();
}

void ChannelsPage::updateColumns()
{
    // There is no room for both.
    m_view->setColumnUseful(ChannelsModel::AppColumn, m_applications->areSeveral());
    m_view->setColumnUseful(ChannelsModel::OccupantColumn, !m_applications->areSeveral());
}

void ChannelsPage::applyFilter()
{
    m_typing.stop();
    const QString text = m_filter->text().trimmed();
    m_model->setFilter(text.isEmpty() ? QJsonValue() : QJsonValue(text));
    updateContent();
}

void ChannelsPage::updateContent()
{
    const bool open = client().state() == FeedClient::State::Open;
    const int shown = m_model->rowCount();
    const bool filtered = !m_model->filter().isNull();
    if (!m_model->isLoaded())
        m_heading->setText(tr("Channels"));
    else if (filtered)
        //: %1 of %2 match the filter
        m_heading->setText(
            tr("Channels (%1 of %2)").arg(Format::count(shown), Format::count(m_model->total())));
    else
        m_heading->setText(tr("Channels (%1)").arg(Format::count(shown)));

    m_stack->setCurrentIndex(shown > 0 ? 0 : 1);
    m_empty->setButton({});
    const QIcon sign = icon(u"channels"_qs);
    if (!open && shown == 0) {
        m_empty->setContent(sign, tr("Not connected"),
                            tr("The channels of a relay show here once the dashboard is connected "
                               "to it."));
    } else if (!m_model->error().isEmpty()) {
        m_empty->setContent(sign, tr("The relay does not give its channels"), m_model->error());
    } else if (!m_model->isLoaded()) {
        m_empty->setContent(sign, tr("Loading…"), {});
    } else if (filtered && m_model->total() > 0) {
        m_empty->setContent(
            sign, tr("No channel matches"),
            tr("None of the %n channel(s) has this in its name.", "", int(m_model->total())));
        m_empty->setButton(tr("Show all"));
    } else {
        m_empty->setContent(sign, tr("No channels"),
                            tr("A channel is there while a client is in it. The business server "
                               "puts clients into channels."));
    }

    if (m_members->isGone())
        m_notice->setContent(
            Notice::Kind::Warning,
            tr("The channel “%1” is gone: its last member has left.").arg(m_channel.title()));
    else if (!open && shown > 0)
        m_notice->setContent(Notice::Kind::Warning,
                             tr("Not connected: what is shown is how it was."));
    else if (!m_mayAct && open)
        m_notice->setContent(Notice::Kind::Hint,
                             tr("This token is a viewer's. Sending messages, kicking clients and "
                                "removing them from channels needs an operator's."));
    else
        m_notice->setContent(Notice::Kind::Hint, {});
}

} // namespace Rainbow::Admin
