// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "page.h"

#include "feed/feedclient.h"

#include <QEvent>

namespace Rainbow::Admin {

Page::Page(FeedClient &client, QWidget *parent) : QWidget(parent), m_client(client)
{
    connect(&m_client, &FeedClient::stateChanged, this, [this] {
        if (m_mayAct) // before it is shown first, nobody is asked
            updateMayAct();
    });
}

void Page::saveState(QSettings &) const
{
}

void Page::restoreState(QSettings &)
{
}

void Page::setMayAct(bool)
{
}

void Page::setActive(bool)
{
}

void Page::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void Page::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    updateMayAct();
    updateActive(true);
}

void Page::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    updateActive(false);
}

void Page::updateMayAct()
{
    const bool mayAct = m_client.info().mayAct;
    if (m_mayAct == mayAct)
        return;
    m_mayAct = mayAct;
    setMayAct(mayAct);
}

void Page::updateActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    setActive(active);
}

} // namespace Rainbow::Admin
