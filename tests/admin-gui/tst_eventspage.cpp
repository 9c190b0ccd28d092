// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/pagescene.h"
#include "log/eventsmodel.h"
#include "log/eventspage.h"
#include "log/followtable.h"

#include <QAbstractItemModelTester>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QProgressBar>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QToolButton>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

namespace {

struct Scene : PageScene<EventsPage> {
    Scene()
    {
        feed.relay = SyntheticRelay();
        QAbstractItemModel *model = table()->model();
        tester = new QAbstractItemModelTester(model, &page);
    }

    FollowTable *table() { return find<FollowTable>("events"); }
    int rows() { return table()->model()->rowCount(); }
    QString text(int row, int column = EventsModel::TextColumn)
    {
        return table()->model()->index(row, column).data().toString();
    }
    QString lastText() { return text(rows() - 1); }
    void happen(const QString &kind, const QString &what, const QString &identity = {},
                int code = 0)
    {
        feed.relay.addEvent({{u"kind"_qs, kind},
                             {u"worker"_qs, 1},
                             {u"identity"_qs, identity},
                             {u"address"_qs, u"10.0.0.7"_qs},
                             {u"code"_qs, code},
                             {u"text"_qs, what}},
                            QDateTime::currentMSecsSinceEpoch());
    }
    void happen(int count, const QString &kind = u"connect"_qs)
    {
        for (int i = 0; i < count; ++i)
            happen(kind, u"event %1"_qs.arg(i));
    }
    QScrollBar *bar() { return table()->verticalScrollBar(); }
    bool isAtEnd() { return bar()->value() == bar()->maximum(); }
    void pressKind(const char *name) { QTest::mouseClick(find<QToolButton>(name), Qt::LeftButton); }

    QAbstractItemModelTester *tester;
};

QByteArray contents(const QString &fileName)
{
    QFile file(fileName);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(no file)");
}

} // namespace

class TestEventsPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void saysWhyItIsEmpty();
    void showsWhatHappens();
    void codesHaveWords();
    void filtersByKindAndText();
    void followsUntilOneScrollsAway();
    void staysInPlaceWhenOldOnesGo();
    void tenThousandAtMost();
    void detailsAndDoubleClick();
    void markupIsNone();
    void lostOnesAreSaid();
    void goesOnAfterABreak();
    void relayStartsAnew();
    void anotherRelay();
    void hiddenItAsksNothing();
    void exportsWhatMatches();
    void exportByTheDialog();
    void exportCanBeCancelled();
    void exportSaysWhatIsWrong();
    void stateIsKept();
    void pictures();
};

void TestEventsPage::saysWhyItIsEmpty()
{
    Scene scene;
    scene.page.show();
    auto *headline = scene.find<QLabel>("emptyHeadline");
    QCOMPARE(headline->text(), u"Not connected"_qs);
    QVERIFY(!scene.find<QPushButton>("export")->isEnabled());
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(headline->text(), u"Nothing has happened yet"_qs);
    shoot(scene.page, u"events-empty"_qs);
}

void TestEventsPage::showsWhatHappens()
{
    Scene scene;
    scene.happen(u"connect"_qs, u"iOS, rainbow.2"_qs, u"abc"_qs);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 1);
    QCOMPARE(scene.text(0, EventsModel::KindColumn), u"Connect"_qs);
    QCOMPARE(scene.text(0, EventsModel::ConnectionColumn), u"abc"_qs);
    QCOMPARE(scene.text(0, EventsModel::AddressColumn), u"10.0.0.7"_qs);
    QCOMPARE(scene.text(0), u"iOS, rainbow.2"_qs);
    QCOMPARE(scene.text(0, EventsModel::CodeColumn), QString());
    scene.happen(u"close"_qs, u"bye"_qs, u"abc"_qs, 1009);
    EVENTUALLY_COMPARE(scene.rows(), 2);
    QCOMPARE(scene.text(1, EventsModel::CodeColumn), u"1009: message too large"_qs);
    // It is asked for what is new only.
    EVENTUALLY(scene.feed.requests().last()[u"after"].toInt() == 2);
}

