// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/fakebusiness.h"
#include "support/httpclient.h"
#include "support/rainbowclient.h"
#include "support/relayprocess.h"

namespace Rainbow::Test {

using ClientPtr = std::unique_ptr<RainbowClient>;

/// The whole play: a business server, a relay in front of it, and clients that come and go.
class Stage {
public:
    static constexpr char Token[] = "s3cret%;#\"\\,=token";

    FakeBusiness business;
    RelayProcess relay;

    /// Starts the business server and the relay; settings are added to those that name the
    /// business server, and win over them. Intervals are short unless settings say otherwise.
    [[nodiscard]] bool start(const Fields &settings = {}, int workers = 1,
                             const QStringList &arguments = {});
    /// Has the running relay go by other settings; they, too, are added to the usual ones.
    [[nodiscard]] bool reload(const Fields &settings);
    /// What a relay is started with, given these.
    [[nodiscard]] Fields complete(const Fields &settings) const;
    /// How its clients speak to the relay; null: in the clear.
    std::shared_ptr<const ClientTls> tls;
    [[nodiscard]] Server server() const { return {relay.port(), tls}; }
    /// Where the HTTP API is.
    [[nodiscard]] Server httpServer() const { return {relay.httpPort(), tls}; }
    [[nodiscard]] ApiCaller api(Signing signing = Signing::Sha1) const
    {
        return {httpServer(), Token, signing};
    }

    /// The headers of a client that has not been seen before.
    [[nodiscard]] Fields clientHeaders(const QByteArray &channels = {},
                                       const QByteArray &platform = "ios");
    /// A new client that is connected and knows its identity; null: it was not let in.
    /// channels: comma-separated, for the business server to put it into.
    [[nodiscard]] ClientPtr client(const QByteArray &channels = {},
                                   const QByteArray &platform = "ios");
    /// The same, for a client that speaks rainbow.2; it has had its HELLO.
    [[nodiscard]] ClientPtr client2(const QByteArray &channels = {},
                                    const QByteArray &platform = "ios");
    /// A client of rainbow.2 that asks for the session of that token, and has had its HELLO.
    [[nodiscard]] ClientPtr clientWithToken(const QByteArray &token);
    /// That client's session, taken up by another; null: it was not let in.
    [[nodiscard]] ClientPtr resumed(const RainbowClient &client);
    /// The answer to a connect with these headers, whatever it is.
    [[nodiscard]] RawClient::Answer tryConnect(const Fields &headers,
                                               const QByteArray &target = "/connect/");
    /// The identity of the connect callback with that device id.
    [[nodiscard]] QByteArray identityOf(const QByteArray &device) const;
    /// Members of a channel, by the relay's own account.
    [[nodiscard]] int members(const QByteArray &channel) const;
    /// The relay is up: /hello/ answers ok.
    [[nodiscard]] bool isHealthy() const;

private:
    [[nodiscard]] bool takeUp(RainbowClient &client, const QByteArray &token);

    int m_lastDevice = 0;
};

} // namespace Rainbow::Test
