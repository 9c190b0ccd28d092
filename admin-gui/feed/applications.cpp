// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "feed/applications.h"

#include "feed/feedclient.h"

#include <QJsonArray>
#include <QSet>

#include <algorithm>

namespace Rainbow::Admin {

Applications::Applications(FeedClient &client, QObject *parent)
    : QObject(parent), m_relay(client.relay())
{
    connect(&client, &FeedClient::stats, this,
            [this](const QJsonObject &stats) { set(namesIn(stats)); });
    connect(&client, &FeedClient::stateChanged, this, [this, &client] {
        if (client.relay() == m_relay)
            return;
        m_relay = client.relay();
        set({});
    });
}

QString Applications::defaultName()
{
    return u"default"_qs;
}

QStringList Applications::namesIn(const QJsonObject &stats)
{
    QSet<QString> found;
    const QJsonArray nodes = stats[u"nodes"].toArray();
    for (const auto &node : nodes) {
        const QJsonArray apps = node[u"apps"].toArray();
        for (const auto &app : apps) {
            if (const QString name = app[u"app"].toString(); !name.isEmpty())
                found.insert(name);
        }
    }
    QStringList names(found.begin(), found.end());
    std::sort(names.begin(), names.end(), [](const QString &one, const QString &other) {
        const bool isDefault = one == defaultName();
        return isDefault != (other == defaultName()) ? isDefault : one < other;
    });
    return names.mid(0, Max);
}

void Applications::set(const QStringList &names)
{
    if (names == m_names)
        return;
    m_names = names;
    Q_EMIT changed();
}

} // namespace Rainbow::Admin
