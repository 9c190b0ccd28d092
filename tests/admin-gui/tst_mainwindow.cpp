// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "admin-gui/syntheticfeed.h"
#include "connectionstatus.h"
#include "feed/feedclient.h"
#include "mainwindow.h"
#include "page.h"
#include "settings/keychain.h"
#include "settings/language.h"
#include "settings/relaybook.h"
#include "settings/relaydialog.h"
#include "settings/relayopener.h"
#include "settings/theme.h"
#include "settings/tokendialog.h"
#include "settings/tokenstore.h"
#include "support/testing.h"

#include <QAbstractButton>
#include <QAction>
#include <QComboBox>
#include <QDateTime>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QProcess>
#include <QPushButton>
#include <QRegularExpression>
#include <QSettings>
#include <QTemporaryDir>
#include <QTemporaryFile>
#include <QTest>
#include <QTimer>
#include <QToolButton>
#include <QTranslator>
#include <QTreeView>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;

using State = FeedClient::State;

namespace {

/// Keeps them while the test runs.
class MemoryKeychain : public Keychain {
public:
    void read(const QString &key, QObject *context, Handler handler) override
    {
        const bool known = m_secrets.contains(key);
        answer(context, handler, {known ? Outcome::Done : Outcome::Missing, m_secrets[key], {}});
    }
    void write(const QString &key, const QString &secret, QObject *context,
               Handler handler) override
    {
        m_secrets[key] = secret;
        answer(context, handler, {Outcome::Done, {}, {}});
    }
    void remove(const QString &key, QObject *context, Handler handler) override
    {
        m_secrets.remove(key);
        answer(context, handler, {Outcome::Done, {}, {}});
    }

private:
    static void answer(QObject *context, const Handler &handler, const Result &result)
    {
        QTimer::singleShot(0, context, [handler, result] { handler(result); });
    }

    QHash<QString, QString> m_secrets;
};

/// A language whose every word is 译: what else is seen was never translated.
class PseudoChinese : public QTranslator {
public:
    [[nodiscard]] bool isEmpty() const override { return false; }
    [[nodiscard]] QString translate(const char *, const char *source, const char *,
                                    int) const override
    {
        // What is put in stays.
        static const QRegularExpression placeholder(u"%L?[0-9n]|&"_qs);
        QString text;
        auto matches = placeholder.globalMatch(QString::fromUtf8(source));
        while (matches.hasNext())
            text += matches.next().captured();
        return u"译"_qs + text;
    }
};

/// The program as it runs, and a relay for it.
struct Stage {
    explicit Stage(const QString &settingsFile)
        : settings(settingsFile, QSettings::IniFormat), language(settings), theme(settings),
          book(settings), tokens(std::make_unique<MemoryKeychain>())
    {
        feed.setAlive(false);
        feed.relay.populate(250, 20, QDateTime::currentMSecsSinceEpoch());
        started = feed.start();
        makeWindow();
    }

    void makeWindow()
    {
        window.reset();
        window =
            std::make_unique<MainWindow>(Services{settings, language, theme, book, tokens, client});
        window->show();
    }
    /// The relay, known by that token.
    QString addRelay(const char *token = SyntheticFeed::Token)
    {
        const QString id = book.add(u"Production"_qs, feed.url());
        tokens.write(id, QString::fromLatin1(token));
        return id;
    }
    bool connectTo(const char *token = SyntheticFeed::Token)
    {
        addRelay(token);
        window->openAtStart();
        return waitUntil([this] { return client.state() == State::Open; });
    }

    template <typename Widget>
    Widget *find(const char *name)
    {
        return window->findChild<Widget *>(QString::fromLatin1(name));
    }
    template <typename Widget>
    Widget *find(const char *parent, const char *name)
    {
        return find<QWidget>(parent)->findChild<Widget *>(QString::fromLatin1(name));
    }
    QString status() { return find<ConnectionStatus>("connectionStatus")->text(); }
    QAction *action(const char *name) { return find<QAction>(name); }
    /// Number of the page of that object name.
    int pageOf(const char *name)
    {
        const QList<Page *> &pages = window->pages();
        const auto found = std::find_if(pages.begin(), pages.end(), [name](const Page *page) {
            return page->objectName() == QLatin1String(name);
        });
        return found == pages.end() ? -1 : static_cast<int>(found - pages.begin());
    }
    void showPage(const char *name) { window->showPage(pageOf(name)); }

