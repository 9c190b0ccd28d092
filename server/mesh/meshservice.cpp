// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshservice.h"

#include "json/jsonstring.h"

#include <algorithm>
#include <optional>

namespace Rainbow {

namespace {

using Kind = MeshValue::Kind;

/// In the place of its own identity, which a caller is not told.
constexpr QByteArrayView Self = "self";
constexpr char Done[] = "{\"s\":true}";

QByteArray jsonOf(const QByteArray &text)
{
    QByteArray json;
    appendJsonString(json, text);
    return json;
}

/// Data as it was sent; nothing: it is not base64.
std::optional<QByteArray> decodeBase64(QByteArrayView text)
{
    auto result = QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), text.size()),
                                                 QByteArray::AbortOnBase64DecodingErrors);
    if (!result)
        return std::nullopt;
    return std::move(result.decoded);
}

bool isName(const MeshValue &value)
{
    return value.isString() && !value.text.trimmed().isEmpty();
}

bool isData(const MeshValue &value)
{
    return value.kind != Kind::Missing;
}

/// A string is what it says, all else its JSON text.
bool isJsonText(const MeshValue &value)
{
    return !value.isString();
}

} // namespace

MeshService::MeshService(HubId id, const QByteArray &node, MeshPort &port, QueuePeers &peers,
                         const QueueLimits &limits)
    : m_port(port), m_node(jsonOf(node)), m_lane(id, *this, peers, limits)
{
}

MeshService::~MeshService() = default;

// --- callers

void MeshService::open(const Identity &caller, MeshRights rights)
{
    m_callers[caller] = {rights, 0};
}

bool MeshService::gone(const Identity &caller)
{
    const bool wasOpen = m_callers.erase(caller) > 0;
    if (wasOpen)
        m_lane.gone(caller);
    return wasOpen;
}

void MeshService::call(const Identity &caller, const QByteArray &text)
{
    if (m_callers.contains(caller))
        m_requests.emplace_back(caller, text);
}

void MeshService::publish(const QByteArray &body, AnswerHandler handler)
{
    const Asker asker{{}, {}, std::move(handler)};
    if (const MeshRequest *request = m_reader.read(body, MeshReader::What::Parameters))
        publish(*request, Audience::Channel, asker);
    else
        fail(asker, MeshCode::InvalidArgument, "the body is not a JSON object");
}

void MeshService::send(const QByteArray &body, AnswerHandler handler)
{
    const Asker asker{{}, {}, std::move(handler)};
    if (const MeshRequest *request = m_reader.read(body, MeshReader::What::Parameters))
        publish(*request, Audience::Client, asker);
    else
        fail(asker, MeshCode::InvalidArgument, "the body is not a JSON object");
}

// --- requests

void MeshService::run(const Identity &identity, const QByteArray &text)
{
    const auto found = m_callers.find(identity);
    if (found == m_callers.end())
        return; // it has gone meanwhile
    if (text == "ping") {
        m_port.tell(identity, QByteArrayLiteral("pong"));
        return;
    }
    Asker asker{identity, "null"};
    const MeshRequest *request = m_reader.read(text, MeshReader::What::Call);
    if (!request)
        return fail(asker, MeshCode::InvalidArgument, "the request is not a JSON object");
    const MeshValue &id = request->id;
    if (!id.isAbsent()) {
        if ((id.kind != Kind::Integer && !id.isString()) || id.text.size() > MaxId)
            return fail(asker, MeshCode::InvalidArgument, "i is not an integer or a short string");
        asker.id = id.text.toByteArray();
    }
    dispatch(found->second, *request, asker);
}

void MeshService::dispatch(Caller &caller, const MeshRequest &request, const Asker &asker)
{
    if (!request.method.isString())
        return fail(asker, MeshCode::InvalidArgument, "m is not a string");
    if (request.parameters.kind != Kind::Object)
        return fail(asker, MeshCode::InvalidArgument, "p is not an object");
    const QByteArrayView method = request.method.text;
    if (method == "conn.call") {
        connCall(caller.rights, request, asker);
    } else if (method == "mesh.publish" || method == "mesh.send") {
        if (!caller.rights.write)
            return fail(asker, MeshCode::NotSent, "the user may not write");
        publish(request, method == "mesh.send" ? Audience::Client : Audience::Channel, asker);
    } else if (method == "queue.pop" || method == "queue.unpop") {
        queue(method == "queue.pop", caller.rights, request, asker);
    } else {
        fail(asker, MeshCode::InvalidArgument, "m is not a known method");
    }
}

