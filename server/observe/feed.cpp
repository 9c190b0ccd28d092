// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/feed.h"

#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "logging.h"
#include "observe/askworkers.h"
#include "observe/feedhost.h"
#include "observe/feedjson.h"
#include "observe/feedreply.h"
#include "observe/steering.h"
#include "observe/workerobserver.h"

#include <QAbstractEventDispatcher>
#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr int ProtocolVersion = 1;
constexpr auto CollectInterval = 1s;

qint64 nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

QByteArray toText(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

} // namespace

HttpResponse answerAtFeed(bool isThere)
{
    return isThere ? upgradeRequired("this path speaks WebSocket") : jsonError(404, "not found");
}

// Beyond twice the backlog an outbox says that the client is too slow.
Feed::Feed(FeedHost &host, Steering &steering, QObject *parent)
    : QObject(parent), m_host(host), m_steering(steering), m_wire({Dashboard::MaxWaiting / 2}),
      m_tables(host), m_watches(host), m_actions(host, steering)
{
    connect(&m_collecting, &QTimer::timeout, this, &Feed::collectEvents);
    m_collecting.start(CollectInterval);
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            [this] { m_wire.flush(); });
}

Feed::~Feed()
{
    // What has sockets goes before the context.
    qDeleteAll(findChildren<QObject *>(Qt::FindDirectChildrenOnly));
}

void Feed::setSettings(const FeedSettings &settings)
{
    const QList<AdminUser> before = std::exchange(m_settings, settings).admin.users;
    const QList<AdminUser> &now = m_settings.admin.users;
    m_access.setUsers(now);
    m_actions.setMaxSendTimeout(settings.maxSendTimeout);
    const auto isUnchanged = [&](const AdminUser &user) {
        const auto isHim = [&user](const AdminUser &other) { return other.name == user.name; };
        const auto was = std::find_if(before.begin(), before.end(), isHim);
        const auto is = std::find_if(now.begin(), now.end(), isHim);
        return was != before.end() && is != now.end() && was->token == is->token
            && was->role == is->role;
    };
    for (Dashboard *dashboard : std::vector(m_dashboards)) {
        if (!isUnchanged(dashboard->user()))
            dashboard->close(CloseCode::PolicyViolation, "access withdrawn");
    }
}

// --- coming

void Feed::arrive(MovingClient &&client)
{
    auto *socket = new WireSocket(std::move(client.socket), m_wire, this);
    arrive(socket, client.head, client.headSize);
}

void Feed::arrive(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    socket->setParent(this);
    AdminUser user;
    if (const auto refusal = refusalOf(head, socket->peerAddress(), user)) {
        qCWarning(lcAudit, "dashboard refused: %d, address=%s", refusal->status,
                  qPrintable(socket->peerAddress().toString()));
        journal({.kind = JournalKind::Refusal,
                 .address = socket->peerAddress().toString().toLatin1(),
                 .code = refusal->status,
                 .text = "dashboard refused"});
        refuse(socket, *refusal);
        return;
    }
    socket->consume(headSize);
    socket->write(handshakeAnswer(head, SessionProtocol::Original));
    welcome(socket, std::move(user));
}

std::optional<HttpResponse> Feed::refusalOf(const RequestHead &head, const QHostAddress &address,
                                            AdminUser &user)
{
    if (m_stopped)
        return jsonError(503, "the relay is going away");
    if (!m_settings.admin.hasFeed())
        return answerAtFeed(false);
    if (auto problem = upgradeProblem(head))
        return problem;
    if (auto problem = originProblem(head, m_settings.origins))
        return problem;
    if (auto problem = accessProblem(m_access, head, address, user))
        return problem;
    if (m_dashboards.size() >= MaxDashboards)
        return jsonError(503, "too many dashboards");
    return std::nullopt;
}

void Feed::welcome(WireSocket *socket, AdminUser user)
{
    const bool isOperator = user.role == AdminRole::Operator;
    auto *dashboard = new Dashboard(
        socket, std::move(user), {},
        [this](Dashboard &from, const QByteArray &text) { onText(from, text); }, this);
    m_dashboards.push_back(dashboard);
    connect(dashboard, &Dashboard::ended, this, [this, dashboard] {
        std::erase(m_dashboards, dashboard);
        m_watches.forget(*dashboard);
        qCInfo(lcAudit, "dashboard gone, who=%s address=%s", dashboard->user().name.constData(),
               dashboard->address().constData());
    });
    qCInfo(lcAudit, "dashboard connected, who=%s address=%s", dashboard->user().name.constData(),
           dashboard->address().constData());
    JsonText hello;
    hello.text("event", "hello")
        .number("feed", ProtocolVersion)
        .text("who", dashboard->user().name);
    hello.text("role", isOperator ? "operator" : "viewer").text("node", m_host.nodeName());
    hello.text("version", RAINBOW_VERSION).number("at", nowMs());
    dashboard->send(hello.end());
    if (!m_stats.isEmpty())
        dashboard->send(toText(m_stats));
}

