// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "mesh/meshservice.h"

#include <deque>
#include <memory>
#include <set>

namespace Rainbow {

/// The hub and the exchange, as a test plays them: it notes what is asked for, and the test
/// answers.
class FakeMeshPort final : public MeshPort, public QueuePeers {
public:
    struct Publish {
        Publication publication;
        ReceiptHandler handler;
    };
    struct Command {
        Order order;
        ReceiptHandler handler;
    };

    void publish(Publication publication, std::chrono::milliseconds,
                 ReceiptHandler handler) override
    {
        publications.push_back({std::move(publication), std::move(handler)});
    }
    void order(Order order, ReceiptHandler handler) override
    {
        orders.push_back({std::move(order), std::move(handler)});
    }
    bool tell(const Identity &caller, const QByteArray &text) override
    {
        told.append(caller.bytes() + ' ' + text);
        return true;
    }
    [[nodiscard]] bool isBlocked(const Identity &caller) const override
    {
        return blocked.contains(caller.bytes());
    }
    void forwarded(const Identity &client, quint64 number, const BusinessAnswer &answer) override
    {
        ended.append(client.bytes() + '-' + QByteArray::number(number) + ' '
                     + (answer.ok ? answer.body : QByteArray("failed")));
    }

    void dispatch(HubId, const QueueItem &) override { qFatal("there is one lane"); }
    void toOthers(const QueueItem &) override { }
    [[nodiscard]] int laneCount() const override { return 1; }

    std::deque<Publish> publications;
    std::deque<Command> orders;
    QByteArrayList told; ///< "caller text"
    QByteArrayList ended; ///< "mid answer"
    std::set<QByteArray> blocked;
};

/// A service with a caller `s`, who may do everything.
struct MeshScene {
    MeshScene() { service->open(Identity("s"), {}); }

    /// Calls, and gives back what has been said since.
    QByteArrayList call(const QByteArray &text, const QByteArray &caller = "s")
    {
        service->call(Identity(caller), text);
        return run();
    }
    QByteArrayList run()
    {
        for (int turns = 0; service->nextDue() <= now; ++turns) {
            if (turns > 1'000)
                qFatal("it never ends");
            service->onTime(now);
        }
        return std::exchange(port.told, {});
    }
    /// A receipt of a publication or an order that waits.
    template <typename Item>
    QByteArrayList receive(std::deque<Item> &items, int matched, int confirmed,
                           const QByteArray &refusal = {})
    {
        Receipt receipt;
        receipt.matched = matched;
        receipt.confirmed = confirmed;
        receipt.refusal = refusal;
        const auto handler = std::move(items.front().handler);
        items.pop_front();
        handler(receipt);
        return run();
    }
    void forward(const QByteArray &client, quint64 number, QoS qos, const QByteArray &payload,
                 const QByteArray &topic = "orders")
    {
        service->forward(
            {Identity(client), {}, number, client + '-' + QByteArray::number(number), 7, payload},
            topic, qos, std::chrono::seconds(10), now);
    }

    TimePoint now{std::chrono::hours(1)};
    FakeMeshPort port;
    std::unique_ptr<MeshService> service =
        std::make_unique<MeshService>(HubId(0), "node \"1\"", port, port);
};

} // namespace Rainbow