void TestEventsPage::codesHaveWords()
{
    const auto words = [](int code) {
        return FeedEvent::fromJson({{u"kind"_qs, u"close"_qs}, {u"code"_qs, code}}).codeText();
    };
    QCOMPARE(words(0), QString());
    QCOMPARE(words(1001), u"1001: going away"_qs);
    QCOMPARE(words(4500), u"4500: kicked by an administrator"_qs);
    QCOMPARE(words(429), u"429: too many"_qs);
    QCOMPARE(words(4321), u"4321"_qs);
    QCOMPARE(words(-7), u"-7"_qs);
    // A newer relay may know kinds that this dashboard does not.
    const FeedEvent odd = FeedEvent::fromJson({{u"kind"_qs, u"migration"_qs}});
    QCOMPARE(odd.title(), u"migration"_qs);
}

void TestEventsPage::filtersByKindAndText()
{
    Scene scene;
    scene.happen(3, u"connect"_qs);
    scene.happen(2, u"refusal"_qs);
    scene.happen(u"error"_qs, u"disk Full"_qs, u"f00d"_qs);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 6);
    QVERIFY(scene.find<QToolButton>("kind_connect")->text().endsWith(u"3"_qs));
    QVERIFY(scene.find<QToolButton>("kindAll")->isChecked());
    scene.pressKind("kind_refusal");
    QCOMPARE(scene.rows(), 2);
    QVERIFY(!scene.find<QToolButton>("kindAll")->isChecked());
    scene.pressKind("kind_error");
    QCOMPARE(scene.rows(), 3);
    QCOMPARE(scene.find<QLabel>("count")->text(), u"3 of 6"_qs);
    QTest::keyClicks(scene.find<QLineEdit>("filter"), u"full"_qs);
    QCOMPARE(scene.rows(), 1);
    QCOMPARE(scene.text(0), u"disk Full"_qs);
    scene.pressKind("kindAll");
    QCOMPARE(scene.rows(), 1);
    // New ones pass the same filter.
    scene.happen(u"limit"_qs, u"max_backlog"_qs, u"f00d"_qs);
    scene.happen(u"limit"_qs, u"queue full again"_qs);
    EVENTUALLY_COMPARE(scene.rows(), 2);
    QCOMPARE(scene.lastText(), u"queue full again"_qs);
    scene.find<QLineEdit>("filter")->setText(u"nothing has this"_qs);
    QCOMPARE(scene.rows(), 0);
    QCOMPARE(scene.find<QLabel>("emptyHeadline")->text(), u"No event matches"_qs);
    QTest::mouseClick(scene.find<QPushButton>("emptyButton"), Qt::LeftButton);
    QCOMPARE(scene.rows(), 8);
    // Ctrl+F goes to the filter.
    EVENTUALLY(scene.isFocused(scene.table()));
    QTest::keyClick(scene.table(), Qt::Key_F, Qt::ControlModifier);
    EVENTUALLY(scene.find<QLineEdit>("filter")->hasFocus());
}

void TestEventsPage::followsUntilOneScrollsAway()
{
    Scene scene;
    scene.happen(200);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 200);
    EVENTUALLY(scene.bar()->maximum() > 0 && scene.isAtEnd());
    auto *follow = scene.find<QToolButton>("follow");
    QVERIFY(follow->isChecked());
    scene.bar()->triggerAction(QScrollBar::SliderPageStepSub);
    QVERIFY(!follow->isChecked());
    const int value = scene.bar()->value();
    scene.happen(50);
    EVENTUALLY_COMPARE(scene.rows(), 250);
    QVERIFY(holdsFor(100ms, [&] { return scene.bar()->value() == value; }));
    QTest::mouseClick(follow, Qt::LeftButton);
    EVENTUALLY(scene.isAtEnd());
    scene.happen(1);
    EVENTUALLY_COMPARE(scene.rows(), 251);
    EVENTUALLY(scene.isAtEnd());
    // Choosing one is reading it; scrolling to the end is following again.
    scene.table()->selectRow(240);
    QVERIFY(!follow->isChecked());
    scene.bar()->triggerAction(QScrollBar::SliderToMinimum);
    scene.bar()->triggerAction(QScrollBar::SliderToMaximum);
    QVERIFY(follow->isChecked());
}

