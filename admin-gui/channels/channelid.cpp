// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/channelid.h"

#include "feed/applications.h"

namespace Rainbow::Admin {

ChannelId ChannelId::of(const QJsonObject &row)
{
    return {row[u"app"].toString(Applications::defaultName()), row[u"name"].toString()};
}

QString ChannelId::key() const
{
    // The length tells the two apart, whatever is in them.
    return isEmpty() ? QString() : QString::number(app.size()) + u' ' + app + name;
}

QString ChannelId::title() const
{
    return app.isEmpty() || app == Applications::defaultName() ? name : app + u" › "_qs + name;
}

} // namespace Rainbow::Admin
