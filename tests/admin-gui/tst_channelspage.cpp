// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/pagescene.h"
#include "channels/channelsmodel.h"
#include "channels/channelspage.h"
#include "channels/membersmodel.h"
#include "channels/payloadedit.h"
#include "channels/sendhistory.h"
#include "tables/pagedview.h"

#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QLabel>
#include <QLineEdit>
#include <QRadioButton>
#include <QSettings>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTableView>
#include <QTemporaryDir>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

struct Scene : PageScene<ChannelsPage> {
    Scene()
    {
        for (const char *name : {"channels", "members"})
            new QAbstractItemModelTester(find<PagedView>(name)->model(), &page);
        new QAbstractItemModelTester(sent()->model(), &page);
    }

    PagedView *channels() { return find<PagedView>("channels"); }
    PagedView *members() { return find<PagedView>("members"); }
    QTableView *sent() { return find<QTableView>("sent"); }
    PayloadEdit *payload() { return find<PayloadEdit>("payload"); }
    QString label(const char *name) { return find<QLabel>(name)->text(); }
    QString headline()
    {
        return find<QWidget>("channelsEmpty")->findChild<QLabel *>(u"emptyHeadline"_qs)->text();
    }
    static QString cell(QTableView *view, int row, int column)
    {
        return view->model()->index(row, column).data().toString();
    }
    /// Clicks on the channel in that row.
    void choose(int row)
    {
        QTest::mouseClick(channels()->viewport(), Qt::LeftButton, {},
                          channels()->visualRect(channels()->model()->index(row, 0)).center());
    }
    [[nodiscard]] bool startAndChoose(const char *token = SyntheticFeed::Token)
    {
        if (!start(token) || !waitUntil([this] { return !cell(channels(), 0, 0).isEmpty(); }))
            return false;
        choose(0);
        return waitUntil([this] { return !cell(members(), 0, 0).isEmpty(); });
    }
    bool isGone(const char *name) { return !find<QWidget>(name)->isVisible(); }
};

} // namespace

class TestChannelsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhyItIsEmpty();
    void tableShowsAndSorts();
    void filters();
    void choosingShowsMembers();
    void applicationsAreToldApart();
    void oneApplicationHasNoColumn();
    void membersAreOpened();
    void kicksAfterAQuestion();
    void removesAfterAQuestion();
    void refusedActionIsSaid();
    void sendsAndShowsWhoAnswered();
    void sendingByKeys();
    void resultsOfAllKinds_data();
    void resultsOfAllKinds();
    void jsonIsCheckedAsOneTypes();
    void formatButton();
    void textNeedsNoCheck();
    void tooLargeIsNotSent();
    void lateAnswersFindTheirRow();
    void historyIsBounded();
    void useAgain();
    void viewerSeesNoSending();
    void vanishedChannelIsSaid();
    void relayGoesAway();
    void hiddenItAsksNothing();
    void stateIsKept();
    void pictures();
};

void TestChannelsPage::saysWhyItIsEmpty()
{
    Scene scene;
    scene.page.show();
    QCOMPARE(scene.headline(), u"Not connected"_qs);
    scene.feed.relay.channels.clear();
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.headline(), u"No channels"_qs);
    QVERIFY(!scene.find<QPushButton>("send")->isEnabled());
    shoot(scene.page, u"channels-empty"_qs);
}

void TestChannelsPage::tableShowsAndSorts()
{
    Scene scene;
    scene.feed.relay.channels[5].members = 100'000;
    scene.feed.relay.channels[5].name = u"huge"_qs;
    scene.feed.relay.channels[5].rate = 1234.5;
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(Scene::cell(scene.channels(), 0, ChannelsModel::NameColumn), u"huge"_qs);
    QCOMPARE(Scene::cell(scene.channels(), 0, ChannelsModel::MembersColumn), u"100,000"_qs);
    QCOMPARE(scene.channels()->model()->rowCount(), 60);
    QVERIFY(scene.label("channelsHeading").contains(u"60"_qs));
    scene.channels()->sortByColumn(ChannelsModel::NameColumn, Qt::AscendingOrder);
    EVENTUALLY(scene.feed.requests(u"ask"_qs, u"channels"_qs).last()[u"sort"].toString()
               == u"name");
    EVENTUALLY(Scene::cell(scene.channels(), 0, 0) != u"huge");
}

