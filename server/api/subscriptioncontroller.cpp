// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/subscriptioncontroller.h"

#include "api/apianswer.h"
#include "api/signatureguard.h"
#include "hub/subscribing.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <optional>

namespace Rainbow {

namespace {

/// What a JSON value is worth where yes or no is asked, as the original relay takes it.
bool isTruthy(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double:
        return value.toDouble() != 0;
    case QJsonValue::String:
        return !value.toString().isEmpty();
    case QJsonValue::Array:
        return !value.toArray().isEmpty();
    case QJsonValue::Object:
        return !value.toObject().isEmpty();
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return false;
}

/// A name as text; a whole number is one too. Anything else: empty.
QByteArray toText(const QJsonValue &value)
{
    if (value.isDouble() && value.toInteger(-1) >= 0)
        return QByteArray::number(value.toInteger());
    return value.toString().trimmed().toUtf8();
}

/// The order a body asks for; otherwise the refusal has been sent.
std::optional<Order> readOrder(Order::Kind kind, const HttpRequest &request,
                               const Responder &responder)
{
    const QJsonDocument document = QJsonDocument::fromJson(request.body);
    if (!document.isObject()) {
        responder.answer(refusedAnswer("json error"));
        return std::nullopt;
    }
    const QJsonObject object = document.object();
    Order order;
    order.kind = kind;
    order.identity = Identity(toText(object.value(u"identity")));
    order.channel = ChannelName(toText(object.value(u"channel")));
    order.occupy = kind == Order::Kind::Subscribe && isTruthy(object.value(u"occupy"));
    if (order.identity.isEmpty() || order.channel.isEmpty()) {
        responder.answer(refusedAnswer("params error"));
        return std::nullopt;
    }
    return order;
}

void answer(const Responder &responder, const Receipt &receipt)
{
    if (receipt.matched == 0)
        responder.answer(refusedAnswer("no such connection"));
    else if (!receipt.refusal.isEmpty())
        responder.answer(refusedAnswer(receipt.refusal));
    else
        responder.answer(doneAnswer());
}

} // namespace

void SubscriptionController::addTo(Router &router, const SignatureGuard &guard)
{
    router.add("POST", "/sub/", guard.protect([this](const auto &request, const auto &responder) {
        subscribe(request, responder);
    }));
    router.add("POST", "/unsub/", guard.protect([this](const auto &request, const auto &responder) {
        unsubscribe(request, responder);
    }));
}

void SubscriptionController::subscribe(const HttpRequest &request, const Responder &responder)
{
    const std::optional<Order> order = readOrder(Order::Kind::Subscribe, request, responder);
    if (!order)
        return;
    Rainbow::subscribe(m_hub, *order,
                       [responder](const Receipt &receipt) { answer(responder, receipt); });
}

void SubscriptionController::unsubscribe(const HttpRequest &request, const Responder &responder)
{
    const std::optional<Order> order = readOrder(Order::Kind::Unsubscribe, request, responder);
    if (!order)
        return;
    m_hub.order(*order, Clock::now(),
                [responder](const Receipt &receipt) { answer(responder, receipt); });
}

} // namespace Rainbow