    QSettings settings;
    Language language;
    Theme theme;
    RelayBook book;
    TokenStore tokens;
    FeedClient client;
    SyntheticFeed feed;
    bool started = false;
    std::unique_ptr<MainWindow> window;
};

void click(QWidget *widget)
{
    QTest::mouseClick(widget, Qt::LeftButton);
}

/// Every text that is on the screen, and what belongs to it.
QStringList textsOf(QWidget *window)
{
    QStringList texts;
    for (QWidget *widget : window->findChildren<QWidget *>()) {
        if (!widget->isVisible())
            continue;
        texts += {widget->toolTip(), widget->accessibleName()};
        if (const auto *label = qobject_cast<QLabel *>(widget))
            texts.append(label->text());
        if (const auto *button = qobject_cast<QAbstractButton *>(widget))
            texts.append(button->text());
        if (const auto *line = qobject_cast<QLineEdit *>(widget))
            texts.append(line->placeholderText());
        if (const auto *box = qobject_cast<QComboBox *>(widget))
            for (int i = 0; i < box->count(); ++i)
                texts.append(box->itemText(i));
        if (const auto *header = qobject_cast<QHeaderView *>(widget);
            header && header->orientation() == Qt::Horizontal)
            for (int i = 0; i < header->count(); ++i)
                texts.append(header->model()->headerData(i, Qt::Horizontal).toString());
    }
    for (const QAction *action : window->findChildren<QAction *>())
        texts.append(action->text());
    return texts;
}

} // namespace

class TestMainWindow : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup() { m_stage.reset(); }
    void welcomesWhoHasNoRelay();
    void connects();
    void wrongToken();
    void relayGoesAndComesBack();
    void disconnects();
    void otherRelay();
    void keys();
    void viewersMayNotAct();
    void drainAsksFirst();
    void reloads();
    void setsTheLogLevel();
    void refusedActionsSayWhy();
    void clockThatIsOff();
    void language();
    void dark();
    void isAsItWasLeft();
    void about();
    void program_data();
    void program();

private:
    void makeStage() { m_stage = std::make_unique<Stage>(m_folder->filePath(u"settings.ini"_qs)); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Stage> m_stage;
};

void TestMainWindow::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    QSettings(m_folder->filePath(u"settings.ini"_qs), QSettings::IniFormat)
        .setValue(u"language"_qs, u"en"_qs);
    makeStage();
    QVERIFY(m_stage->started);
}

void TestMainWindow::welcomesWhoHasNoRelay()
{
    m_stage->window->openAtStart();
    auto *welcome = m_stage->find<QWidget>("welcome");
    QVERIFY(welcome->isVisible());
    QCOMPARE(m_stage->status(), u"Not connected"_qs);
    click(m_stage->find<QPushButton>("welcome", "emptyButton"));
    auto *dialog = m_stage->window->findChild<RelayDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"address"_qs), m_stage->feed.url().toString());
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"name"_qs), u"Production"_qs);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"token"_qs),
                     QString::fromLatin1(SyntheticFeed::Token));
    click(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Save));
    EVENTUALLY_COMPARE(m_stage->client.state(), State::Open);
    QVERIFY(!welcome->isVisible());
    QCOMPARE(m_stage->window->windowTitle(), u"Production – Rainbow"_qs);
}

void TestMainWindow::connects()
{
    QVERIFY(m_stage->connectTo());
    QCOMPARE(m_stage->status(), u"Connected to Production"_qs);
    QCOMPARE(m_stage->find<QLabel>("role")->text(), u"admin (operator)"_qs);
    EVENTUALLY(m_stage->find<QLabel>("delay")->isVisible());
    QVERIFY(!m_stage->find<QWidget>("away")->isVisible());
    QVERIFY(m_stage->action("disconnect")->isEnabled());
    QVERIFY(!m_stage->action("reconnect")->isEnabled());
}

void TestMainWindow::wrongToken()
{
    m_stage->addRelay("wrong");
    m_stage->window->openAtStart();
    TokenDialog *dialog = nullptr;
    EVENTUALLY((dialog = m_stage->window->findChild<TokenDialog *>()));
    EVENTUALLY(dialog->isVisible());
    QVERIFY(!dialog->findChild<QLabel *>(u"problem"_qs)->text().isEmpty());
    QVERIFY(m_stage->status().startsWith(u"Production refuses: "));
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"token"_qs),
                     QString::fromLatin1(SyntheticFeed::Token));
    click(dialog->findChild<QDialogButtonBox *>()->button(QDialogButtonBox::Ok));
    EVENTUALLY_COMPARE(m_stage->client.state(), State::Open);
    QCOMPARE(m_stage->status(), u"Connected to Production"_qs);
}