void TestChannelsPage::filters()
{
    Scene scene;
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.channels()->model()->rowCount(), 60);
    QTest::keyClicks(scene.find<QLineEdit>("filter"), u"NEWS"_qs);
    EVENTUALLY_COMPARE(scene.channels()->model()->rowCount(), 1);
    QVERIFY(scene.label("channelsHeading").contains(u"1 of 60"_qs));
    scene.find<QLineEdit>("filter")->setText(u"no channel is called so"_qs);
    EVENTUALLY_COMPARE(scene.headline(), u"No channel matches"_qs);
    shoot(scene.page, u"channels-nomatch"_qs);
    QTest::mouseClick(scene.find<QWidget>("channelsEmpty")->findChild<QPushButton *>(),
                      Qt::LeftButton);
    EVENTUALLY_COMPARE(scene.channels()->model()->rowCount(), 60);
}

void TestChannelsPage::choosingShowsMembers()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    const QString name = Scene::cell(scene.channels(), 0, 0);
    QVERIFY(scene.label("membersHeading").contains(name));
    QVERIFY(scene.label("sendHeading").contains(name));
    QVERIFY(scene.members()->model()->rowCount() > 10);
    // Live: one who goes is gone.
    const QString first = Scene::cell(scene.members(), 0, 0);
    QVERIFY(scene.feed.relay.removeConnection(first));
    EVENTUALLY(Scene::cell(scene.members(), 0, 0) != first);
    scene.choose(1);
    EVENTUALLY(scene.label("membersHeading").contains(Scene::cell(scene.channels(), 1, 0)));
}

/// Two channels called news: what is chosen, who is in it and where messages go is of one of them.
void TestChannelsPage::applicationsAreToldApart()
{
    Scene scene;
    scene.feed.relay.apps = QStringList{u"default"_qs, u"shop"_qs};
    scene.feed.relay.populate(500, 60, QDateTime::currentMSecsSinceEpoch());
    QVERIFY(scene.start());
    EVENTUALLY(!scene.channels()->isColumnHidden(ChannelsModel::AppColumn));
    QTest::keyClicks(scene.find<QLineEdit>("filter"), u"news"_qs);
    EVENTUALLY_COMPARE(scene.channels()->model()->rowCount(), 2);
    scene.channels()->sortByColumn(ChannelsModel::AppColumn, Qt::AscendingOrder);
    EVENTUALLY(Scene::cell(scene.channels(), 0, ChannelsModel::AppColumn) == u"default"
               && Scene::cell(scene.channels(), 1, ChannelsModel::AppColumn) == u"shop");
    QCOMPARE(Scene::cell(scene.channels(), 1, ChannelsModel::NameColumn), u"news"_qs);
    const auto memberApp = [&scene] {
        const auto *known =
            scene.feed.relay.find(Scene::cell(scene.members(), 0, MembersModel::IdentityColumn));
        return known ? known->app : QString();
    };

    scene.choose(1);
    EVENTUALLY_COMPARE(memberApp(), u"shop"_qs);
    QVERIFY(scene.label("membersHeading").contains(u"shop › news"_qs));
    QVERIFY(scene.label("sendHeading").contains(u"shop › news"_qs));
    QTest::keyClicks(scene.payload(), u"[]"_qs);
    scene.press("send");
    EVENTUALLY_COMPARE(scene.lastAction(u"send"_qs)[u"app"].toString(), u"shop"_qs);
    QCOMPARE(scene.lastAction(u"send"_qs)[u"channel"].toString(), u"news"_qs);
    QCOMPARE(Scene::cell(scene.sent(), 0, SendHistory::ChannelColumn), u"shop › news"_qs);

    scene.choose(0);
    EVENTUALLY_COMPARE(memberApp(), u"default"_qs);
    QVERIFY(scene.label("membersHeading").startsWith(u"Members of “news”"_qs));
    scene.press("send");
    EVENTUALLY_COMPARE(scene.lastAction(u"send"_qs)[u"app"].toString(), u"default"_qs);
    QCOMPARE(Scene::cell(scene.sent(), 0, SendHistory::ChannelColumn), u"news"_qs);
    // The choice stays with the channel when rows move.
    scene.channels()->sortByColumn(ChannelsModel::AppColumn, Qt::DescendingOrder);
    EVENTUALLY(Scene::cell(scene.channels(), 0, ChannelsModel::AppColumn) == u"shop");
    EVENTUALLY_COMPARE(scene.channels()->currentIndex().row(), 1);
    QCOMPARE(memberApp(), u"default"_qs);
    shoot(scene.page, u"channels-apps"_qs);
}

