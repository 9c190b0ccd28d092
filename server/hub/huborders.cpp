// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/hub.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr char Kicked[] = "closed by the business server";
constexpr char ContextTooLarge[] = "context too large";

} // namespace

void Hub::take(const Order &order)
{
    Receipt receipt;
    receipt.id = order.id;
    const auto it = m_sessions.find(order.identity);
    Session *session = it == m_sessions.end() ? nullptr : it->second.get();
    receipt.matched = session ? 1 : 0;
    JoinProblem problem;
    switch (order.kind) {
    case Order::Kind::Locate:
        if (session)
            problem = joinProblem(*session, order.channel);
        break;
    case Order::Kind::Subscribe:
        if (order.occupy)
            evictOthers(order.channel, order.identity);
        if (session)
            problem = join(*session, order.channel);
        if (session && order.occupy && problem.text.isEmpty())
            m_channels[order.channel]->occupant = order.identity;
        break;
    case Order::Kind::Unsubscribe:
        if (session)
            leave(*session, order.channel);
        break;
    case Order::Kind::Survey:
        receipt.matched = sessionCount();
        for (const auto &[name, channel] : m_channels)
            receipt.channels.append({name, int(channel->members().size())});
        std::sort(receipt.channels.begin(), receipt.channels.end());
        break;
    case Order::Kind::Count: {
        const Channel *channel = findChannel(order.channel);
        receipt.matched = channel ? int(channel->members().size()) : 0;
        break;
    }
    case Order::Kind::Kick:
        kick(order, receipt);
        break;
    case Order::Kind::Close:
        receipt.matched = session && isReachable(*session) ? 1 : 0;
        if (session)
            cutOff(*session, CloseCode::KickedByBusiness, Kicked);
        break;
    case Order::Kind::JoinAccount:
    case Order::Kind::LeaveAccount:
        moveAccount(order, receipt);
        break;
    case Order::Kind::SetContext:
        if (session)
            receipt.refusal = setContext(*session, order);
        break;
    }
    if (session)
        logUnjoined(*session, problem);
    if (!problem.text.isEmpty())
        receipt.refusal = problem.text;
    m_peers.dispatch(receipt);
}

void Hub::kick(const Order &order, Receipt &receipt)
{
    receipt.matched = 0;
    const auto connections = connectionsOf(order.account);
    if (order.account.isEmpty()) {
        if (order.channel.isEmpty())
            receipt.refusal = "account miss";
        else
            receipt.matched = evictOthers(order.channel, {});
    } else if (order.channel.isEmpty()) {
        for (Session *session : connections) {
            receipt.matched += isReachable(*session) ? 1 : 0;
            cutOff(*session, CloseCode::KickedByBusiness, Kicked);
        }
    } else {
        for (Session *session : connections) {
            const Channel *channel = findChannel(order.channel);
            if (!channel || !session->isIn(*channel))
                continue;
            leave(*session, order.channel);
            ++receipt.matched;
        }
    }
}

void Hub::moveAccount(const Order &order, Receipt &receipt)
{
    const auto connections = connectionsOf(order.account);
    receipt.matched = int(connections.size());
    for (Session *session : connections) {
        if (order.kind == Order::Kind::LeaveAccount) {
            leave(*session, order.channel);
            continue;
        }
        const JoinProblem problem = join(*session, order.channel);
        logUnjoined(*session, problem);
        if (!problem.text.isEmpty())
            receipt.refusal = problem.text;
    }
}

/// Why not; empty: it has been done.
QByteArray Hub::setContext(Session &session, const Order &order)
{
    if (order.key.size() > MaxContextSize || order.data.size() > MaxContextSize)
        return ContextTooLarge;
    // Qt reads arrays and objects only.
    const QJsonDocument document = QJsonDocument::fromJson('[' + order.data + ']');
    const QJsonArray values = document.array();
    if (values.size() != 1)
        return "context is not JSON";
    QJsonObject context;
    if (!order.key.isEmpty()) {
        context = session.context;
        context.insert(QString::fromUtf8(order.key), values.first());
    } else if (values.first().isObject()) {
        context = values.first().toObject();
    } else {
        return "context is not a JSON object";
    }
    if (context.size() > MaxContextMembers
        || QJsonDocument(context).toJson(QJsonDocument::Compact).size() > MaxContextSize)
        return ContextTooLarge;
    session.context = context;
    return {};
}

} // namespace Rainbow
