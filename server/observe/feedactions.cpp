// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feedactions.h"

#include "hub/subscribing.h"
#include "observe/askworkers.h"
#include "observe/feedhost.h"
#include "observe/feedreply.h"
#include "observe/steering.h"
#include "observe/workerobserver.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// The worker whose hubs speak to those of all.
constexpr int Speaker = 0;

/// An answer that is told to the log and the journal too.
class AuditedReply {
public:
    /// what: the action with what it was about.
    AuditedReply(const FeedReply &reply, QByteArray what, const Identity &identity = {})
        : m_reply(reply), m_what(std::move(what)), m_identity(identity)
    {
        // Who has wanted it may be gone when it is done.
        m_who = reply.dashboard()->user().name;
        m_address = reply.dashboard()->address();
    }

    [[nodiscard]] JsonText begin() const { return m_reply.begin(); }
    void send(const JsonText &answer) const
    {
        note(0, "done");
        m_reply.send(answer);
    }
    void done() const { send(begin()); }
    void refuse(const FeedError &error) const
    {
        note(error.code, "not done, " + error.text);
        m_reply.refuse(error);
    }

private:
    void note(int code, const QByteArray &outcome) const
    {
        const QByteArray text = m_what + " by " + m_who + ": " + outcome;
        qCInfo(lcAudit, "%s, identity=%s address=%s", text.constData(),
               m_identity.bytes().constData(), m_address.constData());
        journal({.kind = JournalKind::Action,
                 .identity = m_identity.bytes(),
                 .address = m_address,
                 .code = code,
                 .text = text});
    }

    FeedReply m_reply;
    QByteArray m_what;
    Identity m_identity;
    QByteArray m_who;
    QByteArray m_address;
};

Publication publicationOf(const SendAction &action)
{
    Publication publication;
    publication.channel = action.channel;
    publication.type = action.type;
    publication.qos = action.qos;
    publication.payload = action.payload;
    publication.wantsReceipt = true;
    return publication;
}

void addReceipt(JsonText &json, const Receipt &receipt)
{
    JsonList platforms;
    for (const QByteArray &platform : receipt.platforms)
        platforms.text(platform);
    json.number("matched", receipt.matched).number("confirmed", receipt.confirmed);
    json.flag("timedOut", receipt.timedOut).raw("platforms", platforms.end());
    json.text("answer", receipt.data);
    if (!receipt.data.isValidUtf8())
        json.text("answerBase64", receipt.data.toBase64());
}

double msSince(TimePoint begun)
{
    return std::chrono::duration<double, std::milli>(Clock::now() - begun).count();
}

} // namespace

FeedActions::FeedActions(FeedHost &host, Steering &steering, QObject *parent)
    : QObject(parent), m_host(host), m_steering(steering)
{
}

void FeedActions::refuse(const QByteArray &action, const FeedError &error, const FeedReply &reply)
{
    AuditedReply(reply, action).refuse(error);
}

// --- clients

void FeedActions::answer(const KickAction &action, const FeedReply &reply)
{
    QByteArray what = "kick";
    if (!action.reason.isEmpty())
        what += " (" + action.reason + ')';
    const AuditedReply audited(reply, what, action.identity);
    askWorkers<bool>(
        m_host, this,
        [action](WorkerObserver &observer, const auto &answer) {
            Hub *hub = observer.hubWith(action.identity);
            answer(
                hub
                && hub->dismiss(action.identity, CloseCode::KickedByAdministrator, action.reason));
        },
        [audited, identity = action.identity](const auto &answers) {
            if (!answers)
                audited.refuse(noAnswer());
            else if (std::find(answers->begin(), answers->end(), true) != answers->end())
                audited.done();
            else
                audited.refuse(noConnection(identity));
        },
        [](bool kicked) { return kicked; });
}