void TestEventsPage::staysInPlaceWhenOldOnesGo()
{
    Scene scene;
    scene.happen(EventsModel::MaxRows);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), EventsModel::MaxRows);
    scene.bar()->setValue(5000);
    scene.bar()->triggerAction(QScrollBar::SliderSingleStepAdd);
    QVERIFY(!scene.table()->isFollowing());
    const QString top = scene.text(scene.table()->rowAt(0));
    const QString before = scene.lastText();
    scene.happen(u"error"_qs, u"the newest"_qs);
    scene.happen(100);
    EVENTUALLY(scene.text(scene.rows() - 101) == u"the newest"_qs);
    QCOMPARE(scene.rows(), EventsModel::MaxRows);
    QCOMPARE(scene.text(scene.table()->rowAt(0)), top);
    QCOMPARE(scene.text(scene.rows() - 102), before);
}

void TestEventsPage::tenThousandAtMost()
{
    EventsModel model;
    const QAbstractItemModelTester tester(&model);
    QList<FeedEvent> events;
    for (int i = 1; i <= 12'000; ++i)
        events.append(
            FeedEvent::fromJson({{u"seq"_qs, i},
                                 {u"at"_qs, i},
                                 {u"kind"_qs, i % 2 == 0 ? u"connect"_qs : u"close"_qs}}));
    model.append(events);
    QCOMPARE(model.rowCount(), EventsModel::MaxRows);
    QCOMPARE(model.eventAt(0).seq, 2001);
    QCOMPARE(model.count(FeedEvent::Kind::Connect), 5000);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.append({FeedEvent::gap(1, u"gap"_qs)});
    QCOMPARE(removed.count(), 1);
    QCOMPARE(model.rowCount(), EventsModel::MaxRows);
    QCOMPARE(model.count(FeedEvent::Kind::Close), 4999);
    model.append({});
    QCOMPARE(model.eventAt(model.rowCount() - 1).text, u"gap"_qs);
    model.clear();
    QCOMPARE(model.rowCount(), 0);
    QCOMPARE(model.count(FeedEvent::Kind::Connect), 0);
}

void TestEventsPage::detailsAndDoubleClick()
{
    Scene scene;
    scene.happen(u"close"_qs, u"a long story\nin two lines"_qs, u"abc"_qs, 1013);
    scene.happen(u"error"_qs, u"about nobody"_qs);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 2);
    QSignalSpy opened(&scene.page, &EventsPage::openConnection);
    const auto centre = [&](int row) {
        return scene.table()->visualRect(scene.table()->model()->index(row, 1)).center();
    };
    QTest::mouseClick(scene.table()->viewport(), Qt::LeftButton, {}, centre(0));
    QCOMPARE(scene.find<QLabel>("eventText")->text(), u"a long story\nin two lines"_qs);
    QCOMPARE(scene.find<QLabel>("eventCode")->text(), u"1013: too slow; to come again later"_qs);
    scene.press("openConnection");
    QCOMPARE(opened.count(), 1);
    QTest::mouseDClick(scene.table()->viewport(), Qt::LeftButton, {}, centre(0));
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened.last().first().toString(), u"abc"_qs);
    QTest::keyClick(scene.table(), Qt::Key_Return);
    QCOMPARE(opened.count(), 3);
    QTest::mouseDClick(scene.table()->viewport(), Qt::LeftButton, {}, centre(1));
    QCOMPARE(opened.count(), 3);
    QVERIFY(!scene.find<QPushButton>("openConnection")->isVisible());
}

void TestEventsPage::markupIsNone()
{
    Scene scene;
    scene.happen(u"refusal"_qs, u"<img src=x> <b>no</b>"_qs, u"<i>x</i>"_qs);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 1);
    scene.table()->selectRow(0);
    QCOMPARE(scene.find<QLabel>("eventText")->textFormat(), Qt::PlainText);
    const QString tip =
        scene.table()->model()->index(0, EventsModel::TextColumn).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(u"&lt;img"_qs) && !tip.contains(u"<b>"_qs));
}

void TestEventsPage::lostOnesAreSaid()
{
    Scene scene;
    scene.happen(2);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 2);
    scene.happen(5);
    scene.feed.relay.events.remove(2, 3); // they went before they were fetched
    EVENTUALLY_COMPARE(scene.rows(), 5);
    QVERIFY2(scene.text(2).startsWith(u"3 "_qs), qPrintable(scene.text(2)));
    QCOMPARE(scene.text(2, EventsModel::KindColumn), u"Gap"_qs);
    // A filter does not hide that something is missing.
    scene.pressKind("kind_error");
    QCOMPARE(scene.rows(), 1);
}

