// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshservice.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// In the place of its own identity, which a caller is not told.
constexpr QByteArrayView Self = "self";

using Kind = MeshValue::Kind;

} // namespace

void MeshService::connCall(const MeshRights &rights, const MeshRequest &request, const Asker &asker)
{
    const auto wrong = [&](QByteArrayView text) { fail(asker, MeshCode::InvalidArgument, text); };
    if (!request.f.isString())
        return wrong("f is not a string");
    const QByteArrayView function = request.f.text;
    const MeshValue::Kind arguments = request.a.value.kind;
    if (arguments != Kind::Array && arguments != Kind::Missing)
        return wrong("a is not a list");
    if (request.a.tooMany)
        return wrong("a is too long");
    if (function == "answer") {
        if (!rights.read)
            return fail(asker, MeshCode::NotExecuted, "the user may not read");
        return answer(request, asker);
    }
    if (!isMeshName(request.c))
        return wrong("c is not an identity");
    const Identity client =
        request.c.text == Self ? asker.caller : Identity(request.c.text.toByteArray());
    const auto isAllowed = [&] {
        if (!rights.write)
            fail(asker, MeshCode::NotExecuted, "the user may not write");
        return rights.write;
    };
    if (function == "set_context_value" || function == "set_context") {
        if (isAllowed())
            setContext(request, client, function == "set_context", asker);
    } else if (function == "subscribe" || function == "unsubscribe") {
        if (!isAllowed())
            return;
        if (request.a.elements.empty()
            || !std::all_of(request.a.elements.begin(), request.a.elements.end(), isMeshName))
            return wrong("a is not a list of channels");
        QList<Order> orders;
        for (const MeshValue &channel : request.a.elements) {
            Order order;
            order.kind =
                function == "subscribe" ? Order::Kind::Subscribe : Order::Kind::Unsubscribe;
            order.identity = client;
            order.channel = ChannelName(channel.text.trimmed().toByteArray());
            orders.append(order);
        }
        steer(orders, asker);
    } else if (function == "close") {
        if (!isAllowed())
            return;
        if (!request.a.elements.empty())
            return wrong("a is not empty");
        Order order;
        order.kind = Order::Kind::Close;
        order.identity = client;
        steer({order}, asker);
    } else {
        wrong("f is not a known function");
    }
}

void MeshService::setContext(const MeshRequest &request, const Identity &client, bool whole,
                             const Asker &asker)
{
    const auto &arguments = request.a.elements;
    Order order;
    order.kind = Order::Kind::SetContext;
    order.identity = client;
    if (whole) {
        if (arguments.size() != 1 || arguments[0].kind != Kind::Object)
            return fail(asker, MeshCode::InvalidArgument, "a is not [object]");
        order.data = arguments[0].text.toByteArray();
    } else {
        if (arguments.size() != 2 || !arguments[0].isString() || arguments[0].text.isEmpty())
            return fail(asker, MeshCode::InvalidArgument, "a is not [key, value]");
        order.key = arguments[0].text.toByteArray();
        order.data = arguments[1].text.toByteArray();
        if (arguments[1].isString())
            order.data = meshString(order.data);
    }
    steer({order}, asker);
}

void MeshService::answer(const MeshRequest &request, const Asker &asker)
{
    const auto &arguments = request.a.elements;
    const auto wrong = [&](QByteArrayView text) { fail(asker, MeshCode::InvalidArgument, text); };
    if (!request.c.isAbsent() && !request.c.isString())
        return wrong("c is not an identity");
    if (arguments.size() < 2 || arguments.size() > 3 || !arguments[0].isString())
        return wrong("a is not [mid, data] or [mid, data, \"binary\"]");
    QByteArray data;
    if (arguments.size() == 3) {
        const MeshValue &type = arguments[2];
        const bool isBinary = type.isString() && type.text == "binary";
        if (!isBinary && !(type.isString() && type.text == "text"))
            return wrong("a: the third is neither \"text\" nor \"binary\"");
        auto bytes = isBinary && arguments[1].isString() ? decodeMeshBase64(arguments[1].text)
                                                         : std::nullopt;
        if (isBinary && !bytes)
            return wrong("a: the data is not base64");
        data = isBinary ? std::move(*bytes) : arguments[1].text.toByteArray();
    } else {
        data = arguments[1].text.toByteArray();
    }
    if (data.size() > m_maxPayload)
        return wrong("a: the data is larger than max_payload");
    if (m_lane.answer(asker.caller, arguments[0].text.toByteArray(), data))
        reply(asker, meshResult(MeshDone, asker.id));
    else
        fail(asker, MeshCode::NotExecuted,
             "no such message waits for an answer of this connection");
}

/// All of them, at once; it is done when all are.
void MeshService::steer(const QList<Order> &orders, const Asker &asker)
{
    if (!begin(asker))
        return;
    struct Progress {
        Asker asker;
        qsizetype missing = 0;
        QByteArray refusal;
    };
    auto progress = std::make_shared<Progress>(Progress{asker, orders.size(), {}});
    for (const Order &order : orders) {
        m_port.order(
            order,
            [this, progress, channel = order.channel, life = life()](const Receipt &receipt) {
                if (life.expired())
                    return;
                QByteArray refusal = receipt.matched == 0 ? "no such connection" : receipt.refusal;
                if (receipt.matched > 0 && !refusal.isEmpty() && !channel.isEmpty())
                    refusal = channel.bytes() + ": " + refusal;
                if (progress->refusal.isEmpty())
                    progress->refusal = refusal;
                if (--progress->missing > 0)
                    return;
                const Asker &who = progress->asker;
                finish(who,
                       progress->refusal.isEmpty()
                           ? meshResult(MeshDone, who.id)
                           : meshError(MeshCode::NotExecuted, progress->refusal, who.id));
            });
    }
}

} // namespace Rainbow
