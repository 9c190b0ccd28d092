// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/metricsdesk.h"
#include "samples.h"

#include <QTest>

using namespace Rainbow;

namespace {

HttpRequest request(const QByteArray &authorization = {}, const QByteArray &accept = {})
{
    HttpRequest request;
    request.head.method = "GET";
    request.peerAddress = QHostAddress::LocalHost;
    if (!authorization.isNull())
        request.head.headers.append({"Authorization", authorization});
    if (!accept.isNull())
        request.head.headers.append({"Accept", accept});
    return request;
}

AdminSettings settings(bool isPublic, bool hasUser = true)
{
    AdminSettings settings;
    settings.metricsPublic = isPublic;
    if (hasUser)
        settings.users.append({"admin", "t0ken", AdminRole::Viewer});
    return settings;
}

} // namespace

class TestMetricsDesk : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whereItIs();
    void whoMayAsk();
    void everybody();
    void formats();
    void beforeTheFirstSample();
    void onlySoManyWait();
    void turnedOff();
    void newSample();

private:
    void apply(const AdminSettings &settings)
    {
        m_access.setUsers(settings.users);
        m_desk->setSettings(settings);
    }
    HttpResponse ask(const HttpRequest &request)
    {
        HttpResponse got;
        got.status = 0;
        m_desk->ask(request, false, [&got](const HttpResponse &answer) { got = answer; });
        return got;
    }
    void sample()
    {
        m_observatory->setOn(true, 1);
        m_observatory->tell(idleWorker(0, Clock::now()));
    }

    AdminAccess m_access;
    std::unique_ptr<Observatory> m_observatory;
    std::unique_ptr<MetricsDesk> m_desk;
};

void TestMetricsDesk::init()
{
    m_desk.reset();
    m_access = AdminAccess();
    m_observatory = std::make_unique<Observatory>(
        sampleFacts(), [](int, TimePoint) {}, [] { return NodeState(); });
    m_desk = std::make_unique<MetricsDesk>(*m_observatory, [this] { return &m_access; });
}

void TestMetricsDesk::whereItIs()
{
    const QHostAddress here = QHostAddress::LocalHost;
    const QHostAddress away(u"192.0.2.1"_qs);
    QVERIFY(!hasMetrics({}, here, false));
    QVERIFY(!hasMetrics({}, here, true));
    // With a token: on this machine; whoever reaches the port that was meant for it.
    QVERIFY(hasMetrics(settings(false), here, false));
    QVERIFY(hasMetrics(settings(false), QHostAddress(u"::1"_qs), false));
    QVERIFY(!hasMetrics(settings(false), away, false));
    QVERIFY(hasMetrics(settings(false), away, true));
    QVERIFY(hasMetrics(settings(true, false), away, false));
    // A port of its own is the only one.
    AdminSettings elsewhere = settings(true);
    elsewhere.listen = {QHostAddress(QHostAddress::LocalHost), quint16(1)};
    QVERIFY(!hasMetrics(elsewhere, here, false));
    QVERIFY(hasMetrics(elsewhere, away, true));
}

void TestMetricsDesk::whoMayAsk()
{
    apply(settings(false));
    sample();
    QCOMPARE(ask(request("Bearer t0ken")).status, 200);
    const HttpResponse refused = ask(request());
    QCOMPARE(refused.status, 401);
    QVERIFY(refused.headers.contains(HeaderField{"WWW-Authenticate", "Bearer"}));
    HttpRequest twice = request("Bearer t0ken");
    twice.head.headers.append(HeaderField{"authorization", "Bearer t0ken"});
    QCOMPARE(ask(twice).status, 401);
    QCOMPARE(ask(request("Bearer x")).status, 401);
    QCOMPARE(ask(request("Basic dDBrZW4=")).status, 401);
    QCOMPARE(ask(request("Bearer x")).status, 429);
    QCOMPARE(ask(request("Bearer t0ken")).status, 429);
    QCOMPARE(ask(request("Bearer t0ken")).body.contains("t0ken"), false);
}

void TestMetricsDesk::everybody()
{
    apply(settings(true, false));
    sample();
    for (int i = 0; i < 10; ++i)
        QCOMPARE(ask(request("Bearer x")).status, 200);
    apply({});
    QCOMPARE(ask(request()).status, 404);
}

void TestMetricsDesk::formats()
{
    apply(settings(true));
    sample();
    const HttpResponse plain = ask(request());
    QCOMPARE(plain.contentType, contentTypeOf(ExpositionFormat::Prometheus));
    QVERIFY(plain.body.contains("\nrainbow_connections{"));
    const HttpResponse open = ask(request({}, "application/openmetrics-text"));
    QCOMPARE(open.contentType, contentTypeOf(ExpositionFormat::OpenMetrics));
    QVERIFY(open.body.endsWith("# EOF\n"));
    QCOMPARE(ask(request()).body, plain.body);
}

void TestMetricsDesk::beforeTheFirstSample()
{
    apply(settings(true));
    HttpResponse got;
    got.status = 0;
    m_desk->ask(request(), false, [&got](const HttpResponse &answer) { got = answer; });
    QCOMPARE(got.status, 0);
    sample();
    QCOMPARE(got.status, 200);
}

void TestMetricsDesk::onlySoManyWait()
{
    apply(settings(true));
    size_t answered = 0;
    for (size_t i = 0; i < MetricsDesk::MaxWaiting; ++i)
        m_desk->ask(request(), false, [&answered](const HttpResponse &) { ++answered; });
    QCOMPARE(ask(request()).status, 503);
    QCOMPARE(answered, size_t(0));
    sample();
    QCOMPARE(answered, MetricsDesk::MaxWaiting);
}

void TestMetricsDesk::turnedOff()
{
    apply(settings(true));
    HttpResponse got;
    got.status = 0;
    m_desk->ask(request(), false, [&got](const HttpResponse &answer) { got = answer; });
    apply({});
    QCOMPARE(got.status, 404);
}

void TestMetricsDesk::newSample()
{
    apply(settings(true));
    m_observatory->setOn(true, 1);
    WorkerStats worker = idleWorker(0, Clock::now());
    worker.connections = 5;
    setOnlyApp(worker);
    m_observatory->tell(worker);
    QVERIFY(ask(request()).body.contains("rainbow_connections{node=\"relay-1\",worker=\"0\","
                                         "app=\"default\"} 5\n"));
    m_observatory->setOn(false, 1);
    m_observatory->setOn(true, 1);
    worker.connections = 6;
    setOnlyApp(worker);
    m_observatory->tell(worker);
    QVERIFY(ask(request()).body.contains("app=\"default\"} 6\n"));
}

QTEST_GUILESS_MAIN(TestMetricsDesk)
#include "tst_metricsdesk.moc"