void FeedActions::answer(const SubscribeAction &action, const FeedReply &reply)
{
    const QByteArray what = (action.join ? "subscribe " : "unsubscribe ") + action.channel.bytes()
        + (action.occupy ? " (occupy)" : "");
    const AuditedReply audited(reply, what, action.identity);
    Order order;
    order.kind = action.join ? Order::Kind::Subscribe : Order::Kind::Unsubscribe;
    order.identity = action.identity;
    order.channel = action.channel;
    order.occupy = action.occupy;
    using Answer = std::optional<Receipt>; // nothing: another worker has it, or none
    askWorkers<Answer>(
        m_host, this,
        [order](WorkerObserver &observer, const auto &answer) {
            if (Hub *hub = observer.hubWith(order.identity))
                subscribe(*hub, order, answer);
            else
                answer(std::nullopt);
        },
        [audited, identity = action.identity](const auto &answers) {
            if (!answers)
                return audited.refuse(noAnswer());
            const auto found = std::find_if(answers->begin(), answers->end(), [](const auto &one) {
                return one && one->matched > 0;
            });
            if (found == answers->end())
                audited.refuse(noConnection(identity));
            else if (!(*found)->refusal.isEmpty())
                audited.refuse({409, (*found)->refusal});
            else
                audited.done();
        },
        [](const Answer &answer) { return answer.has_value(); },
        // It may be two orders.
        2 * WorkerPatience);
}

void FeedActions::answer(const SendAction &action, const FeedReply &reply)
{
    const auto timeout = std::min(action.timeout, m_maxSendTimeout);
    const bool toOne = !action.identity.isEmpty();
    const QByteArray what = "send type=" + QByteArray::number(action.type)
        + " qos=" + QByteArray::number(int(action.qos))
        + (toOne ? QByteArray() : " channel=" + action.channel.bytes());
    const AuditedReply audited(reply, what, action.identity);
    const TimePoint begun = Clock::now();
    const auto answerWith = [audited, begun](const Receipt &receipt) {
        JsonText json = audited.begin();
        addReceipt(json, receipt);
        audited.send(json.number("tookMs", msSince(begun)));
    };
    const Publication publication = publicationOf(action);
    if (!toOne) {
        using Answer = std::optional<Receipt>; // nothing: there is no such application
        askWorker<Answer>(
            m_host, this, Speaker,
            [publication, timeout, app = action.app](WorkerObserver &observer, const auto &answer) {
                if (Hub *hub = observer.hubOf(app))
                    hub->publish(publication, timeout, Clock::now(), answer);
                else
                    answer(std::nullopt);
            },
            [audited, answerWith, app = action.app](const std::optional<Answer> &answer) {
                if (!answer)
                    audited.refuse(noAnswer());
                else if (!*answer)
                    audited.refuse({404, "there is no application " + app});
                else
                    answerWith(**answer);
            },
            timeout + WorkerPatience);
        return;
    }
    using Answer = std::optional<Receipt>; // nothing: another worker has it, or none
    askWorkers<Answer>(
        m_host, this,
        [identity = action.identity, publication, timeout](WorkerObserver &observer,
                                                           const auto &answer) {
            if (Hub *hub = observer.hubWith(identity))
                hub->sendTo(identity, publication, timeout, Clock::now(), answer);
            else
                answer(std::nullopt);
        },
        [audited, answerWith, identity = action.identity](const auto &answers) {
            if (!answers)
                return audited.refuse(noAnswer());
            for (const Answer &answer : *answers) {
                if (answer)
                    return answerWith(*answer);
            }
            audited.refuse(noConnection(identity));
        },
        [](const Answer &answer) { return answer.has_value(); }, timeout + WorkerPatience);
}

// --- the relay

void FeedActions::answer(const DrainAction &action, const FeedReply &reply)
{
    const AuditedReply audited(reply, "drain " + action.node);
    if (action.node != m_host.nodeName())
        return audited.refuse({404, "there is no node " + action.node});
    audited.done();
    m_steering.drain();
}

void FeedActions::answer(const LogLevelAction &action, const FeedReply &reply)
{
    constexpr const char *Names[] = {"debug", "info", "warning", "error"};
    // Written by the level of before, lest it be the one thing that is not.
    AuditedReply(reply, QByteArray("log_level ") + Names[size_t(action.level)]).done();
    m_steering.setLogLevel(action.level);
}

void FeedActions::answer(const ReloadAction &, const FeedReply &reply)
{
    const AuditedReply audited(reply, "reload");
    m_steering.reload([audited](const Steering::Reloaded &reloaded) {
        if (!reloaded.problems.isEmpty())
            return audited.refuse({409, reloaded.problems.join(u'\n').toUtf8()});
        JsonList changed;
        for (const QByteArray &key : reloaded.changed)
            changed.text(key);
        audited.send(audited.begin().raw("changed", changed.end()));
    });
}

} // namespace Rainbow
