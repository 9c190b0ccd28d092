// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "feedstage.h"
#include "support/deafclient.h"
#include "support/openmetrics.h"

#include <QJsonArray>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

namespace {

const QByteArray WantsOpenMetrics = "application/openmetrics-text;version=1.0.0,*/*;q=0.1";

/// A relay that is asked for its metrics.
class MetricsStage : public FeedStage {
public:
    [[nodiscard]] HttpReply ask(const QByteArray &token = AdminToken,
                                const QByteArray &accept = {}) const
    {
        Fields headers = token.isEmpty() ? Fields() : bearer(token);
        if (!accept.isEmpty())
            headers.append({"Accept", accept});
        return HttpClient::get(httpServer(), "GET", "/metrics", {}, headers);
    }
    /// As they are now, or a second ago.
    [[nodiscard]] OpenMetrics metrics() const
    {
        const HttpReply reply = ask(AdminToken, WantsOpenMetrics);
        OpenMetrics metrics = OpenMetrics::parse(reply.body);
        if (reply.status != 200)
            metrics.problem = "HTTP " + QByteArray::number(reply.status);
        if (metrics.problem.isEmpty() && !hasRisen(metrics))
            metrics.problem = "a counter went back";
        return metrics;
    }
    /// Waits until the sum of these samples is that.
    [[nodiscard]] bool becomes(const char *name, double value,
                               const QMap<QByteArray, QByteArray> &labels = {}) const
    {
        return waitUntil([&] { return metrics().sum(name, labels) == value; });
    }
    [[nodiscard]] double value(const char *name) const { return metrics().sum(name).value_or(-1); }

private:
    /// No counter and no bucket is below what it was when this was asked last.
    [[nodiscard]] bool hasRisen(const OpenMetrics &metrics) const
    {
        bool risen = true;
        for (const MetricFamily &family : metrics.families) {
            if (family.type == "gauge" || family.type == "info")
                continue;
            for (const MetricSample &sample : family.samples) {
                const QByteArray series =
                    sample.name + QList<QByteArray>(sample.labels.values()).join('\0');
                double &before = m_before[series];
                if (sample.value < before) {
                    qWarning("%s went back", sample.name.constData());
                    risen = false;
                }
                before = sample.value;
            }
        }
        return risen;
    }

    mutable QMap<QByteArray, double> m_before;
};

} // namespace

/// /metrics of the real program, while it has something to do.
class TestMetrics : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isOffByItself();
    void needsAToken();
    void isForThisMachineOnly();
    void isForEverybody();
    void hasAPortOfItsOwn();
    void isOnThePortOfTheApi();
    void comesAndGoesWithReloads();
    void otherMethods();
    void keepsConnections();
    void formats();
    void promtoolLikesIt();
    void countsClients();
    void countsMessages();
    void countsCallbacks();
    void countsLimits();
    void countsResumes();
    void tellsOfSlowClients();
    void tellsOfTheProcess();
    void feedSaysTheSame();
    void whileStopping();
};

void TestMetrics::isOffByItself()
{
    MetricsStage stage;
    QVERIFY(stage.start());
    const HttpReply reply = stage.ask({});
    QCOMPARE(reply.status, 404);
    const HttpReply unknown = HttpClient::get(stage.server(), "GET", "/nowhere");
    QCOMPARE(reply.body, unknown.body);
    QCOMPARE(reply.headers.size(), unknown.headers.size());
}

void TestMetrics::needsAToken()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed());
    const HttpReply refused = stage.ask({});
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.header("WWW-Authenticate"), QByteArray("Bearer"));
    QCOMPARE(stage.ask(FeedStage::ViewerToken).status, 200);
    QCOMPARE(stage.ask("wrong").status, 401);
    // Who tries at the feed tries here.
    for (int i = 0; i < 2; ++i)
        QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer("wrong")).status, 401);
    QCOMPARE(stage.ask("wrong").status, 429);
    QCOMPARE(stage.ask().status, 429);
    QCOMPARE(FeedStage::knock(stage.server(), FeedStage::bearer(FeedStage::AdminToken)).status,
             429);
    QVERIFY(!stage.relay.hasLogged(FeedStage::AdminToken));
}