void TestChannelsPage::oneApplicationHasNoColumn()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QVERIFY(scene.channels()->isColumnHidden(ChannelsModel::AppColumn));
    QVERIFY(!scene.label("membersHeading").contains(u"default"_qs));
    QVERIFY(!scene.label("sendHeading").contains(u"default"_qs));
}

void TestChannelsPage::membersAreOpened()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QSignalSpy opened(&scene.page, &ChannelsPage::openConnection);
    QVERIFY(!scene.find<QPushButton>("openMember")->isEnabled());
    const QPoint second =
        scene.members()->visualRect(scene.members()->model()->index(1, 0)).center();
    QTest::mouseClick(scene.members()->viewport(), Qt::LeftButton, {}, second);
    scene.press("openMember");
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toString(), Scene::cell(scene.members(), 1, 0));
    QTest::mouseDClick(scene.members()->viewport(), Qt::LeftButton, {}, second);
    QCOMPARE(opened.count(), 2);
    QTest::keyClick(scene.members(), Qt::Key_Return);
    QCOMPARE(opened.count(), 3);
}

void TestChannelsPage::kicksAfterAQuestion()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.members()->selectRow(0);
    const QString identity = scene.members()->currentKey();
    scene.press("kickMember");
    auto *box = scene.page.findChild<QMessageBox *>(u"confirm"_qs);
    QVERIFY(box);
    QVERIFY(box->text().contains(identity));
    QTest::keyClick(box, Qt::Key_Escape);
    EVENTUALLY(!scene.page.findChild<QMessageBox *>(u"confirm"_qs));
    QVERIFY(scene.lastAction(u"kick"_qs).isEmpty());
    scene.press("kickMember");
    QVERIFY(scene.confirm());
    EVENTUALLY_COMPARE(scene.lastAction(u"kick"_qs)[u"identity"].toString(), identity);
    EVENTUALLY(scene.label("memberNote").contains(u"was kicked"_qs));
    QVERIFY(!scene.feed.relay.find(identity));
    EVENTUALLY(scene.members()->currentKey() != identity);
}

void TestChannelsPage::removesAfterAQuestion()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.members()->selectRow(2);
    const QString identity = scene.members()->currentKey();
    scene.press("removeMember");
    QVERIFY(scene.confirm());
    EVENTUALLY_COMPARE(scene.lastAction(u"unsubscribe"_qs)[u"identity"].toString(), identity);
    QCOMPARE(scene.lastAction(u"unsubscribe"_qs)[u"channel"].toString(),
             Scene::cell(scene.channels(), 0, 0));
    EVENTUALLY(scene.label("memberNote").contains(u"was removed"_qs));
}

void TestChannelsPage::refusedActionIsSaid()
{
    Scene scene;
    scene.feed.actions[u"kick"_qs] = [](const QJsonObject &) {
        return SyntheticRelay::refusal(404, u"there is no connection x"_qs);
    };
    QVERIFY(scene.startAndChoose());
    scene.members()->selectRow(0);
    scene.press("kickMember");
    QVERIFY(scene.confirm());
    EVENTUALLY_COMPARE(scene.label("memberNote"), u"Not done: there is no connection x"_qs);
}

void TestChannelsPage::sendsAndShowsWhoAnswered()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.find<QSpinBox>("type")->setValue(7);
    scene.find<QDoubleSpinBox>("timeout")->setValue(2.5);
    QTest::keyClicks(scene.payload(), u"{\"hello\": [1, 2]}"_qs);
    scene.press("send");
    EVENTUALLY_COMPARE(scene.label("sendStatus"), u"2 of 3 clients answered in 129 ms."_qs);
    QVERIFY(scene.label("sendLate").contains(u"2.5"_qs));
    QCOMPARE(scene.label("sendDetails"), u"Platforms: Android, iOS"_qs);
    QCOMPARE(scene.find<QPlainTextEdit>("sendAnswer")->toPlainText(), u"{\n  \"read\": true\n}"_qs);
    const QJsonObject action = scene.lastAction(u"send"_qs);
    QCOMPARE(action[u"channel"].toString(), Scene::cell(scene.channels(), 0, 0));
    QCOMPARE(action[u"type"].toInt(), 7);
    QCOMPARE(action[u"qos"].toInt(), 1);
    QCOMPARE(action[u"timeoutMs"].toInt(), 2500);
    QCOMPARE(action[u"payload"].toString(), u"{\"hello\": [1, 2]}"_qs);
    QCOMPARE(Scene::cell(scene.sent(), 0, SendHistory::ResultColumn), u"2 of 3"_qs);
    shoot(scene.page, u"channels-sent"_qs);
}

