// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "scriptedrelay.h"
#include "src/clientprivate.h"
#include "support/testing.h"

#include <rainbow/client.h>

#include <QList>
#include <QPointer>

#include <memory>

namespace Rainbow::Test {

/// How a send ended.
struct Ending {
    int successes = 0;
    int failures = 0;
    int finishes = 0;
    QByteArray answer;
    Error error;

    [[nodiscard]] bool isOver() const { return successes + failures > 0; }
    [[nodiscard]] bool succeeded() const { return successes == 1 && failures == 0; }
    [[nodiscard]] bool failed(Error::Code code) const
    {
        return successes == 0 && failures == 1 && error.code() == code;
    }
};

/// Keeps how a send ends; outlives it.
[[nodiscard]] inline std::shared_ptr<Ending> watch(Delivery *delivery)
{
    auto ending = std::make_shared<Ending>();
    QObject::connect(delivery, &Delivery::success, delivery, [ending](const QByteArray &answer) {
        ++ending->successes;
        ending->answer = answer;
    });
    QObject::connect(delivery, &Delivery::fail, delivery, [ending](const Error &error) {
        ++ending->failures;
        ending->error = error;
    });
    QObject::connect(delivery, &Delivery::finished, delivery, [ending] { ++ending->finishes; });
    return ending;
}

/// A client with short delays, its relay, and what the client has told.
class ClientScene {
    const std::unique_ptr<ScriptedRelay> m_relay;

public:
    ClientScene() : ClientScene(std::make_unique<ScriptedRelay>()) { }
    explicit ClientScene(const QSslConfiguration &tls)
        : ClientScene(std::make_unique<ScriptedRelay>(tls))
    {
    }
    /// Blooms for the so manieth time; false: not within Patience.
    [[nodiscard]] bool blooming(qsizetype count = 1)
    {
        return waitUntil([=, this] { return blooms.size() >= count; });
    }
    [[nodiscard]] bool connect()
    {
        client.bloom();
        return blooming();
    }
    [[nodiscard]] Timing &timing() { return ClientPrivate::of(client)->timing; }

    ScriptedRelay &relay = *m_relay;
    Client client;
    QList<Client::State> states;
    QList<bool> blooms;
    QList<std::pair<Error, bool>> fades;
    QList<Error> errors;
    QList<Message> messages;

private:
    explicit ClientScene(std::unique_ptr<ScriptedRelay> scripted) : m_relay(std::move(scripted))
    {
        client.setUrl(relay.url());
        client.setReconnectDelays(1ms, 2ms);
        QObject::connect(&client, &Client::stateChanged, &client,
                         [this](Client::State state) { states.append(state); });
        QObject::connect(&client, &Client::bloomed, &client,
                         [this](bool resumed) { blooms.append(resumed); });
        QObject::connect(&client, &Client::faded, &client, [this](const Error &reason, bool final) {
            fades.append({reason, final});
        });
        QObject::connect(&client, &Client::errorOccurred, &client,
                         [this](const Error &error) { errors.append(error); });
        QObject::connect(&client, &Client::messageReceived, &client,
                         [this](const Message &message) { messages.append(message); });
    }
};

} // namespace Rainbow::Test
