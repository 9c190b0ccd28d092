// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/topiccontroller.h"

#include "api/apianswer.h"
#include "api/signatureguard.h"
#include "hub/hub.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

/// How long all hubs may take for a publication that no client answers.
constexpr auto PublishPatience = 1s;

ChannelName topicOf(const HttpRequest &request)
{
    return ChannelName(request.head.queryValue("topic").value_or(QByteArray()).trimmed());
}

HttpResponse countAnswer(int connections)
{
    return jsonAnswer({{u"status"_qs, 0}, {u"connections"_qs, connections}});
}

/// A name in a body; empty: there is none. Nothing: it is something else than text.
std::optional<QByteArray> nameIn(const QJsonObject &object, QStringView member)
{
    const QJsonValue value = object.value(member);
    if (value.isUndefined() || value.isNull())
        return QByteArray();
    if (!value.isString())
        return std::nullopt;
    return value.toString().trimmed().toUtf8();
}

} // namespace

void TopicController::addTo(Router &router, const SignatureGuard &guard)
{
    using Method = void (TopicController::*)(const HttpRequest &, const Responder &);
    const auto add = [&](const char *method, const char *path, Method handler) {
        router.add(method, path,
                   guard.protect([this, handler](const auto &request, const auto &responder) {
                       (this->*handler)(request, responder);
                   }));
    };
    add("POST", "/topic/publish", &TopicController::publish);
    add("GET", "/topic/count", &TopicController::count);
    add("GET", "/topic/list", &TopicController::list);
    add("POST", "/topic/kick", &TopicController::kick);
}

void TopicController::publish(const HttpRequest &request, const Responder &responder)
{
    Publication publication;
    publication.channel = topicOf(request);
    if (publication.channel.isEmpty())
        return responder.answer(refusedAnswer("topic missing"));
    publication.payload = request.body;
    publication.wantsReceipt = true;
    m_hub.publish(
        std::move(publication), PublishPatience, Clock::now(),
        [responder](const Receipt &receipt) { responder.answer(countAnswer(receipt.confirmed)); });
}

void TopicController::count(const HttpRequest &request, const Responder &responder)
{
    Order order;
    order.kind = Order::Kind::Count;
    order.channel = topicOf(request);
    if (order.channel.isEmpty())
        return responder.answer(refusedAnswer("topic missing"));
    m_hub.order(order, Clock::now(), [responder](const Receipt &receipt) {
        responder.answer(countAnswer(receipt.matched));
    });
}

void TopicController::list(const HttpRequest &, const Responder &responder)
{
    Order order;
    order.kind = Order::Kind::Survey;
    m_hub.order(order, Clock::now(), [responder](const Receipt &receipt) {
        QJsonArray topics;
        for (const auto &[name, members] : receipt.channels)
            topics.append(QJsonArray{QString::fromUtf8(name.bytes()), members});
        responder.answer(jsonAnswer({{u"status"_qs, 0}, {u"topics"_qs, topics}}));
    });
}

void TopicController::kick(const HttpRequest &request, const Responder &responder)
{
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    if (!document.isObject())
        return responder.answer(refusedAnswer("json error"));
    const auto topic = nameIn(document.object(), u"topic");
    if (!topic)
        return responder.answer(refusedAnswer("topic must be a string"));
    const auto account = nameIn(document.object(), u"account");
    if (!account)
        return responder.answer(refusedAnswer("account must be a string"));
    if (topic->isEmpty() && account->isEmpty())
        return responder.answer(refusedAnswer("topic or account missing"));
    Order order;
    order.kind = Order::Kind::Kick;
    order.channel = ChannelName(*topic);
    order.account = AccountName(*account);
    m_hub.order(order, Clock::now(), [responder](const Receipt &receipt) {
        responder.answer(countAnswer(receipt.matched));
    });
}

} // namespace Rainbow