void TestMetrics::isForThisMachineOnly()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"trusted_proxies", "127.0.0.1"}}));
    const Fields from =
        FeedStage::bearer(FeedStage::AdminToken) + Fields{{"X-Forwarded-For", "192.0.2.1"}};
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/metrics", {}, from).status, 404);
    QCOMPARE(stage.ask().status, 200);
}

void TestMetrics::isForEverybody()
{
    MetricsStage stage;
    QVERIFY(stage.start({{"admin/metrics_public", "true"}, {"trusted_proxies", "127.0.0.1"}}));
    QCOMPARE(
        HttpClient::get(stage.server(), "GET", "/metrics", {}, {{"X-Forwarded-For", "192.0.2.1"}})
            .status,
        200);
    // Which is no feed.
    QCOMPARE(FeedStage::knock(stage.server(), {}).status, 404);
}

void TestMetrics::hasAPortOfItsOwn()
{
    const quint16 port = [] {
        QTcpServer any;
        return any.listen(QHostAddress::LocalHost) ? any.serverPort() : quint16(0);
    }();
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"admin/listen", "127.0.0.1:" + QByteArray::number(port)}}));
    QCOMPARE(stage.ask().status, 404);
    const auto ask = [port](const QByteArray &token) {
        return HttpClient::get({port, nullptr}, "GET", "/metrics", {}, FeedStage::bearer(token));
    };
    QCOMPARE(ask("wrong").status, 401);
    const HttpReply reply = ask(FeedStage::AdminToken);
    QCOMPARE(reply.status, 200);
    QVERIFY(reply.body.contains("\nrainbow_connections{"));
}

void TestMetrics::isOnThePortOfTheApi()
{
    const quint16 port = [] {
        QTcpServer any;
        return any.listen(QHostAddress::LocalHost) ? any.serverPort() : quint16(0);
    }();
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"http_port", QByteArray::number(port)}}));
    QCOMPARE(stage.ask().status, 200);
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/metrics", {},
                             FeedStage::bearer(FeedStage::AdminToken))
                 .status,
             404);
}

void TestMetrics::comesAndGoesWithReloads()
{
    MetricsStage stage;
    QVERIFY(stage.start());
    QCOMPARE(stage.ask().status, 404);
    QVERIFY(stage.reload(FeedStage::feedSettings()));
    QCOMPARE(stage.ask().status, 200);
    QVERIFY(stage.relay.hasLogged("changed [admin] token, [admin:vera]"));
    QVERIFY(stage.reload({{"admin/token", "another-token"}}));
    QCOMPARE(stage.ask().status, 401);
    QCOMPARE(stage.ask("another-token").status, 200);
    QVERIFY(stage.reload({}));
    QCOMPARE(stage.ask("another-token").status, 404);
}

void TestMetrics::otherMethods()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed());
    const Fields token = FeedStage::bearer(FeedStage::AdminToken);
    QCOMPARE(HttpClient::get(stage.server(), "POST", "/metrics", "x", token).status, 405);
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/metrics/", {}, token).status, 404);
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/metrics?a=b", {}, token).status, 200);
}

void TestMetrics::keepsConnections()
{
    // Several questions at once, among others, answered in order by several threads.
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    HttpClient client;
    QVERIFY(client.connectTo(stage.httpServer()));
    const QByteArray ask =
        HttpClient::request("GET", "/metrics", {}, FeedStage::bearer(FeedStage::AdminToken));
    const QByteArray hello = HttpClient::request("GET", "/hello/");
    client.send(ask + hello + ask + hello);
    for (int i = 0; i < 2; ++i) {
        const HttpReply metrics = client.next();
        QCOMPARE(metrics.status, 200);
        QVERIFY(metrics.body.startsWith("# HELP"));
        QCOMPARE(client.next().body, QByteArray("ok"));
    }
}

void TestMetrics::formats()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const HttpReply plain = stage.ask();
    QCOMPARE(plain.header("Content-Type"), QByteArray("text/plain; version=0.0.4; charset=utf-8"));
    QCOMPARE(parsePrometheusText(plain.body).problem, QByteArray());
    const HttpReply open = stage.ask(FeedStage::AdminToken, WantsOpenMetrics);
    QCOMPARE(open.header("Content-Type"),
             QByteArray("application/openmetrics-text; version=1.0.0; charset=utf-8"));
    QCOMPARE(OpenMetrics::parse(open.body).problem, QByteArray());
}

