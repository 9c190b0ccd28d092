// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/dashboardclient.h"
#include "support/stage.h"

namespace Rainbow::Test {

using DashboardPtr = std::unique_ptr<DashboardClient>;

/// A stage whose relay has a feed, for an operator (admin) and a viewer (vera).
class FeedStage : public Stage {
public:
    static constexpr char AdminToken[] = "admin-token-0123456789abcdef";
    static constexpr char ViewerToken[] = "viewer-token-0123456789abcdef";

    [[nodiscard]] static Fields feedSettings(const Fields &more = {})
    {
        return more
            + Fields{{"admin/token", AdminToken},
                     {"admin:vera/token", ViewerToken},
                     {"admin:vera/role", "viewer"}};
    }
    [[nodiscard]] bool startFeed(const Fields &settings = {}, int workers = 1)
    {
        return start(feedSettings(settings), workers);
    }

    /// A dashboard that has heard hello; null: it was not let in.
    [[nodiscard]] DashboardPtr dashboard(const QByteArray &token = AdminToken)
    {
        auto result = std::make_unique<DashboardClient>();
        if (!result->open(httpServer(), token))
            return nullptr;
        return result;
    }
    /// Cuts a client's connection, and waits until the relay has noticed: before that, who comes
    /// back takes over from a connection that is still there. False: it has not, for long.
    [[nodiscard]] static bool lose(RainbowClient &client, DashboardClient &dashboard)
    {
        client.raw().abort();
        return waitUntil([&] { return dashboard.stateOf(client.identity) == u"lost"_qs; });
    }
    /// The answer to a request at /admin/ with these headers.
    [[nodiscard]] static RawClient::Answer knock(const Server &server, const Fields &headers)
    {
        RawClient client;
        (void)client.open(server, "/admin/", headers);
        return client.answer();
    }
    [[nodiscard]] static Fields bearer(const QByteArray &token)
    {
        return {{"Authorization", "Bearer " + token}};
    }
};

} // namespace Rainbow::Test
