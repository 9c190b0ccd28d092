// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "feedstage.h"
#include "meshclient.h"
#include "support/openmetrics.h"

namespace Rainbow::Test {

using MeshPtr = std::unique_ptr<MeshClient>;

/// A stage whose relay puts clients' messages into the queue work.
class QueueStage : public FeedStage {
public:
    [[nodiscard]] static Fields queueSettings(const Fields &settings = {})
    {
        Fields all = feedSettings(settings);
        const Fields defaults{{"forward_url", ""},
                              {"forward", "queue:work"},
                              {"forward_timeout", "1 min"},
                              {"drain_timeout", "0 s"},
                              {"admin/metrics_public", "true"}};
        for (const auto &field : defaults) {
            if (!fieldValue(settings, field.first))
                all.append(field);
        }
        return all;
    }
    [[nodiscard]] bool startQueues(const Fields &settings = {}, int workers = 1,
                                   const QStringList &arguments = {})
    {
        return start(queueSettings(settings), workers, arguments);
    }

    /// Takes messages, and keeps them; null: it may not.
    [[nodiscard]] MeshPtr taker(const QByteArray &topic = "work",
                                const QByteArray &target = "/ws/v1")
    {
        auto mesh = std::make_unique<MeshClient>();
        return mesh->open(server(), {}, target) && mesh->pop(topic) ? std::move(mesh) : nullptr;
    }
    /// Answers each message as soon as it has it, with what it says.
    static void echo(MeshClient &mesh)
    {
        mesh.onTaken = [&mesh](const QJsonObject &message) {
            if (message.value(u"qos").toInt() > 0)
                (void)mesh.answer(message, message.value(u"data").toString().toUtf8());
        };
    }
    /// Answers each at once, with nothing.
    [[nodiscard]] MeshPtr answerer()
    {
        auto mesh = std::make_unique<MeshClient>();
        mesh->onTaken = [&mesh = *mesh](const QJsonObject &message) {
            (void)mesh.answer(message, {});
        };
        return mesh->open(server()) && mesh->pop("work") ? std::move(mesh) : nullptr;
    }
    [[nodiscard]] MeshPtr echoer()
    {
        auto mesh = std::make_unique<MeshClient>();
        echo(*mesh);
        return mesh->open(server()) && mesh->pop("work") ? std::move(mesh) : nullptr;
    }

    /// Which worker it is at, by the relay's own account; -1: it does not say.
    [[nodiscard]] static int workerOf(DashboardClient &dashboard, MeshClient &mesh)
    {
        static int number = 0;
        const QByteArray channel = "alone-" + QByteArray::number(++number);
        if (mesh.codeOf("conn.call", MeshClient::connCall("self", "subscribe", '"' + channel + '"'))
            != 0)
            return -1;
        QJsonArray workers;
        const auto isKnown = [&] {
            workers =
                column(dashboard.ask(u"channel"_qs, {{u"name"_qs, QString::fromLatin1(channel)}}),
                       u"worker"_qs);
            return !workers.isEmpty();
        };
        return waitUntil(isKnown) ? workers.first().toInt(-1) : -1;
    }
    [[nodiscard]] static int workerOf(DashboardClient &dashboard, const RainbowClient &client)
    {
        return dashboard
            .ask(u"connection"_qs, {{u"identity"_qs, QString::fromUtf8(client.identity)}})
            .value(u"connection")
            .toObject()
            .value(u"worker")
            .toInt(-1);
    }

    /// rainbow_queue_ and that name, of an application; -1: it is not told of.
    [[nodiscard]] double figure(const QByteArray &name, const QByteArray &app = "default") const
    {
        const HttpReply reply = HttpClient::get(server(), "GET", "/metrics", {},
                                                {{"Accept", "application/openmetrics-text"}});
        return OpenMetrics::parse(reply.body)
            .sum("rainbow_queue_" + name, {{"app", app}})
            .value_or(-1);
    }
};

/// What they say, in order.
[[nodiscard]] inline QList<QByteArray> dataOf(const QList<QJsonObject> &messages)
{
    QList<QByteArray> all;
    for (const QJsonObject &message : messages)
        all.append(message.value(u"data").toString().toUtf8());
    return all;
}

} // namespace Rainbow::Test