void TestMainWindow::relayGoesAndComesBack()
{
    QVERIFY(m_stage->connectTo());
    EVENTUALLY(m_stage->find<QWidget>("connectionsTile")->isVisible());
    auto *connections = m_stage->find<QLabel>("connectionsTile", "value");
    EVENTUALLY_COMPARE(connections->text(), u"250"_qs);
    m_stage->feed.stop();
    auto *away = m_stage->find<QWidget>("away");
    EVENTUALLY(away->isVisible());
    EVENTUALLY(m_stage->status().startsWith(u"Production is away, trying again"));
    // It says when, as soon as it waits long enough for seconds to be told.
    static const QRegularExpression countdown(u"in [0-9]+ second"_qs);
    EVENTUALLY(m_stage->status().contains(countdown));
    QCOMPARE(connections->text(), u"250"_qs);
    QVERIFY(connections->isVisible());
    QVERIFY(m_stage->feed.start());
    click(m_stage->find<QPushButton>("away", "noticeButton"));
    EVENTUALLY_COMPARE(m_stage->client.state(), State::Open);
    QVERIFY(!away->isVisible());
    QCOMPARE(m_stage->status(), u"Connected to Production"_qs);
}

void TestMainWindow::disconnects()
{
    QVERIFY(m_stage->connectTo());
    m_stage->action("disconnect")->trigger();
    QCOMPARE(m_stage->client.state(), State::Closed);
    QCOMPARE(m_stage->status(), u"Not connected"_qs);
    QVERIFY(!m_stage->find<QWidget>("away")->isVisible());
    QCOMPARE(m_stage->window->windowTitle(), u"Rainbow"_qs);
}

void TestMainWindow::otherRelay()
{
    QVERIFY(m_stage->connectTo());
    SyntheticFeed other;
    other.setAlive(false);
    other.node = u"relay-2"_qs;
    QVERIFY(other.start());
    const QString id = m_stage->book.add(u"Staging & tests"_qs, other.url());
    m_stage->tokens.write(id, QString::fromLatin1(SyntheticFeed::ViewerToken));
    auto *menu = m_stage->find<QMenu>("connectMenu");
    QStringList names;
    for (const QAction *action : menu->actions())
        if (action->isCheckable())
            names.append(action->text() + (action->isChecked() ? u" *"_qs : QString()));
    QCOMPARE(names, (QStringList{u"Production *"_qs, u"Staging && tests"_qs}));
    menu->actions().at(1)->trigger();
    EVENTUALLY_COMPARE(m_stage->client.info().node, u"relay-2"_qs);
    QCOMPARE(m_stage->status(), u"Connected to Staging & tests"_qs);
    QCOMPARE(m_stage->find<QLabel>("role")->text(), u"alice (viewer)"_qs);
}

void TestMainWindow::keys()
{
    QVERIFY(m_stage->connectTo());
    m_stage->window->activateWindow();
    auto *list = m_stage->find<QListWidget>("pages");
    for (int i = static_cast<int>(m_stage->window->pages().size()) - 1; i >= 0; --i) {
        QTest::keyClick(m_stage->window.get(), static_cast<Qt::Key>(Qt::Key_1 + i),
                        Qt::ControlModifier);
        QCOMPARE(m_stage->window->currentPage(), i);
        QCOMPARE(list->currentRow(), i);
        QVERIFY(m_stage->window->pages().at(i)->isVisible());
        QCOMPARE(list->item(i)->text(), m_stage->window->pages().at(i)->title());
    }
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    QCOMPARE(m_stage->window->currentPage(), 1);
}

void TestMainWindow::viewersMayNotAct()
{
    QVERIFY(m_stage->connectTo(SyntheticFeed::ViewerToken));
    m_stage->showPage("nodesPage");
    EVENTUALLY(m_stage->find<QTreeView>("nodes")->isVisible());
    QVERIFY(!m_stage->find<QWidget>("nodeActions")->isVisible());
    QVERIFY(m_stage->find<QWidget>("nodesPage", "notice")->isVisible());
    // The configuration may be read.
    EVENTUALLY(m_stage->find<QPlainTextEdit>("config")->toPlainText().contains(u"token = ***"));
}