void TestMetrics::promtoolLikesIt()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    QVERIFY(stage.api().send({{"channel", "room"}, {"qos", "1"}}, "x").contains("\"status\":0"));
    client->sendMessage(1, "hello", QoS::AtLeastOnce);
    QVERIFY(stage.becomes("rainbow_messages_in_total", 1));
    const PromtoolVerdict verdict = promtoolCheck(stage.ask().body);
    if (!verdict.isInstalled)
        QSKIP("promtool is not installed");
    QCOMPARE(verdict.complaints, QByteArray());
}

void TestMetrics::countsClients()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    QVERIFY(stage.becomes("rainbow_connections", 0));
    std::vector<ClientPtr> clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(stage.client("room,c" + QByteArray::number(i)));
        QVERIFY(clients.back());
    }
    QVERIFY(stage.becomes("rainbow_connections", 5));
    OpenMetrics metrics = stage.metrics();
    QCOMPARE(metrics.problem, QByteArray());
    QCOMPARE(metrics.sum("rainbow_sessions_opened_total"), 5.0);
    QCOMPARE(metrics.sum("rainbow_memberships"), 10.0);
    QVERIFY(metrics.sum("rainbow_channels") >= 6.0);
    clients.resize(2);
    QVERIFY(stage.becomes("rainbow_connections", 2));
    metrics = stage.metrics();
    QCOMPARE(metrics.sum("rainbow_sessions_closed_total"), 3.0);
    QCOMPARE(metrics.sum("rainbow_connections_ended_total"), 3.0);
    QCOMPARE(metrics.sum("rainbow_memberships"), 4.0);
    QCOMPARE(metrics.problem, QByteArray());
}

