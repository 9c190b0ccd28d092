// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshservice.h"

#include <algorithm>

namespace Rainbow {

namespace {

using Kind = MeshValue::Kind;

/// A string is what it says, all else its JSON text.
bool isJsonText(const MeshValue &value)
{
    return !value.isString();
}

} // namespace

MeshService::MeshService(HubId id, const QByteArray &node, MeshPort &port, QueuePeers &peers,
                         const QueueLimits &limits)
    : m_port(port), m_node(meshString(node)), m_lane(id, *this, peers, limits)
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

QList<Identity> MeshService::callers() const
{
    QList<Identity> callers;
    for (const auto &[identity, caller] : m_callers)
        callers.append(identity);
    return callers;
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
    if (!isMeshName(request.c))
        return wrong("c is not a name");
    if (request.d.kind == Kind::Missing)
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
        auto bytes = request.d.isString() ? decodeMeshBase64(request.d.text) : std::nullopt;
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
                       receipt.confirmed > 0 ? meshResult(MeshDone, asker.id)
                                             : meshError(MeshCode::NotSent, "not sent", asker.id));
                return;
            }
            QByteArray result = "{\"s\":" + QByteArray::number(receipt.confirmed);
            result += ",\"f\":"
                + QByteArray::number(std::max(0, receipt.matched - receipt.confirmed)) + '}';
            finish(asker, meshResult(result, asker.id));
        });
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
        if (!isMeshName(topic) || topic.text.size() > MaxName)
            return fail(asker, MeshCode::InvalidArgument,
                        "t: a topic is not a string of 1 to 255 bytes");
        topics.append(topic.text.trimmed().toByteArray());
    }
    if (!rights.read)
        return fail(asker, pop ? MeshCode::NotConsumed : MeshCode::NotCancelled,
                    "the user may not read");
    switch (pop ? m_lane.pop(asker.caller, topics) : m_lane.unpop(asker.caller, topics)) {
    case QueueVerdict::Done:
        return reply(asker, meshResult(MeshDone, asker.id));
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