void TestMainWindow::drainAsksFirst()
{
    QVERIFY(m_stage->connectTo());
    m_stage->showPage("nodesPage");
    EVENTUALLY(m_stage->find<QPushButton>("drain")->isEnabled());
    const auto drained = [this] { return m_stage->feed.requests(u"do"_qs, u"drain"_qs); };
    for (const bool sure : {false, true}) {
        click(m_stage->find<QPushButton>("drain"));
        auto *box = m_stage->find<QMessageBox>("confirm");
        QVERIFY(box && box->isVisible());
        QVERIFY(box->text().contains(u"relay-1"));
        QVERIFY(box->informativeText().contains(u"1001"));
        QVERIFY(box->informativeText().contains(u"250"));
        if (sure)
            click(box->findChild<QPushButton *>(u"confirmAction"_qs));
        else
            QTest::keyClick(box, Qt::Key_Return); // Cancel is what is pressed by mistake
        EVENTUALLY(!m_stage->find<QMessageBox>("confirm"));
        if (!sure)
            QVERIFY(drained().isEmpty());
    }
    EVENTUALLY_COMPARE(drained().size(), 1);
    QCOMPARE(drained().constFirst().value(u"node"), u"relay-1"_qs);
    EVENTUALLY_COMPARE(m_stage->find<QLabel>("nodesPage", "outcome")->text(),
                       u"relay-1 is draining."_qs);
}

void TestMainWindow::reloads()
{
    QVERIFY(m_stage->connectTo());
    m_stage->showPage("nodesPage");
    const auto asked = [this] { return m_stage->feed.requests(u"ask"_qs, u"config"_qs).size(); };
    EVENTUALLY_COMPARE(asked(), 1);
    click(m_stage->find<QPushButton>("reload"));
    EVENTUALLY_COMPARE(m_stage->find<QLabel>("nodesPage", "outcome")->text(),
                       u"Reloaded; changed: max_connections"_qs);
    EVENTUALLY_COMPARE(asked(), 2); // it may be another now
}

void TestMainWindow::setsTheLogLevel()
{
    QVERIFY(m_stage->connectTo());
    m_stage->showPage("nodesPage");
    QMenu *levels = m_stage->find<QPushButton>("logLevel")->menu();
    QCOMPARE(levels->actions().size(), 4);
    levels->actions().constFirst()->trigger();
    EVENTUALLY(
        m_stage->find<QLabel>("nodesPage", "outcome")->text().startsWith(u"Log level debug"));
    QCOMPARE(m_stage->feed.requests(u"do"_qs, u"log_level"_qs).constFirst().value(u"level"),
             u"debug"_qs);
}

void TestMainWindow::refusedActionsSayWhy()
{
    m_stage->feed.actions[u"reload"_qs] = [](const QJsonObject &) {
        return SyntheticRelay::refusal(409, u"line 3: no such key"_qs);
    };
    QVERIFY(m_stage->connectTo());
    m_stage->showPage("nodesPage");
    click(m_stage->find<QPushButton>("reload"));
    EVENTUALLY_COMPARE(m_stage->find<QLabel>("nodesPage", "outcome")->text(),
                       u"line 3: no such key"_qs);
}

void TestMainWindow::clockThatIsOff()
{
    m_stage->feed.clockAhead = 5s;
    QVERIFY(m_stage->connectTo());
    auto *clock = m_stage->find<QLabel>("clock");
    EVENTUALLY(clock->text().endsWith(u"ahead"));
    QVERIFY(clock->isVisible());
}

void TestMainWindow::language()
{
    QVERIFY(m_stage->connectTo());
    m_stage->feed.tick();
    EVENTUALLY(m_stage->find<QWidget>("connectionsTile")->isVisible());
    const QStringList titles = [this] {
        QStringList all;
        for (const Page *page : m_stage->window->pages())
            all.append(page->title());
        return all;
    }();
    PseudoChinese chinese;
    QCoreApplication::installTranslator(&chinese);
    // Data and names stay as they are: letters that are none of ours.
    static const QRegularExpression english(u"[A-Za-z]{3,}"_qs);
    static const QRegularExpression data(
        u"Production|relay-1|admin|debug|info|warning|error|English|MiB|KiB|GiB|Ctrl\\+[0-9]"
        "|Rainbow|ws://[^ ]*|/etc/rainbow/server.ini|<[^>]*>|&[a-z]+;|[0-9.]+"_qs);
    for (int i = 0; i < m_stage->window->pages().size(); ++i) {
        m_stage->window->showPage(i);
        m_stage->feed.tick();
        QCoreApplication::processEvents();
        QVERIFY2(m_stage->window->pages().at(i)->title() != titles.at(i), qPrintable(titles.at(i)));
        const QString name = m_stage->window->pages().at(i)->objectName();
        if (name != u"overviewPage" && name != u"nodesPage")
            continue; // their tables hold what clients are called
        for (QString text : textsOf(m_stage->window.get())) {
            text.remove(data);
            QVERIFY2(!text.contains(english), qPrintable(name + u": "_qs + text));
        }
    }
    QCoreApplication::removeTranslator(&chinese);
    QCoreApplication::processEvents();
    QCOMPARE(m_stage->window->pages().constFirst()->title(), titles.constFirst());
    QCOMPARE(m_stage->find<QListWidget>("pages")->item(0)->text(), titles.constFirst());
}