void TestEventsPage::goesOnAfterABreak()
{
    Scene scene;
    scene.happen(4);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 4);
    scene.feed.stop();
    EVENTUALLY(!scene.isOpen());
    QVERIFY(scene.find<QLabel>("noticeText")->isVisible());
    scene.happen(u"resume"_qs, u"meanwhile"_qs);
    QVERIFY(scene.feed.start());
    EVENTUALLY(scene.isOpen());
    EVENTUALLY_COMPARE(scene.rows(), 5);
    QCOMPARE(scene.lastText(), u"meanwhile"_qs);
    QVERIFY(!scene.find<QLabel>("noticeText")->isVisible());
}

void TestEventsPage::relayStartsAnew()
{
    Scene scene;
    scene.happen(4);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 4);
    scene.feed.stop();
    EVENTUALLY(!scene.isOpen());
    // As many events as before, of another life.
    scene.feed.relay = SyntheticRelay();
    for (int i = 0; i < 6; ++i)
        scene.feed.relay.addEvent({{u"kind"_qs, u"error"_qs}, {u"text"_qs, u"second life"_qs}},
                                  QDateTime::currentMSecsSinceEpoch() + 60'000 + i);
    QVERIFY(scene.feed.start());
    EVENTUALLY_COMPARE(scene.rows(), 4 + 1 + 6);
    QCOMPARE(scene.text(4), u"The relay has been started anew."_qs);
    QCOMPARE(scene.text(5), u"second life"_qs);
}

void TestEventsPage::anotherRelay()
{
    Scene scene;
    scene.happen(4);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 4);
    SyntheticFeed other;
    other.setAlive(false);
    other.relay.addEvent({{u"kind"_qs, u"error"_qs}, {u"text"_qs, u"other"_qs}}, 1);
    QVERIFY(other.start());
    scene.client.open(other.url(), QString::fromLatin1(SyntheticFeed::Token));
    EVENTUALLY(scene.rows() == 1 && scene.text(0) == u"other"_qs);
}

void TestEventsPage::hiddenItAsksNothing()
{
    Scene scene;
    scene.happen(1);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 1);
    scene.page.hide();
    (void)holdsFor(100ms, [] { return true; });
    scene.feed.clearRequests();
    scene.happen(1);
    QVERIFY(
        holdsFor(1500ms, [&] { return scene.feed.requests(u"ask"_qs, u"events"_qs).isEmpty(); }));
    scene.page.show();
    EVENTUALLY_COMPARE(scene.rows(), 2);
}

void TestEventsPage::exportsWhatMatches()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"events.csv"_qs);
    Scene scene;
    scene.happen(1200); // three pages
    scene.feed.relay.addEvent({{u"kind"_qs, u"refusal"_qs},
                               {u"worker"_qs, -1},
                               {u"identity"_qs, u"=HYPERLINK(\"http://x\")"_qs},
                               {u"address"_qs, u"@x"_qs},
                               {u"code"_qs, 403},
                               {u"text"_qs, u"彩虹, \"quoted\"\nsecond line"_qs}},
                              1'700'000'000'123);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 1201);
    scene.page.exportTo(file);
    auto *note = scene.find<QLabel>("exportNote");
    EVENTUALLY(note->text().startsWith(u"1201 "_qs));
    const QByteArray all = contents(file);
    QCOMPARE(all.count("\r\n"), 1 + 1201);
    QVERIFY(all.startsWith("seq,time,kind,worker,identity,address,code,text\r\n1,"));
    QVERIFY(all.endsWith("\r\n1201,2023-11-14T22:13:20.123Z,refusal,node,"
                         "\"'=HYPERLINK(\"\"http://x\"\")\",'@x,403,"
                         "\"彩虹, \"\"quoted\"\"\nsecond line\"\r\n"));

    scene.pressKind("kind_refusal");
    scene.page.exportTo(file);
    EVENTUALLY(note->text().startsWith(u"1 "_qs));
    QCOMPARE(contents(file).count("\r\n"), 2);
    QVERIFY(!scene.find<QPushButton>("exportCancel")->isVisible());
}

