// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"
#include "feed/pagedmodel.h"
#include "support/testing.h"

#include <QAbstractItemModelTester>
#include <QDateTime>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

class Model : public PagedModel {
public:
    enum Column { Identity, Device, MessagesIn, Shout, ColumnCount };

    explicit Model(FeedClient &client, const QString &what = u"connections"_qs)
        : PagedModel(client, what, u"identity"_qs)
    {
    }

    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }

protected:
    QVariant cell(const QJsonObject &row, int column, int role) const override
    {
        if (role != Qt::DisplayRole && role != RawRole)
            return {};
        if (column == Shout)
            return row[u"device"].toString().toUpper();
        return row[member(column)].toVariant();
    }
    QString member(int column) const override
    {
        return QStringList{u"identity"_qs, u"device"_qs, u"messagesIn"_qs, {}}[column];
    }
};

} // namespace

class TestPagedModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void asksNothingUntilActive();
    void firstPageComesByItself();
    void unknownRowsAreAskedFor();
    void onlyWhatIsLookedAtIsAskedFor();
    void keepsFewPages();
    void exactlyWhatChangedIsSaid();
    void movedRowsKeepTheirKeys();
    void rowsComeAndGo();
    void becomesEmpty();
    void sortsInTheRelay();
    void columnsThatDoNotSort();
    void filtersInTheRelay();
    void oldRowsStayUntilTheAnswer();
    void lateAnswersAreIgnored();
    void fiftyThousand();
    void errorsAreSaid();
    void argumentsBeginAnew();
    void comesBackWithTheRelay();
    void anotherRelay();
    void brokenAnswers();

