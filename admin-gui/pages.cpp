// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "pages.h"

#include "channels/channelspage.h"
#include "charts/overviewpage.h"
#include "log/eventspage.h"
#include "nodes/nodespage.h"
#include "sessions/connectionspage.h"

namespace Rainbow::Admin {

QList<Page *> makePages(FeedClient &client, QWidget *parent)
{
    auto *connections = new ConnectionsPage(client, parent);
    auto *channels = new ChannelsPage(client, parent);
    auto *events = new EventsPage(client, parent);
    QObject::connect(channels, &ChannelsPage::openConnection, connections,
                     &ConnectionsPage::openConnection);
    QObject::connect(events, &EventsPage::openConnection, connections,
                     &ConnectionsPage::openConnection);
    return {new OverviewPage(client, parent), connections, channels, new NodesPage(client, parent),
            events};
}

} // namespace Rainbow::Admin