void TestEventsPage::exportByTheDialog()
{
    const QTemporaryDir directory;
    Scene scene;
    scene.happen(3);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 3);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    scene.press("export");
    QPointer<QFileDialog> dialog = scene.page.findChild<QFileDialog *>(u"exportDialog"_qs);
    QVERIFY(dialog);
    auto *name = dialog->findChild<QLineEdit *>(u"fileNameEdit"_qs);
    QVERIFY(name);
    name->setText(directory.filePath(u"mine"_qs)); // gets its ending
    QTest::keyClick(name, Qt::Key_Return);
    EVENTUALLY(QFile::exists(directory.filePath(u"mine.csv"_qs)));
    EVENTUALLY(!dialog);
}

void TestEventsPage::exportCanBeCancelled()
{
    const QTemporaryDir directory;
    const QString file = directory.filePath(u"events.csv"_qs);
    Scene scene;
    scene.happen(1200);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 1200);
    scene.feed.setMute(true);
    scene.page.exportTo(file);
    EVENTUALLY(scene.feed.unanswered() > 0);
    QVERIFY(scene.find<QProgressBar>("exportProgress")->isVisible());
    QVERIFY(!scene.find<QPushButton>("export")->isEnabled());
    shoot(scene.page, u"events-exporting"_qs);
    scene.press("exportCancel");
    scene.feed.setMute(false);
    QVERIFY(holdsFor(200ms, [&] { return !QFile::exists(file); }));
    QVERIFY(QDir(directory.path()).isEmpty());
    QVERIFY(scene.find<QPushButton>("export")->isEnabled());
    QCOMPARE(scene.find<QLabel>("exportNote")->text(), u"The export was cancelled."_qs);
}

void TestEventsPage::exportSaysWhatIsWrong()
{
    const QTemporaryDir directory;
    Scene scene;
    scene.happen(3);
    QVERIFY(scene.start());
    EVENTUALLY_COMPARE(scene.rows(), 3);
    auto *note = scene.find<QLabel>("exportNote");
    scene.page.exportTo(directory.filePath(u"no/such/directory.csv"_qs));
    EVENTUALLY(note->text().contains(u"was not written"_qs));

    // The relay goes in the middle of it.
    const QString file = directory.filePath(u"events.csv"_qs);
    scene.feed.setMute(true);
    scene.page.exportTo(file);
    EVENTUALLY(scene.feed.unanswered() > 0);
    scene.feed.stop();
    EVENTUALLY(note->text().contains(u"events.csv was not written"_qs));
    QVERIFY(QDir(directory.path()).isEmpty());
}

void TestEventsPage::stateIsKept()
{
    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"s.ini"_qs), QSettings::IniFormat);
    {
        Scene scene;
        scene.page.show();
        scene.find<QLineEdit>("filter")->setText(u"abc"_qs);
        scene.pressKind("kind_limit");
        scene.page.saveState(settings);
    }
    Scene scene;
    scene.page.restoreState(settings);
    QCOMPARE(scene.find<QLineEdit>("filter")->text(), u"abc"_qs);
    QVERIFY(scene.find<QToolButton>("kind_limit")->isChecked());
    QVERIFY(!scene.find<QToolButton>("kindAll")->isChecked());
}

void TestEventsPage::pictures()
{
    Scene scene;
    scene.feed.relay.populate(2000, 100, QDateTime::currentMSecsSinceEpoch());
    scene.feed.relay.isBusinessFailing = true;
    for (int i = 0; i < 300; ++i)
        scene.feed.relay.liveOn(QDateTime::currentMSecsSinceEpoch() - (300 - i) * 1000);
    scene.happen(u"action"_qs, u"kick 0f9a… by alice, done"_qs, u"0f9a"_qs, 200);
    QVERIFY(scene.start());
    EVENTUALLY(scene.rows() > 300);
    shoot(scene.page, u"events-full"_qs);
    scene.table()->selectRow(scene.rows() - 3);
    shoot(scene.page, u"events-details"_qs);
}

QTEST_MAIN(TestEventsPage)
#include "tst_eventspage.moc"