void TestMetrics::countsMessages()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const ClientPtr a = stage.client("room");
    const ClientPtr b = stage.client("room");
    QVERIFY(a && b);
    // Up: 4 bytes of header, and 2 of id.
    a->sendMessage(1, "12345", QoS::AtMostOnce);
    a->sendMessage(1, "12345", QoS::AtLeastOnce);
    QVERIFY(stage.becomes("rainbow_messages_in_total", 2));
    const double bytesIn = stage.value("rainbow_received_bytes_total");
    const Packet small = RainbowClient::message(1, "12345", QoS::AtMostOnce, 0);
    const Packet large = RainbowClient::message(1, "12345", QoS::AtLeastOnce, 1);
    QCOMPARE(bytesIn, double(serializePacket(small).size() + serializePacket(large).size()));
    // Down: to both, who answer.
    const double before = stage.value("rainbow_sent_bytes_total");
    (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, QByteArray(1'000, 'x'));
    QVERIFY(stage.becomes("rainbow_messages_out_total", 2));
    const double bytes = double(
        serializePacket(RainbowClient::message(1, QByteArray(1'000, 'x'), QoS::AtMostOnce, 0))
            .size());
    QCOMPARE(stage.value("rainbow_sent_bytes_total"), before + 2 * bytes);
    (void)stage.api().send({{"channel", "room"}, {"qos", "2"}}, "y");
    QVERIFY(stage.becomes("rainbow_delivery_latency_seconds_count", 2));
    QVERIFY(stage.becomes("rainbow_forward_latency_seconds_count", 2));
    QCOMPARE(stage.value("rainbow_messages_out_total"), 4.0);
    QVERIFY(stage.value("rainbow_delivery_latency_seconds_sum") < 10);
    QCOMPARE(stage.value("rainbow_forwards_total"), 2.0);
    QCOMPARE(stage.value("rainbow_forwards_waiting"), 0.0);
    // Nobody answers: it is repeated, and given up.
    a->setAnswersMessages(false);
    (void)stage.api().send({{"channel", "room"}, {"qos", "1"}, {"timeout", "1"}}, "z");
    QVERIFY(waitUntil([&] { return stage.value("rainbow_retries_total") >= 2; }));
    QVERIFY(stage.becomes("rainbow_deliveries_expired_total", 1));
}

void TestMetrics::countsCallbacks()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"forward_concurrency", "10"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    QVERIFY(stage.becomes("rainbow_callbacks_total", 1)); // the connect
    stage.business.onMessage([](const BusinessRequest &request) {
        BusinessReply reply;
        if (request.body == "4")
            reply.status = 404;
        else if (request.body == "5")
            reply.status = 503;
        else if (request.body == "3")
            reply.status = 302;
        else if (request.body == "cut")
            reply.behaviour = BusinessReply::Behaviour::CloseAtOnce;
        else if (request.body == "slow")
            reply.behaviour = BusinessReply::Behaviour::Hang;
        else if (request.body == "large")
            reply.behaviour = BusinessReply::Behaviour::Endless;
        return reply;
    });
    for (const char *payload : {"4", "5", "3", "cut", "slow", "large", "fine"})
        client->sendMessage(1, payload, QoS::AtMostOnce);
    const auto failed = [&stage](const char *cause, double times) {
        return stage.becomes("rainbow_callback_failures_total", times, {{"cause", cause}});
    };
    QVERIFY(failed("status4xx", 1));
    QVERIFY(failed("status5xx", 2));
    QVERIFY(failed("network", 1));
    QVERIFY(failed("timeout", 1));
    QVERIFY(failed("answer", 1));
    QVERIFY(stage.becomes("rainbow_callbacks_total", 8));
    QCOMPARE(stage.value("rainbow_forward_latency_seconds_count"), 7.0);
    QCOMPARE(stage.value("rainbow_forwards_failed_total"), 6.0);
    // A client that is refused is no failure; a business server that says nonsense is one.
    stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.status = 403;
        return reply;
    });
    QVERIFY(stage.tryConnect(stage.clientHeaders()).status != 101);
    QVERIFY(stage.becomes("rainbow_callbacks_total", 9));
    QVERIFY(failed("status4xx", 1));
    stage.business.onConnect([](const BusinessRequest &) {
        BusinessReply reply;
        reply.body = "nonsense";
        return reply;
    });
    QVERIFY(stage.tryConnect(stage.clientHeaders()).status != 101);
    QVERIFY(failed("answer", 2));
}

void TestMetrics::countsLimits()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"limits/max_head", "1 KiB"}}));
    QCOMPARE(HttpClient::get(stage.server(), "GET", "/" + QByteArray(2'000, 'x')).status, 431);
    QVERIFY(stage.becomes("rainbow_limits_reached_total", 1, {{"limit", "max_head"}}));
    QCOMPARE(stage.metrics().sum("rainbow_limits_reached_total", {{"limit", "max_payload"}}), 0.0);
}

void TestMetrics::countsResumes()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"session_ttl", "10 min"}}));
    const ClientPtr client = stage.client2("room");
    QVERIFY(client);
    client->raw().abort();
    QVERIFY(stage.becomes("rainbow_lost_sessions", 1));
    QCOMPARE(stage.value("rainbow_connections"), 0.0);
    QCOMPARE(stage.value("rainbow_sessions_kept_total"), 1.0);
    const ClientPtr again = stage.resumed(*client);
    QVERIFY(again);
    QVERIFY(stage.becomes("rainbow_lost_sessions", 0));
    QCOMPARE(stage.value("rainbow_sessions_resumed_total"), 1.0);
    QCOMPARE(stage.value("rainbow_connections_ended_total"), 1.0);
    // Taken over while it still has a connection.
    const ClientPtr third = stage.resumed(*again);
    QVERIFY(third);
    QVERIFY(stage.becomes("rainbow_connections_ended_total", 2));
    QVERIFY(stage.becomes("rainbow_connections", 1));
    // Of what such a client may not do it is told.
    third->publish("room", "x", QoS::AtLeastOnce);
    QVERIFY(stage.becomes("rainbow_naks_sent_total", 1));
}

void TestMetrics::tellsOfSlowClients()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"limits/max_backlog", "4 MiB"}, {"limits/max_payload", "1 MiB"}}));
    DeafClient deaf;
    QVERIFY(deaf.open(stage, stage.clientHeaders("room")));
    QVERIFY(stage.becomes("rainbow_connections", 1));
    QCOMPARE(stage.value("rainbow_backlog_bytes"), 0.0);
    const QByteArray payload(512 * 1024, 'x');
    EVENTUALLY([&] {
        (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, payload);
        return stage.value("rainbow_backlog_bytes") > 1024 * 1024;
    }());
    // What is over max_backlog is dropped.
    EVENTUALLY([&] {
        (void)stage.api().send({{"channel", "room"}, {"qos", "0"}}, payload);
        return stage.value("rainbow_messages_dropped_total") > 0;
    }());
    QVERIFY(stage.value("rainbow_backlog_bytes") < 5 * 1024 * 1024);
    deaf.abort();
    QVERIFY(stage.becomes("rainbow_connections", 0));
    QVERIFY(stage.becomes("rainbow_backlog_bytes", 0));
}