void TestMainWindow::dark()
{
    QVERIFY(m_stage->connectTo());
    const auto choices = [this] {
        QList<QAction *> found;
        for (QAction *action : m_stage->window->findChildren<QAction *>(u"theme"_qs))
            found.append(action);
        return found;
    }();
    QCOMPARE(choices.size(), 3);
    const auto lightness = [this] {
        return m_stage->window->grab().toImage().pixelColor(5, 400).lightness();
    };
    choices.at(1)->trigger();
    QCoreApplication::processEvents();
    QVERIFY(lightness() > 200);
    choices.at(2)->trigger();
    QCoreApplication::processEvents();
    QVERIFY(lightness() < 60);
    QCOMPARE(m_stage->theme.choice(), Theme::Choice::Dark);
    for (int i = 0; i < m_stage->window->pages().size(); ++i) {
        m_stage->window->showPage(i);
        QCoreApplication::processEvents();
        QVERIFY(lightness() < 60);
    }
    choices.at(1)->trigger();
}

void TestMainWindow::isAsItWasLeft()
{
    QVERIFY(m_stage->connectTo());
    m_stage->window->resize(1000, 640);
    m_stage->showPage("nodesPage");
    m_stage->theme.choose(Theme::Choice::Dark);
    m_stage->window->close();
    m_stage->settings.sync();
    m_stage.reset();
    makeStage();
    QCOMPARE(m_stage->window->size(), QSize(1000, 640));
    QCOMPARE(m_stage->window->currentPage(), m_stage->pageOf("nodesPage"));
    QCOMPARE(m_stage->theme.choice(), Theme::Choice::Dark);
    QCOMPARE(m_stage->book.relays().size(), 1);
    m_stage->theme.choose(Theme::Choice::Light);
}

void TestMainWindow::about()
{
    m_stage->action("about")->trigger();
    auto *dialog = m_stage->find<QDialog>("about");
    QVERIFY(dialog && dialog->isVisible());
    QString text;
    for (const QLabel *label : dialog->findChildren<QLabel *>())
        text += label->text();
    for (const char *what : {RAINBOW_VERSION, "GNU General Public License", "MIT", "QtKeychain"})
        QVERIFY2(text.contains(QLatin1String(what)), what);
    QTest::keyClick(dialog, Qt::Key_Escape);
    EVENTUALLY(!m_stage->find<QDialog>("about"));
}

void TestMainWindow::program_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    QTest::newRow("version") << QStringList{u"--version"_qs} << 0
                             << QStringLiteral(RAINBOW_VERSION);
    QTest::newRow("help") << QStringList{u"--help"_qs} << 0 << u"--token-file"_qs;
    QTest::newRow("bad relay") << QStringList{u"--relay"_qs, u"ftp://x"_qs} << 2
                               << u"rainbow-admin: "_qs;
    QTest::newRow("token without relay")
        << QStringList{u"--token-file"_qs, u"x"_qs} << 2 << u"--relay"_qs;
    QTest::newRow("no such file") << QStringList{u"--relay"_qs, u"localhost"_qs, u"--token-file"_qs,
                                                 u"/does/not/exist"_qs}
                                  << 2 << u"/does/not/exist"_qs;
}

void TestMainWindow::program()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, says);
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_CONFIG_HOME"_qs, m_folder->path());
    environment.insert(u"LC_ALL"_qs, u"C.UTF-8"_qs);
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(QStringLiteral(ADMIN_PROGRAM), arguments);
    QVERIFY(process.waitForFinished());
    QTEST(process.exitCode(), "code");
    const QString output = QString::fromUtf8(process.readAll());
    QVERIFY2(output.contains(says), qPrintable(output));
}

QTEST_MAIN(TestMainWindow)
#include "tst_mainwindow.moc"