void MeshService::publish(const MeshRequest &request, Audience audience, const Asker &asker)
{
    const auto wrong = [&](QByteArrayView text) { fail(asker, MeshCode::InvalidArgument, text); };
    if (!isName(request.c))
        return wrong("c is not a name");
    if (!isData(request.d))
        return wrong("d is missing");
    const MeshValue &type = request.t.value;
    const bool isBinary = type.isString() && type.text == "binary";
    if (type.kind != Kind::Missing && !isBinary && !(type.isString() && type.text == "text"))
        return wrong("t is neither \"text\" nor \"binary\"");

    Publication publication;
    publication.channel = ChannelName(request.c.text.trimmed().toByteArray());
    publication.audience = audience;
    publication.wantsReceipt = true;
    if (isBinary) {
        auto bytes = request.d.isString() ? decodeBase64(request.d.text) : std::nullopt;
        if (!bytes)
            return wrong("d is not base64");
        publication.payload = std::move(*bytes);
    } else {
        publication.payload = request.d.text.toByteArray();
        publication.isJson = isJsonText(request.d);
    }
    if (publication.payload.size() > m_maxPayload)
        return wrong("d is larger than max_payload");
    if (!begin(asker))
        return;
    m_port.publish(
        std::move(publication), Timeout,
        [this, audience, asker, life = life()](const Receipt &receipt) {
            if (life.expired())
                return;
            if (audience == Audience::Client) {
                finish(asker,
                       receipt.confirmed > 0 ? meshResult(Done, asker.id)
                                             : meshError(MeshCode::NotSent, "not sent", asker.id));
                return;
            }
            QByteArray result = "{\"s\":" + QByteArray::number(receipt.confirmed);
            result += ",\"f\":"
                + QByteArray::number(std::max(0, receipt.matched - receipt.confirmed)) + '}';
            finish(asker, meshResult(result, asker.id));
        });
}

// --- conn.call

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
    if (!isName(request.c))
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
            || !std::all_of(request.a.elements.begin(), request.a.elements.end(), isName))
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
        steer(std::move(orders), asker);
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
            order.data = jsonOf(order.data);
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
        auto bytes =
            isBinary && arguments[1].isString() ? decodeBase64(arguments[1].text) : std::nullopt;
        if (isBinary && !bytes)
            return wrong("a: the data is not base64");
        data = isBinary ? std::move(*bytes) : arguments[1].text.toByteArray();
    } else {
        data = arguments[1].text.toByteArray();
    }
    if (data.size() > m_maxPayload)
        return wrong("a: the data is larger than max_payload");
    if (m_lane.answer(asker.caller, arguments[0].text.toByteArray(), data))
        reply(asker, meshResult(Done, asker.id));
    else
        fail(asker, MeshCode::NotExecuted,
             "no such message waits for an answer of this connection");
}

/// All of them, at once; it is done when all are.
void MeshService::steer(QList<Order> orders, const Asker &asker)
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
                           ? meshResult(Done, who.id)
                           : meshError(MeshCode::NotExecuted, progress->refusal, who.id));
            });
    }
}

// --- queues

void MeshService::queue(bool pop, const MeshRights &rights, const MeshRequest &request,
                        const Asker &asker)
{
    const MeshRequest::List &list = request.t;
    if (list.value.kind != Kind::Array || list.elements.empty())
        return fail(asker, MeshCode::InvalidArgument, "t is not a list of topics");
    if (list.tooMany)
        return fail(asker, MeshCode::InvalidArgument, "t has more than 100 topics");
    QByteArrayList topics;
    for (const MeshValue &topic : list.elements) {
        if (!isName(topic) || topic.text.size() > MaxName)
            return fail(asker, MeshCode::InvalidArgument,
                        "t: a topic is not a string of 1 to 255 bytes");
        topics.append(topic.text.trimmed().toByteArray());
    }
    if (!rights.read)
        return fail(asker, pop ? MeshCode::NotConsumed : MeshCode::NotCancelled,
                    "the user may not read");
    switch (pop ? m_lane.pop(asker.caller, topics) : m_lane.unpop(asker.caller, topics)) {
    case QueueVerdict::Done:
        return reply(asker, meshResult(Done, asker.id));
    case QueueVerdict::NoRoom:
        return fail(asker, MeshCode::NotConsumed, "too many topics");
    case QueueVerdict::Already:
        return fail(asker, MeshCode::ConsumedAlready, "this connection takes one of the topics");
    case QueueVerdict::NotPopped:
        return fail(asker, MeshCode::NotCancelled,
                    "this connection does not take one of the topics");
    }
}

bool MeshService::deliver(const Identity &consumer, const QueueMessage &message)
{
    return m_port.tell(consumer, meshQueueEvent(m_node, message));
}

bool MeshService::isBlocked(const Identity &consumer) const
{
    return m_port.isBlocked(consumer);
}

void MeshService::forwarded(const Identity &client, quint64 number, const BusinessAnswer &answer)
{
    m_port.forwarded(client, number, answer);
}

// --- answers

void MeshService::reply(const Asker &asker, const QByteArray &json)
{
    if (asker.handler)
        asker.handler(json);
    else
        m_port.tell(asker.caller, json);
}

void MeshService::fail(const Asker &asker, MeshCode code, QByteArrayView text)
{
    reply(asker, meshError(code, text, asker.id));
}

bool MeshService::begin(const Asker &asker)
{
    const auto found = m_callers.find(asker.caller);
    if (found == m_callers.end())
        return true; // by HTTP, which has bounds of its own
    if (found->second.underWay >= MaxUnderWay) {
        fail(asker, MeshCode::NotExecuted, "too many requests are under way");
        return false;
    }
    ++found->second.underWay;
    return true;
}

void MeshService::finish(const Asker &asker, const QByteArray &json)
{
    if (const auto found = m_callers.find(asker.caller); found != m_callers.end())
        --found->second.underWay;
    reply(asker, json);
}

// --- time

TimePoint MeshService::nextDue() const
{
    return m_requests.empty() ? m_lane.nextDue() : TimePoint::min();
}

void MeshService::onTime(TimePoint now)
{
    for (const auto &[caller, text] : std::exchange(m_requests, {}))
        run(caller, text);
    m_lane.onTime(now);
}

} // namespace Rainbow