void TestMetrics::tellsOfTheProcess()
{
    MetricsStage stage;
    QVERIFY(
        stage.startFeed({{"limits/max_connections", "321"}, {"limits/memory_budget", "1 GiB"}}, 2));
    const OpenMetrics metrics = stage.metrics();
    QCOMPARE(metrics.problem, QByteArray());
    const auto value = [&](const char *name) { return metrics.sum(name).value_or(-1); };
    QCOMPARE(value("rainbow_max_connections"), 321.0);
    QCOMPARE(value("rainbow_memory_budget_bytes"), 1024.0 * 1024 * 1024);
    QVERIFY(value("rainbow_memory_bytes") > 1024 * 1024);
    QCOMPARE(value("rainbow_pressure"), 0.0);
    QCOMPARE(value("rainbow_draining"), 0.0);
    QVERIFY(value("rainbow_cpu_seconds_total") > 0);
    const double sinceStart =
        double(QDateTime::currentSecsSinceEpoch()) - value("rainbow_start_time_seconds");
    QVERIFY(sinceStart > -2 && sinceStart < 120);
    QVERIFY(value("rainbow_uptime_seconds") < 120);
    QCOMPARE(metrics.find("rainbow_worker_cpu_seconds")->samples.size(), size_t(2));
    QVERIFY(value("rainbow_worker_loop_delay_seconds") < 10);
}

void TestMetrics::feedSaysTheSame()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({}, 2));
    const ClientPtr client = stage.client("room");
    QVERIFY(client);
    const auto dashboard = stage.dashboard();
    QVERIFY(dashboard);
    const auto latest = [&] {
        const QList<QJsonObject> events = dashboard->events(u"stats"_qs);
        return events.isEmpty() ? QJsonObject() : events.last().value(u"nodes")[0].toObject();
    };
    EVENTUALLY(latest().value(u"dashboards").toInt() == 1);
    const QJsonObject node = latest();
    QCOMPARE(node.value(u"total")[u"connections"].toInt(), 1);
    QCOMPARE(node.value(u"workers").toArray().size(), 2);
    QCOMPARE(node.value(u"pressure").toString(), u"none"_qs);
    QCOMPARE(node.value(u"pid").toInteger(), stage.relay.pid());
    QVERIFY(stage.becomes("rainbow_dashboards", 1));
    // Something that happens is seen as a rate.
    EVENTUALLY([&] {
        client->sendMessage(1, "x", QoS::AtMostOnce);
        return latest().value(u"total")[u"messagesIn"].toDouble() > 0
            && latest().value(u"total")[u"forwardLatency"][u"count"].toInt() > 0;
    }());
    const QJsonObject hello = dashboard->frames().first();
    QCOMPARE(hello.value(u"node"), node.value(u"node"));
}

void TestMetrics::whileStopping()
{
    MetricsStage stage;
    QVERIFY(stage.startFeed({{"drain_timeout", "10 s"}, {"forward_timeout", "5 s"}}));
    const ClientPtr client = stage.client();
    QVERIFY(client);
    stage.business.onMessage([](const BusinessRequest &) {
        BusinessReply reply;
        reply.behaviour = BusinessReply::Behaviour::Hang;
        return reply;
    });
    HttpClient watcher;
    QVERIFY(watcher.connectTo(stage.httpServer()));
    client->sendMessage(1, "x", QoS::AtLeastOnce);
    QVERIFY(stage.becomes("rainbow_forwards_waiting", 1));
    // A question that is under way is answered; it is, once the one before it is answered.
    watcher.send(
        HttpClient::request("GET", "/hello/")
        + HttpClient::request("GET", "/metrics", {}, FeedStage::bearer(FeedStage::AdminToken)));
    QCOMPARE(watcher.next().status, 200);
    stage.relay.terminate();
    QCOMPARE(watcher.next().status, 200);
    QCOMPARE(stage.relay.waitForExit(), 0);
}

QTEST_GUILESS_MAIN(TestMetrics)
#include "tst_metrics.moc"