void TestChannelsPage::sendingByKeys()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QTest::keyClicks(scene.payload(), u"[]"_qs);
    EVENTUALLY(scene.isFocused(scene.payload()));
    QTest::keyClick(scene.payload(), Qt::Key_Return, Qt::ControlModifier);
    EVENTUALLY_COMPARE(scene.lastAction(u"send"_qs)[u"payload"].toString(), u"[]"_qs);
    QCOMPARE(scene.payload()->toPlainText(), u"[]"_qs);
}

void TestChannelsPage::resultsOfAllKinds_data()
{
    QTest::addColumn<int>("qos");
    QTest::addColumn<QJsonObject>("answer");
    QTest::addColumn<QString>("status");
    QTest::addColumn<QString>("shown");
    const QJsonObject ok{{u"ok"_qs, true}};
    const auto with = [ok](QJsonObject more) {
        more[u"ok"] = true;
        more[u"tookMs"] = 1.5;
        return more;
    };
    QTest::newRow("nobody") << 1 << with({{u"matched"_qs, 0}, {u"confirmed"_qs, 0}})
                            << u"Nobody is in the channel."_qs << QString();
    QTest::newRow("QoS 0") << 0 << with({{u"matched"_qs, 3}, {u"confirmed"_qs, 3}})
                           << u"Put out to 3 client(s) in 1.5 ms."_qs << QString();
    QTest::newRow("all") << 2
                         << with({{u"matched"_qs, 2},
                                  {u"confirmed"_qs, 2},
                                  {u"timedOut"_qs, false},
                                  {u"answer"_qs, u"plain text"_qs}})
                         << u"2 of 2 clients answered in 1.5 ms."_qs << u"plain text"_qs;
    QTest::newRow("binary")
        << 1 << with({{u"matched"_qs, 1}, {u"confirmed"_qs, 1}, {u"answerBase64"_qs, u"//79"_qs}})
        << u"1 of 1 clients answered in 1.5 ms."_qs
        << u"The last answer is no text; in Base64:\n//79"_qs;
    QTest::newRow("refused") << 1 << SyntheticRelay::refusal(400, u"type is a number"_qs)
                             << u"Not sent: type is a number"_qs << QString();
    QTest::newRow("nonsense") << 1 << ok << u"Nobody is in the channel."_qs << QString();
}

void TestChannelsPage::resultsOfAllKinds()
{
    QFETCH(int, qos);
    QFETCH(QJsonObject, answer);
    QFETCH(QString, status);
    QFETCH(QString, shown);
    Scene scene;
    scene.feed.actions[u"send"_qs] = [answer](const QJsonObject &) { return answer; };
    QVERIFY(scene.startAndChoose());
    scene.find<QComboBox>("qos")->setCurrentIndex(qos);
    QCOMPARE(scene.find<QDoubleSpinBox>("timeout")->isEnabled(), qos > 0);
    QTest::keyClicks(scene.payload(), u"1"_qs);
    scene.press("send");
    EVENTUALLY_COMPARE(scene.label("sendStatus"), status);
    QCOMPARE(scene.find<QPlainTextEdit>("sendAnswer")->toPlainText(), shown);
}

void TestChannelsPage::jsonIsCheckedAsOneTypes()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    auto *send = scene.find<QPushButton>("send");
    QVERIFY(!send->isEnabled());
    QTest::keyClicks(scene.payload(), u"{\"a\": 1"_qs);
    QVERIFY2(scene.label("check").startsWith(u"Line 1, column 8:"_qs),
             qPrintable(scene.label("check")));
    QVERIFY(!send->isEnabled());
    QCOMPARE(scene.payload()->extraSelections().size(), 1);
    // Sending by keys goes to what is wrong instead.
    QTest::keyClick(scene.payload(), Qt::Key_Home);
    EVENTUALLY(scene.isFocused(scene.payload()));
    QTest::keyClick(scene.payload(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(scene.payload()->textCursor().position(), 7);
    QVERIFY(scene.lastAction(u"send"_qs).isEmpty());
    QTest::keyClick(scene.payload(), Qt::Key_End);
    QTest::keyClicks(scene.payload(), u"}"_qs);
    QCOMPARE(scene.label("check"), u"Valid JSON"_qs);
    QVERIFY(send->isEnabled());
    QVERIFY(scene.payload()->extraSelections().isEmpty());
    QTest::keyClick(scene.payload(), Qt::Key_Return);
    QTest::keyClicks(scene.payload(), u"x"_qs);
    QVERIFY(scene.label("check").startsWith(u"Line 2, column 1:"_qs));
    shoot(scene.page, u"channels-badjson"_qs);
}

void TestChannelsPage::formatButton()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QTest::keyClicks(scene.payload(), u"{\"z\":1,\"a\":[2]}"_qs);
    scene.press("format");
    QCOMPARE(scene.payload()->toPlainText(), u"{\n  \"z\": 1,\n  \"a\": [\n    2\n  ]\n}"_qs);
    scene.payload()->undo();
    QCOMPARE(scene.payload()->toPlainText(), u"{\"z\":1,\"a\":[2]}"_qs);
    scene.payload()->setPlainText(u"{"_qs);
    QVERIFY(!scene.find<QPushButton>("format")->isEnabled());
}

