// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/memberspanel.h"

#include "channels/membersmodel.h"
#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "statuslabel.h"
#include "tables/pagedview.h"
#include "widgets.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

QPushButton *makeButton(const char *name, const QString &iconName)
{
    auto *button = new QPushButton(icon(iconName), {});
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

MembersPanel::MembersPanel(FeedClient &client, QWidget *parent)
    : QWidget(parent), m_client(client), m_model(new MembersModel(client, this))
{
    setObjectName(u"membersPanel"_qs);
    build();
    retranslate();
}

void MembersPanel::build()
{
    m_heading = makeHeading();
    m_heading->setObjectName(u"membersHeading"_qs);
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    // As high as the filter beside it, so that the tables begin side by side.
    m_heading->setMinimumHeight(QLineEdit().sizeHint().height());
    m_view = new PagedView;
    m_view->setObjectName(u"members"_qs);
    m_view->setPagedModel(m_model);
    m_view->setColumnWidths({15, 10, 15, 0, 9, 0});
    m_view->sortByColumn(MembersModel::ConnectedColumn, Qt::DescendingOrder);
    m_empty = new EmptyState;
    m_empty->setObjectName(u"membersEmpty"_qs);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    m_note = new StatusLabel;
    m_note->setObjectName(u"memberNote"_qs);
    m_open = makeButton("openMember", u"connections"_qs);
    m_remove = makeButton("removeMember", u"unsubscribe"_qs);
    m_kick = makeButton("kickMember", u"kick"_qs);

    auto *buttons = new QHBoxLayout;
    buttons->addWidget(m_open);
    buttons->addWidget(m_remove);
    buttons->addWidget(m_kick);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_heading);
    column->addWidget(m_stack, 1);
    column->addWidget(m_note);
    column->addLayout(buttons);

    connect(m_model, &PagedModel::countsChanged, this, &MembersPanel::updateContent);
    connect(m_model, &PagedModel::errorChanged, this, &MembersPanel::updateContent);
    connect(&m_client, &FeedClient::stateChanged, this, &MembersPanel::updateContent);
    connect(m_view, &PagedView::currentKeyChanged, this, &MembersPanel::updateButtons);
    connect(m_view, &PagedView::opened, this, &MembersPanel::openConnection);
    connect(m_view, &QWidget::customContextMenuRequested, this, &MembersPanel::showMenu);
    connect(m_open, &QPushButton::clicked, this, &MembersPanel::openCurrent);
    connect(m_remove, &QPushButton::clicked, this, &MembersPanel::askToRemove);
    connect(m_kick, &QPushButton::clicked, this, &MembersPanel::askToKick);
}

void MembersPanel::setChannel(const ChannelId &channel)
{
    if (channel == m_model->channel())
        return;
    m_note->setContent({}, {});
    m_model->setChannel(channel);
    m_model->setActive(m_active && !channel.isEmpty());
    updateContent();
}

bool MembersPanel::isGone() const
{
    return m_gone;
}

void MembersPanel::setActive(bool active)
{
    m_active = active;
    m_model->setActive(active && !m_model->channel().isEmpty());
}

void MembersPanel::setMayAct(bool mayAct)
{
    m_mayAct = mayAct;
    m_remove->setVisible(mayAct);
    m_kick->setVisible(mayAct);
}

void MembersPanel::retranslate()
{
    m_view->setAccessibleName(tr("Members of the channel"));
    m_open->setText(tr("&Open"));
    m_open->setToolTip(tr("Shows all about this connection, and its packets as they pass."));
    m_remove->setText(tr("&Remove from channel…"));
    m_kick->setText(tr("&Kick…"));
    m_kick->setToolTip(tr("Ends the connection and its session."));
    updateContent();
}