void Feed::stop()
{
    m_stopped = true;
    for (Dashboard *dashboard : std::vector(m_dashboards))
        dashboard->close(CloseCode::GoingAway, "the relay is going away");
}

// --- events

void Feed::tellStats(const QJsonObject &event)
{
    m_stats = event;
    if (m_dashboards.empty())
        return;
    const QByteArray text = toText(event);
    // One that is cut off leaves the list.
    for (Dashboard *dashboard : std::vector(m_dashboards))
        dashboard->send(text);
}

void Feed::collectEvents()
{
    // What has come of the round before: one that is slow must not hold up the others for ever.
    m_events.add(EventLog::OfNode, m_journal.fetch());
    m_events.sort();
    if (m_journalsAsked > 0)
        return;
    m_journalsAsked = m_host.workerCount();
    for (int worker = 0; worker < m_host.workerCount(); ++worker) {
        m_host.tell(worker, [this, worker](WorkerObserver &observer) {
            m_host.post([this, worker, fetched = observer.journal().fetch()]() mutable {
                m_events.add(worker, std::move(fetched));
                if (--m_journalsAsked == 0)
                    m_events.sort();
            });
        });
    }
}

// --- requests

void Feed::onText(Dashboard &dashboard, const QByteArray &text)
{
    const FeedRequest request = parseFeedRequest(text);
    const FeedError *error = request.error();
    if (request.id.isEmpty()) {
        JsonText event;
        event.text("event", "error").number("code", error->code).text("error", error->text);
        dashboard.send(event.end());
        return;
    }
    if (!dashboard.beginRequest())
        return;
    const FeedReply reply(dashboard, request.id);
    const bool isAction = !request.action.isEmpty();
    if (isAction && dashboard.user().role != AdminRole::Operator)
        FeedActions::refuse(request.action, {403, "a viewer may look, not act"}, reply);
    else if (isAction && error)
        FeedActions::refuse(request.action, *error, reply);
    else if (error)
        reply.refuse(*error);
    else
        std::visit([&](const auto &wish) { answer(wish, reply); },
                   std::get<FeedWish>(request.wish));
}

void Feed::answer(const TimeQuestion &, const FeedReply &reply)
{
    reply.send(reply.begin().number("at", nowMs()));
}

void Feed::answer(const NodesQuestion &, const FeedReply &reply)
{
    const QJsonArray nodes = m_stats.value(u"nodes").toArray();
    JsonText json = reply.begin();
    json.number("total", nodes.size()).number("matched", nodes.size()).number("offset", 0);
    json.raw("rows", QJsonDocument(nodes).toJson(QJsonDocument::Compact));
    reply.send(json.number("at", m_stats.value(u"at").toInteger()));
}

void Feed::answer(const ConnectionsQuestion &question, const FeedReply &reply)
{
    m_tables.answer(question, reply);
}

void Feed::answer(const ChannelsQuestion &question, const FeedReply &reply)
{
    m_tables.answer(question, reply);
}

void Feed::answer(const ConnectionQuestion &question, const FeedReply &reply)
{
    using Answer = std::optional<ConnectionDetail>;
    askWorkers<Answer>(
        m_host, this,
        [identity = question.identity](WorkerObserver &observer, const auto &answer) {
            answer(observer.inspect(identity));
        },
        [identity = question.identity, reply](const auto &answers) {
            Dashboard *dashboard = reply.dashboard();
            if (!dashboard)
                return;
            if (!answers)
                return reply.refuse(noAnswer());
            for (const Answer &detail : *answers) {
                if (!detail)
                    continue;
                const Rates rates = dashboard->ratesSince(detail->row, Clock::now());
                return reply.send(
                    reply.begin().raw("connection", toJson(*detail, rates, nowMs()).end()));
            }
            reply.refuse(noConnection(identity));
        },
        [](const Answer &answer) { return answer.has_value(); });
}

void Feed::answer(const EventsQuestion &question, const FeedReply &reply)
{
    const EventLog::Found found = m_events.find(question);
    JsonList rows;
    for (const EventLog::Event *event : found.events)
        rows.raw(toJson(*event).end());
    JsonText json = reply.begin();
    json.number("total", found.total).number("matched", found.matched);
    json.number("offset", question.offset).raw("rows", rows.end()).number("first", found.first);
    json.number("last", found.last).number("lost", found.lost).number("at", nowMs());
    reply.send(json);
}

void Feed::answer(const ConfigQuestion &, const FeedReply &reply)
{
    JsonText json = reply.begin().text("config", m_steering.configText());
    reply.send(json.text("file", m_steering.configFile().toUtf8()));
}

void Feed::answer(const WatchRequest &request, const FeedReply &reply)
{
    m_watches.answer(request, reply);
}

template <typename Action>
void Feed::answer(const Action &action, const FeedReply &reply)
{
    m_actions.answer(action, reply);
}

} // namespace Rainbow