void TestChannelsPage::textNeedsNoCheck()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QTest::keyClicks(scene.payload(), u"no JSON at all {"_qs);
    QVERIFY(!scene.find<QPushButton>("send")->isEnabled());
    QTest::mouseClick(scene.find<QRadioButton>("text"), Qt::LeftButton);
    QVERIFY(scene.find<QPushButton>("send")->isEnabled());
    QVERIFY(scene.isGone("check"));
    scene.press("send");
    EVENTUALLY_COMPARE(scene.lastAction(u"send"_qs)[u"payload"].toString(), u"no JSON at all {"_qs);
    // An empty text is a message, too.
    scene.payload()->clear();
    QVERIFY(scene.find<QPushButton>("send")->isEnabled());
}

void TestChannelsPage::tooLargeIsNotSent()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    QTest::mouseClick(scene.find<QRadioButton>("text"), Qt::LeftButton);
    // Quotes take two bytes each on the way.
    scene.payload()->setPlainText(QString(40 * 1024, u'"'));
    QVERIFY(!scene.find<QPushButton>("send")->isEnabled());
    QVERIFY(scene.label("check").contains(u"64"_qs));
    scene.payload()->setPlainText(QString(63 * 1024, u'x'));
    QVERIFY(scene.find<QPushButton>("send")->isEnabled());
    scene.press("send");
    EVENTUALLY(scene.lastAction(u"send"_qs)[u"payload"].toString().size() == 63 * 1024);
    QVERIFY(scene.isOpen());
}

void TestChannelsPage::lateAnswersFindTheirRow()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.feed.actions[u"send"_qs] = [](const QJsonObject &action) {
        const int number = action[u"payload"].toString().toInt();
        return QJsonObject{{u"ok"_qs, true}, {u"matched"_qs, 9}, {u"confirmed"_qs, number}};
    };
    scene.feed.setMute(true);
    for (const auto *payload : {u"1", u"2"}) {
        scene.payload()->setPlainText(QString::fromUtf16(payload));
        scene.press("send");
    }
    QCOMPARE(scene.label("sendStatus"), u"Waiting for answers…"_qs);
    EVENTUALLY(scene.feed.requests(u"do"_qs, u"send"_qs).size() == 2);
    scene.feed.setMute(false);
    EVENTUALLY_COMPARE(Scene::cell(scene.sent(), 0, SendHistory::ResultColumn), u"2 of 9"_qs);
    QCOMPARE(Scene::cell(scene.sent(), 1, SendHistory::ResultColumn), u"1 of 9"_qs);
    scene.sent()->selectRow(1);
    QVERIFY(scene.label("sendStatus").startsWith(u"1 of 9"_qs));
    // What the relay cannot answer any more is not waited for.
    scene.feed.setMute(true);
    scene.press("send");
    EVENTUALLY(scene.feed.requests(u"do"_qs, u"send"_qs).size() == 3);
    scene.feed.stop();
    EVENTUALLY_COMPARE(Scene::cell(scene.sent(), 0, SendHistory::ResultColumn), u"failed"_qs);
}

void TestChannelsPage::historyIsBounded()
{
    SendHistory history;
    const QAbstractItemModelTester tester(&history);
    SentMessage message;
    qint64 first = 0;
    for (int i = 0; i < 2 * SendHistory::MaxRows; ++i) {
        message.payload = QString::number(i);
        const qint64 number = history.add(message);
        if (i == 0)
            first = number;
    }
    QCOMPARE(history.rowCount(), SendHistory::MaxRows);
    QCOMPARE(history.message(0).payload, u"99"_qs);
    QCOMPARE(history.message(SendHistory::MaxRows - 1).payload, u"50"_qs);
    QSignalSpy changed(&history, &QAbstractItemModel::dataChanged);
    history.take(first, {}); // it is gone
    QCOMPARE(changed.count(), 0);
}