void MembersPanel::updateContent()
{
    const QString channel = m_model->channel().title();
    const int count = m_model->rowCount();
    const bool open = m_client.state() == FeedClient::State::Open;
    const bool gone = !channel.isEmpty() && open && m_model->errorCode() == 404;
    if (channel.isEmpty())
        m_heading->setText(tr("Members"));
    else if (m_model->isLoaded() && !gone)
        //: %1: a channel, %2: how many members it has
        m_heading->setText(tr("Members of “%1” (%2)").arg(channel, Format::count(count)));
    else
        m_heading->setText(tr("Members of “%1”").arg(channel));
    m_heading->setToolTip(channel.toHtmlEscaped());

    m_stack->setCurrentIndex(count > 0 && !gone && !channel.isEmpty() ? 0 : 1);
    if (channel.isEmpty())
        m_empty->setContent({}, tr("No channel chosen"),
                            tr("Choose a channel to see who is in it."));
    else if (gone)
        m_empty->setContent({}, tr("The channel is gone"),
                            tr("The last member has left “%1”. It shows again when somebody comes "
                               "in.")
                                .arg(channel));
    else if (!open)
        m_empty->setContent({}, tr("Not connected"), {});
    else if (!m_model->error().isEmpty())
        m_empty->setContent({}, tr("The relay does not give the members"), m_model->error());
    else if (!m_model->isLoaded())
        m_empty->setContent({}, tr("Loading…"), {});
    else
        m_empty->setContent({}, tr("Nobody is in the channel"), {});
    updateButtons();
    if (m_gone != gone) {
        m_gone = gone;
        Q_EMIT goneChanged();
    }
}

void MembersPanel::updateButtons()
{
    const bool any = !m_view->currentKey().isEmpty() && m_stack->currentIndex() == 0;
    const bool open = m_client.state() == FeedClient::State::Open;
    m_open->setEnabled(any);
    m_remove->setEnabled(any && open);
    m_kick->setEnabled(any && open);
}

void MembersPanel::showMenu(const QPoint &position)
{
    if (m_view->currentKey().isEmpty())
        return;
    auto *menu = new QMenu(m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    connect(menu->addAction(icon(u"connections"_qs), tr("Open connection")), &QAction::triggered,
            this, &MembersPanel::openCurrent);
    if (m_mayAct) {
        menu->addSeparator();
        connect(menu->addAction(icon(u"unsubscribe"_qs), tr("Remove from channel…")),
                &QAction::triggered, this, &MembersPanel::askToRemove);
        connect(menu->addAction(icon(u"kick"_qs), tr("Kick…")), &QAction::triggered, this,
                &MembersPanel::askToKick);
    }
    menu->popup(m_view->viewport()->mapToGlobal(position));
}

void MembersPanel::openCurrent()
{
    if (const QString identity = m_view->currentKey(); !identity.isEmpty())
        Q_EMIT openConnection(identity);
}

void MembersPanel::askToRemove()
{
    const QString identity = m_view->currentKey();
    const ChannelId channel = m_model->channel();
    if (identity.isEmpty())
        return;
    confirm(this,
            {tr("Remove %1 from the channel “%2”?").arg(identity, channel.title()),
             tr("It stays connected, and gets no more messages of this channel."), tr("Remove")},
            [=, this] {
                act(u"unsubscribe"_qs, {{u"identity"_qs, identity}, {u"channel"_qs, channel.name}},
                    tr("%1 was removed from “%2”.").arg(identity, channel.title()));
            });
}

void MembersPanel::askToKick()
{
    const QString identity = m_view->currentKey();
    if (identity.isEmpty())
        return;
    confirm(this,
            {tr("Kick %1?").arg(identity),
             tr("Its connection and its session end at once, and it is told not to come again by "
                "itself. What was on its way to it is lost."),
             tr("Kick")},
            [=, this] {
                act(u"kick"_qs,
                    {{u"identity"_qs, identity}, {u"reason"_qs, u"kicked by an administrator"_qs}},
                    tr("%1 was kicked.").arg(identity));
            });
}

void MembersPanel::act(const QString &what, const QJsonObject &arguments, const QString &done)
{
    m_client.act(what, arguments, this, [this, done](const FeedAnswer &answer) {
        if (answer.ok)
            m_note->setContent(StatusLabel::Kind::Good, done);
        else
            m_note->setContent(StatusLabel::Kind::Bad, tr("Not done: %1").arg(answer.error));
        m_model->refresh();
    });
}

} // namespace Rainbow::Admin
