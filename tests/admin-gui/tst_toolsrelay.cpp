// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "channels/channelspage.h"
#include "channels/payloadedit.h"
#include "feed/feedclient.h"
#include "integration/feedstage.h"
#include "log/eventsmodel.h"
#include "log/eventspage.h"
#include "tables/pagedview.h"

#include <QDoubleSpinBox>
#include <QLabel>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

/// A page before a real relay.
template <typename SomePage>
struct Scene {
    [[nodiscard]] bool start(const char *token = FeedStage::AdminToken)
    {
        if (!stage.startFeed({}, 2))
            return false;
        client.open(QUrl(u"ws://127.0.0.1:%1"_qs.arg(stage.relay.httpPort())),
                    QString::fromLatin1(token));
        page.resize(1080, 740);
        page.show();
        return waitUntil([this] { return client.state() == FeedClient::State::Open; });
    }
    template <typename Widget>
    Widget *find(const char *name)
    {
        return page.template findChild<Widget *>(QString::fromLatin1(name));
    }
    QString label(const char *name) { return find<QLabel>(name)->text(); }
    QString cell(const char *view, int row, int column)
    {
        return find<QTableView>(view)->model()->index(row, column).data().toString();
    }
    /// Waits for the first row, and chooses it.
    [[nodiscard]] bool choose(const char *view)
    {
        if (!waitUntil([&] { return !cell(view, 0, 0).isEmpty(); }))
            return false;
        auto *table = find<QTableView>(view);
        QTest::mouseClick(table->viewport(), Qt::LeftButton, {},
                          table->visualRect(table->model()->index(0, 0)).center());
        return true;
    }
    void press(const char *button) { QTest::mouseClick(find<QPushButton>(button), Qt::LeftButton); }

    FeedStage stage;
    FeedClient client;
    SomePage page{client};
};

} // namespace

// Channels and events of a real relay.
class TestToolsRelay : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sendsAndSeesWhoAnswered();
    void someDoNotAnswer();
    void kicksTheLastMember();
    void removesAMember();
    void viewerMayNot();
    void eventsComeAndAreExported();
};

void TestToolsRelay::sendsAndSeesWhoAnswered()
{
    Scene<ChannelsPage> scene;
    QVERIFY(scene.start());
    const auto phone = scene.stage.client("room", "ios");
    const auto desk = scene.stage.client2("room", "linux");
    QVERIFY(phone && desk);
    phone->answerPayload = [](const Packet &) { return QByteArray("{\"read\":true}"); };
    QVERIFY(scene.choose("channels"));
    QCOMPARE(scene.cell("channels", 0, 0), u"room"_qs);
    QVERIFY(scene.label("sendHeading").contains(u"room"_qs));
    scene.find<PayloadEdit>("payload")->setPlainText(u"{\"hello\": \"彩虹\"}"_qs);
    scene.press("send");
    EVENTUALLY(scene.label("sendStatus").startsWith(u"2 of 2 clients answered in "_qs));
    QVERIFY(scene.label("sendDetails").contains(u"ios"_qs));
    QVERIFY(scene.label("sendDetails").contains(u"linux"_qs));
    QCOMPARE(scene.find<QPlainTextEdit>("sendAnswer")->toPlainText(), u"{\n  \"read\": true\n}"_qs);
    QVERIFY(!scene.find<QLabel>("sendLate")->isVisible());
    QCOMPARE(phone->messages().size(), 1);
    QCOMPARE(phone->messages()[0].payload, QByteArray("{\"hello\": \"彩虹\"}"));
}

void TestToolsRelay::someDoNotAnswer()
{
    Scene<ChannelsPage> scene;
    QVERIFY(scene.start());
    const auto one = scene.stage.client("room");
    const auto silent = scene.stage.client("room");
    QVERIFY(one && silent);
    silent->setAnswersMessages(false);
    QVERIFY(scene.choose("channels"));
    scene.find<QDoubleSpinBox>("timeout")->setValue(0.5);
    QTest::keyClicks(scene.find<PayloadEdit>("payload"), u"1"_qs);
    scene.press("send");
    EVENTUALLY(scene.label("sendStatus").startsWith(u"1 of 2 clients answered in "_qs));
    QVERIFY(scene.label("sendLate").contains(u"Time was up"_qs));
}

void TestToolsRelay::kicksTheLastMember()
{
    Scene<ChannelsPage> scene;
    QVERIFY(scene.start());
    const auto client = scene.stage.client("room");
    QVERIFY(client);
    QVERIFY(scene.choose("channels"));
    QVERIFY(scene.choose("members"));
    scene.press("kickMember");
    auto *box = scene.page.findChild<QMessageBox *>(u"confirm"_qs);
    QVERIFY(box);
    QTest::mouseClick(box->findChild<QPushButton *>(u"confirmAction"_qs), Qt::LeftButton);
    EVENTUALLY(!client->isOpen());
    EVENTUALLY(scene.label("memberNote").contains(u"was kicked"_qs));
    EVENTUALLY(scene.label("noticeText").contains(u"“room” is gone"_qs));
}

void TestToolsRelay::removesAMember()
{
    Scene<ChannelsPage> scene;
    QVERIFY(scene.start());
    const auto client = scene.stage.client("room");
    QVERIFY(client);
    QVERIFY(scene.choose("channels"));
    QVERIFY(scene.choose("members"));
    scene.press("removeMember");
    auto *box = scene.page.findChild<QMessageBox *>(u"confirm"_qs);
    QVERIFY(box);
    QTest::mouseClick(box->findChild<QPushButton *>(u"confirmAction"_qs), Qt::LeftButton);
    EVENTUALLY_COMPARE(scene.stage.members("room"), 0);
    EVENTUALLY(scene.label("memberNote").contains(u"was removed"_qs));
    QVERIFY(client->isOpen());
}

void TestToolsRelay::viewerMayNot()
{
    Scene<ChannelsPage> scene;
    QVERIFY(scene.start(FeedStage::ViewerToken));
    QVERIFY(!scene.find<QWidget>("sendPanel")->isVisible());
    QVERIFY(scene.label("noticeText").contains(u"viewer"_qs));
}

void TestToolsRelay::eventsComeAndAreExported()
{
    Scene<EventsPage> scene;
    QVERIFY(scene.start());
    const auto kinds = [&] {
        QStringList all;
        for (int row = 0; row < scene.find<QTableView>("events")->model()->rowCount(); ++row)
            all.append(scene.cell("events", row, EventsModel::KindColumn));
        return all;
    };
    auto client = scene.stage.client("room");
    QVERIFY(client);
    EVENTUALLY(kinds().contains(u"Connect"_qs));
    scene.client.act(u"kick"_qs, {{u"identity"_qs, QString::fromUtf8(client->identity)}},
                     &scene.page, [](const FeedAnswer &) {});
    EVENTUALLY(kinds().contains(u"Close"_qs) && kinds().contains(u"Action"_qs));
    const int row = int(kinds().indexOf(u"Close"_qs));
    QCOMPARE(scene.cell("events", row, EventsModel::ConnectionColumn),
             QString::fromUtf8(client->identity));
    QCOMPARE(scene.cell("events", row, EventsModel::CodeColumn),
             u"4500: kicked by an administrator"_qs);
    const QTemporaryDir directory;
    const QString name = directory.filePath(u"events.csv"_qs);
    scene.page.exportTo(name);
    EVENTUALLY(QFile::exists(name));
    QFile file(name);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY2(text.contains(",connect,") && text.contains(",close,"), text.constData());
}

QTEST_MAIN(TestToolsRelay)
#include "tst_toolsrelay.moc"