private:
    void populate(int connections)
    {
        m_feed->relay.populate(connections, 10, QDateTime::currentMSecsSinceEpoch());
        for (SyntheticConnection &connection : m_feed->relay.connections) {
            connection.inRate = 0;
            connection.outRate = 0;
        }
    }
    [[nodiscard]] bool load()
    {
        m_model->setActive(true);
        return waitUntil([this] { return m_model->isLoaded(); });
    }
    /// One more question and its answer.
    [[nodiscard]] bool refresh()
    {
        QSignalSpy taken(m_model.get(), &PagedModel::taken);
        m_model->refresh();
        return waitUntil([&] { return taken.count() > 0; });
    }
    [[nodiscard]] QString text(int row, int column = Model::Identity) const
    {
        return m_model->index(row, column).data().toString();
    }
    [[nodiscard]] bool isKnown(int row) const
    {
        return m_model->index(row, 0).data(PagedModel::LoadedRole).toBool();
    }
    [[nodiscard]] QJsonObject lastQuestion() const
    {
        return m_feed->requests(u"ask"_qs, u"connections"_qs).constLast();
    }

    std::unique_ptr<SyntheticFeed> m_feed;
    std::unique_ptr<FeedClient> m_client;
    std::unique_ptr<Model> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestPagedModel::init()
{
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_client = std::make_unique<FeedClient>();
    m_model = std::make_unique<Model>(*m_client);
    m_tester = std::make_unique<QAbstractItemModelTester>(
        m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
    populate(1'000);
    QVERIFY(m_feed->start());
    m_client->open(m_feed->url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY_COMPARE(m_client->state(), FeedClient::State::Open);
}

void TestPagedModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
    m_client.reset();
    m_feed.reset();
}

void TestPagedModel::asksNothingUntilActive()
{
    EVENTUALLY(m_client->delay());
    m_feed->clearRequests();
    m_model->sort(Model::Device);
    m_model->setFilter(u"iPhone"_qs);
    QVERIFY(holdsFor(60ms, [&] { return m_feed->requests().isEmpty(); }));
    QVERIFY(!m_model->isLoaded());
    QCOMPARE(m_model->rowCount(), 0);
}

void TestPagedModel::firstPageComesByItself()
{
    QSignalSpy counts(m_model.get(), &PagedModel::countsChanged);
    QVERIFY(load());
    QCOMPARE(m_model->rowCount(), 1'000);
    QCOMPARE(m_model->total(), 1'000);
    QCOMPARE(counts.count(), 1);
    QVERIFY(m_model->at() > 0);
    QVERIFY(isKnown(0));
    QVERIFY(isKnown(PagedModel::PageSize - 1));
    QVERIFY(!isKnown(PagedModel::PageSize));
    QCOMPARE(m_model->keyAt(3), text(3));
    QCOMPARE(m_model->rowOf(text(3)), 3);
    QCOMPARE(m_model->rowCount(m_model->index(0, 0)), 0);
}

void TestPagedModel::unknownRowsAreAskedFor()
{
    QVERIFY(load());
    QCOMPARE(m_model->index(500, 0).data(), QVariant());
    QCOMPARE(m_model->keyAt(500), QString());
    EVENTUALLY(isKnown(500));
    QVERIFY(!text(500).isEmpty());
    QCOMPARE(lastQuestion()[u"offset"].toInt(), 500);
    QCOMPARE(m_model->index(999'999, 0).data(), QVariant());
}

void TestPagedModel::onlyWhatIsLookedAtIsAskedFor()
{
    QVERIFY(load());
    m_feed->clearRequests();
    m_model->setVisibleRows(720, 760);
    // As scrolling past them does.
    for (int row = 0; row < 1'000; row += 10)
        (void)text(row);
    EVENTUALLY(isKnown(720) && isKnown(760));
    QVERIFY(holdsFor(80ms, [&] { return !isKnown(300) && !isKnown(900); }));
    QCOMPARE(m_feed->requests(u"ask"_qs, u"connections"_qs).size(), 2);
}

void TestPagedModel::keepsFewPages()
{
    QVERIFY(load());
    for (int row = 0; row < 1'000; row += PagedModel::PageSize) {
        m_model->setVisibleRows(row, row + 10);
        (void)text(row);
        EVENTUALLY(isKnown(row));
    }
    int known = 0;
    for (int row = 0; row < 1'000; ++row)
        known += isKnown(row);
    QCOMPARE(known, PagedModel::MaxPages * PagedModel::PageSize);
    QVERIFY(isKnown(999)); // looked at last
}

void TestPagedModel::exactlyWhatChangedIsSaid()
{
    QVERIFY(load());
    QVERIFY(refresh()); // what is the same is not said
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QVERIFY(refresh());
    QCOMPARE(changed.count(), 0);

    const auto connection = [&](int row) { return m_feed->relay.find(m_model->keyAt(row)); };
    connection(4)->device = u"one"_qs;
    connection(5)->device = u"two"_qs;
    connection(9)->device = u"three"_qs;
    connection(11)->unanswered += 1; // in no column
    QVERIFY(refresh());
    QStringList areas;
    for (const QVariantList &area : std::as_const(changed)) {
        const auto from = area[0].toModelIndex();
        const auto to = area[1].toModelIndex();
        areas.append(
            u"%1-%2/%3-%4"_qs.arg(from.row()).arg(to.row()).arg(from.column()).arg(to.column()));
    }
    areas.sort();
    QCOMPARE(areas, QStringList({u"4-5/1-1"_qs, u"4-5/3-3"_qs, u"9-9/1-1"_qs, u"9-9/3-3"_qs}));
    QCOMPARE(text(4, Model::Shout), u"ONE"_qs);
}

void TestPagedModel::movedRowsKeepTheirKeys()
{
    QVERIFY(load());
    const QString key = m_model->keyAt(6);
    m_feed->relay.addConnection(u"first"_qs, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(refresh());
    QCOMPARE(m_model->keyAt(0), u"first"_qs);
    QCOMPARE(m_model->rowOf(key), 7);
    QCOMPARE(m_model->rowCount(), 1'001);
}

void TestPagedModel::rowsComeAndGo()
{
    QVERIFY(load());
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_feed->relay.addConnection(u"a"_qs, QDateTime::currentMSecsSinceEpoch());
    m_feed->relay.addConnection(u"b"_qs, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(refresh());
    QCOMPARE(inserted.count(), 1);
    QCOMPARE(inserted[0][1].toInt(), 1'000);
    QCOMPARE(inserted[0][2].toInt(), 1'001);
    m_feed->relay.connections.resize(30);
    QVERIFY(refresh());
    QCOMPARE(removed.count(), 1);
    QCOMPARE(m_model->rowCount(), 30);
    QVERIFY(isKnown(29));
    QCOMPARE(m_model->rowOf(u"a"_qs), -1);
}

void TestPagedModel::becomesEmpty()
{
    QVERIFY(load());
    m_feed->relay.connections.clear();
    QVERIFY(refresh());
    QCOMPARE(m_model->rowCount(), 0);
    QVERIFY(m_model->isLoaded());
    populate(10);
    QVERIFY(refresh());
    QCOMPARE(m_model->rowCount(), 10);
    QVERIFY(isKnown(9));
}

void TestPagedModel::sortsInTheRelay()
{
    QVERIFY(load());
    m_model->sort(Model::Device, Qt::DescendingOrder);
    EVENTUALLY(isKnown(0) && lastQuestion()[u"sort"].toString() == u"device");
    QCOMPARE(lastQuestion()[u"order"].toString(), u"desc"_qs);
    EVENTUALLY(text(0, Model::Device) >= text(1, Model::Device)
               && text(1, Model::Device) >= text(49, Model::Device));
    m_model->sort(Model::Device, Qt::AscendingOrder);
    EVENTUALLY(text(0, Model::Device) < text(49, Model::Device));
}

void TestPagedModel::columnsThatDoNotSort()
{
    QVERIFY(load());
    m_feed->clearRequests();
    m_model->sort(Model::Shout, Qt::AscendingOrder);
    QVERIFY(refresh());
    QVERIFY(!lastQuestion().contains(u"sort"));
}

void TestPagedModel::filtersInTheRelay()
{
    QVERIFY(load());
    QSignalSpy counts(m_model.get(), &PagedModel::countsChanged);
    m_model->setFilter(QJsonObject{{u"platform"_qs, u"macOS"_qs}});
    EVENTUALLY_COMPARE(counts.count(), 1);
    QCOMPARE(m_model->total(), 1'000);
    QVERIFY(m_model->rowCount() > 0 && m_model->rowCount() < 100);
    m_model->setFilter(u"nobody has this"_qs);
    EVENTUALLY_COMPARE(m_model->rowCount(), 0);
    m_model->setFilter({});
    EVENTUALLY_COMPARE(m_model->rowCount(), 1'000);
}

void TestPagedModel::oldRowsStayUntilTheAnswer()
{
    QVERIFY(load());
    (void)text(120);
    EVENTUALLY(isKnown(120));
    m_feed->setMute(true);
    const QString before = text(0);
    m_model->setFilter(u"iPhone"_qs);
    EVENTUALLY(m_feed->unanswered() > 0);
    QCOMPARE(m_model->rowCount(), 1'000);
    QCOMPARE(text(0), before);
    m_feed->setMute(false);
    EVENTUALLY(m_model->rowCount() < 1'000);
    // Nothing of what was before is left.
    QVERIFY(!isKnown(120));
}

void TestPagedModel::lateAnswersAreIgnored()
{
    QVERIFY(load());
    m_feed->setMute(true);
    m_model->refresh();
    m_model->setFilter(u"iPhone"_qs);
    m_model->setFilter(u"nobody has this"_qs);
    EVENTUALLY_COMPARE(m_feed->unanswered(), 3);
    QSignalSpy taken(m_model.get(), &PagedModel::taken);
    m_feed->setMute(false);
    EVENTUALLY_COMPARE(m_model->rowCount(), 0);
    QCOMPARE(taken.count(), 1);
}

void TestPagedModel::fiftyThousand()
{
    populate(50'000);
    QVERIFY(load());
    QCOMPARE(m_model->rowCount(), 50'000);
    m_model->setVisibleRows(49'960, 49'999);
    (void)text(49'999);
    EVENTUALLY(isKnown(49'999));
    m_model->sort(Model::MessagesIn, Qt::DescendingOrder);
    m_model->setFilter(u"华为"_qs);
    EVENTUALLY(m_model->rowCount() < 50'000);
    const int matched = m_model->rowCount();
    QVERIFY(matched > 500);
    m_model->setVisibleRows(matched - 30, matched - 1);
    (void)text(matched - 1);
    EVENTUALLY(isKnown(matched - 1));
    QVERIFY(text(matched - 1, Model::Device).contains(u"华为"));
}

void TestPagedModel::errorsAreSaid()
{
    QVERIFY(load());
    QSignalSpy errors(m_model.get(), &PagedModel::errorChanged);
    m_model->setFilter(QJsonObject{{u"platform"_qs, u"iOS"_qs}});
    EVENTUALLY(m_model->rowCount() < 1'000);
    QCOMPARE(errors.count(), 0);
    Model bad(*m_client, u"nonsense"_qs);
    bad.setActive(true);
    EVENTUALLY_COMPARE(bad.errorCode(), 400);
    QVERIFY(!bad.error().isEmpty());
    QVERIFY(!bad.isLoaded());
    QCOMPARE(bad.rowCount(), 0);
}

void TestPagedModel::argumentsBeginAnew()
{
    Model members(*m_client, u"channel"_qs);
    const QAbstractItemModelTester tester(&members);
    members.setArguments({{u"name"_qs, m_feed->relay.channels[0].name}});
    members.setActive(true);
    EVENTUALLY_COMPARE(members.rowCount(), m_feed->relay.channels[0].members);
    members.setArguments({{u"name"_qs, u"no such channel"_qs}});
    QCOMPARE(members.rowCount(), 0);
    QVERIFY(!members.isLoaded());
    EVENTUALLY_COMPARE(members.errorCode(), 404);
    members.setArguments({{u"name"_qs, m_feed->relay.channels[1].name}});
    EVENTUALLY(members.isLoaded());
    QCOMPARE(members.rowCount(), m_feed->relay.channels[1].members);
    QVERIFY(members.error().isEmpty());
}

void TestPagedModel::comesBackWithTheRelay()
{
    QVERIFY(load());
    m_feed->stop();
    EVENTUALLY_COMPARE(m_client->state(), FeedClient::State::Waiting);
    QCOMPARE(m_model->rowCount(), 1'000); // what was last known
    m_feed->relay.connections.resize(400);
    QVERIFY(m_feed->start());
    EVENTUALLY_COMPARE(m_model->rowCount(), 400);
}

void TestPagedModel::anotherRelay()
{
    SyntheticFeed other;
    other.relay.populate(7, 0, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(other.start());
    QVERIFY(load());
    m_client->open(other.url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY_COMPARE(m_model->rowCount(), 0);
    EVENTUALLY_COMPARE(m_model->rowCount(), 7);
}

void TestPagedModel::brokenAnswers()
{
    // A relay that says more than it has, less, and nonsense.
    QWebSocketServer odd(u"odd"_qs, QWebSocketServer::NonSecureMode);
    QVERIFY(odd.listen(QHostAddress::LocalHost));
    QStringList answers{
        uR"({"id":%1,"ok":true,"total":2,"matched":1,"rows":[{"identity":"a"},{"identity":"b"}]})"_qs,
        uR"({"id":%1,"ok":true,"total":9,"matched":9,"rows":[{"identity":"a"},7,null]})"_qs,
        uR"({"id":%1,"ok":true,"total":-4,"matched":-4,"rows":"none"})"_qs,
        uR"({"id":%1,"ok":true,"matched":1e300})"_qs, uR"({"id":%1,"ok":true})"_qs};
    connect(&odd, &QWebSocketServer::newConnection, this, [&] {
        QWebSocket *socket = odd.nextPendingConnection();
        socket->setParent(&odd);
        connect(socket, &QWebSocket::textMessageReceived, socket, [&, socket](const QString &text) {
            const QJsonObject frame = QJsonDocument::fromJson(text.toUtf8()).object();
            if (frame[u"ask"].toString() == u"connections" && !answers.isEmpty())
                socket->sendTextMessage(answers.takeFirst().arg(frame[u"id"].toInt()));
        });
        socket->sendTextMessage(uR"({"event":"hello"})"_qs);
    });
    m_client->open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(odd.serverPort())), {});
    EVENTUALLY_COMPARE(m_client->state(), FeedClient::State::Open);
    QVERIFY(load());
    while (!answers.isEmpty()) {
        QVERIFY(refresh());
        QVERIFY(m_model->rowCount() >= 0);
    }
}

QTEST_GUILESS_MAIN(TestPagedModel)
#include "tst_pagedmodel.moc"