void TestChannelsPage::useAgain()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.find<QSpinBox>("type")->setValue(9);
    scene.find<QComboBox>("qos")->setCurrentIndex(2);
    scene.payload()->setPlainText(u"[9]"_qs);
    scene.press("send");
    scene.find<QSpinBox>("type")->setValue(1);
    scene.find<QComboBox>("qos")->setCurrentIndex(0);
    scene.payload()->setPlainText(u"[]"_qs);
    scene.press("again");
    QCOMPARE(scene.payload()->toPlainText(), u"[9]"_qs);
    QCOMPARE(scene.find<QSpinBox>("type")->value(), 9);
    QCOMPARE(scene.find<QComboBox>("qos")->currentIndex(), 2);
}

void TestChannelsPage::viewerSeesNoSending()
{
    Scene scene;
    QVERIFY(scene.startAndChoose(SyntheticFeed::ViewerToken));
    for (const char *name : {"sendPanel", "kickMember", "removeMember"})
        QVERIFY2(scene.isGone(name), name);
    QVERIFY(!scene.isGone("openMember"));
    QVERIFY(scene.label("noticeText").contains(u"viewer"_qs));
    shoot(scene.page, u"channels-viewer"_qs);
    // The same relay with the other token.
    scene.client.open(scene.feed.url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(!scene.isGone("sendPanel"));
    QVERIFY(scene.isGone("noticeText"));
}

void TestChannelsPage::vanishedChannelIsSaid()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    const SyntheticChannel channel = scene.feed.relay.channels.takeFirst();
    QVERIFY(scene.label("membersHeading").contains(channel.name));
    EVENTUALLY(scene.label("noticeText").contains(channel.name));
    QVERIFY(!scene.isGone("noticeText"));
    shoot(scene.page, u"channels-gone"_qs);
    scene.feed.relay.channels.prepend(channel);
    EVENTUALLY(scene.isGone("noticeText"));
    EVENTUALLY(scene.members()->isVisible());
}

void TestChannelsPage::relayGoesAway()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.payload()->setPlainText(u"1"_qs);
    QVERIFY(scene.find<QPushButton>("send")->isEnabled());
    scene.feed.stop();
    EVENTUALLY(!scene.isOpen());
    QVERIFY(!scene.find<QPushButton>("send")->isEnabled());
    QVERIFY(scene.label("noticeText").contains(u"Not connected"_qs));
    QVERIFY(scene.channels()->isVisible());
    QVERIFY(scene.feed.start());
    EVENTUALLY(scene.find<QPushButton>("send")->isEnabled());
    QVERIFY(scene.isGone("noticeText"));
}

void TestChannelsPage::hiddenItAsksNothing()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.page.hide();
    (void)holdsFor(100ms, [] { return true; });
    scene.feed.clearRequests();
    QVERIFY(holdsFor(1500ms, [&] {
        return scene.feed.requests(u"ask"_qs, u"channels"_qs).isEmpty()
            && scene.feed.requests(u"ask"_qs, u"channel"_qs).isEmpty();
    }));
    scene.page.show();
    EVENTUALLY(!scene.feed.requests(u"ask"_qs, u"channel"_qs).isEmpty());
}

void TestChannelsPage::stateIsKept()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    {
        Scene scene;
        scene.find<QLineEdit>("filter")->setText(u"news"_qs);
        scene.find<QSpinBox>("type")->setValue(77);
        scene.find<QComboBox>("qos")->setCurrentIndex(2);
        scene.page.saveState(settings);
    }
    Scene scene;
    scene.page.restoreState(settings);
    QCOMPARE(scene.find<QSpinBox>("type")->value(), 77);
    QCOMPARE(scene.find<QComboBox>("qos")->currentIndex(), 2);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.channels()->model()->rowCount(), 1);
}

void TestChannelsPage::pictures()
{
    Scene scene;
    QVERIFY(scene.startAndChoose());
    scene.members()->selectRow(3);
    scene.payload()->setPlainText(u"{\n  \"title\": \"彩虹\",\n  \"read\": false\n}"_qs);
    shoot(scene.page, u"channels-full"_qs);
    scene.page.resize(824, 600);
    shoot(scene.page, u"channels-narrow"_qs);
}

QTEST_MAIN(TestChannelsPage)
#include "tst_channelspage.moc"
