// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// Takes pictures of every page of the dashboard; the script of the same name runs it.

#include "admin-gui/dashboard.h"
#include "page.h"
#include "sessions/timelinemodel.h"
#include "settings/connectdialog.h"
#include "settings/relayopener.h"

#include <QAbstractItemView>
#include <QApplication>
#include <QComboBox>
#include <QCommandLineParser>
#include <QDateTime>
#include <QDialog>
#include <QDir>
#include <QHash>
#include <QImage>
#include <QPixmap>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTableView>
#include <QTest>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

using namespace Rainbow;
using namespace Rainbow::Test;
using namespace std::chrono_literals;
using Rainbow::Admin::Page;

namespace {

constexpr int Connections = 48'210;
constexpr int Channels = 1'340;
constexpr std::chrono::seconds Past{300};

constexpr std::chrono::milliseconds Settling{500};
constexpr std::chrono::milliseconds Patience{15'000};

/// Draws all there is to draw, and lets what was asked be answered.
void settle(std::chrono::milliseconds time = Settling)
{
    QTest::qWait(int(time.count()));
}

template <typename Condition>
bool waitUntil(Condition condition, std::chrono::milliseconds timeout = Patience)
{
    return QTest::qWaitFor(condition, int(timeout.count()));
}

int distance(QRgb one, QRgb other)
{
    return std::abs(qRed(one) - qRed(other)) + std::abs(qGreen(one) - qGreen(other))
        + std::abs(qBlue(one) - qBlue(other));
}

/// With no more than 256 colours: those it has most of, without any that are much the same.
QImage compact(const QImage &image)
{
    constexpr qsizetype MaxColours = 256;
    constexpr int MuchTheSame = 16;
    QHash<QRgb, int> counts;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x)
            ++counts[image.pixel(x, y)];
    }
    QList<QRgb> colours = counts.keys();
    std::sort(colours.begin(), colours.end(), [&counts](QRgb one, QRgb other) {
        return std::pair(counts[one], one) > std::pair(counts[other], other);
    });
    QList<QRgb> chosen;
    for (const QRgb colour : std::as_const(colours)) {
        const auto isSame = [colour](QRgb other) { return distance(colour, other) < MuchTheSame; };
        // Backgrounds may differ by little.
        if (chosen.size() < 32
            || (chosen.size() < MaxColours && std::none_of(chosen.begin(), chosen.end(), isSame)))
            chosen += colour;
    }
    return image.convertToFormat(QImage::Format_Indexed8, chosen,
                                 Qt::ThresholdDither | Qt::AvoidDither);
}

class Studio {
public:
    struct Order {
        QString folder;
        QSize size; ///< of the window, in points
        QString language;
        Admin::Theme::Choice theme = Admin::Theme::Choice::Light;
        QStringList only; ///< pictures; empty: all
        bool isCompact = false; ///< at most 256 colours
    };
    explicit Studio(Order order) : m_order(std::move(order)) { }

    /// False: a picture could not be written.
    bool run();

private:
    void begin();
    void connectTo(int connections, int channels, const QStringList &apps = {u"default"_qs});
    void livePast();
    void takePages(const QString &suffix);
    void takeChannel(int row, const QString &suffix = {});
    void takeConnection(const QString &suffix = {});
    void takeApplications();
    void takeDialogs();
    void showPage(const QString &name);
    void shoot(QWidget *window, const QString &name);
    template <typename Widget>
    Widget *find(const char *name) const
    {
        return m_dashboard->window->findChild<Widget *>(QString::fromLatin1(name));
    }

    [[nodiscard]] bool isWanted(const QString &name) const
    {
        return m_order.only.isEmpty() || m_order.only.contains(name);
    }

    Order m_order;
    std::unique_ptr<Dashboard> m_dashboard;
    std::unique_ptr<SyntheticFeed> m_feed;
    bool m_failed = false;
};

void Studio::begin()
{
    m_dashboard.reset(); // of two languages the last one made would win
    m_dashboard = std::make_unique<Dashboard>();
    m_dashboard->language.choose(m_order.language);
    m_dashboard->theme.choose(m_order.theme);
    m_dashboard->makeWindow();
    m_dashboard->window->resize(m_order.size);
    m_dashboard->window->show();
}

void Studio::connectTo(int connections, int channels, const QStringList &apps)
{
    m_feed = std::make_unique<SyntheticFeed>();
    m_feed->setAlive(false);
    m_feed->relay.isBusinessFailing = true;
    m_feed->clockAhead = -Past;
    m_feed->relay.apps = apps;
    m_feed->relay.populate(connections, channels, QDateTime::currentMSecsSinceEpoch() - Past / 1ms);
    if (!m_feed->start())
        qFatal("no port is free");
    m_dashboard->open(u"relay-1.example.com"_qs, m_feed->url(),
                      QString::fromLatin1(SyntheticFeed::Token));
    if (!waitUntil(
            [this] { return m_dashboard->client.state() == Admin::FeedClient::State::Open; }))
        qFatal("not connected");
}

/// The last minutes, at once.
void Studio::livePast()
{
    for (; m_feed->clockAhead < 0ms; m_feed->clockAhead += 1s) {
        const qint64 at = QDateTime::currentMSecsSinceEpoch() + m_feed->clockAhead.count();
        m_feed->relay.liveOn(at);
        m_feed->relay.churn(at);
        m_feed->tick();
        QCoreApplication::processEvents();
    }
    // Its clock is ours from now on.
    m_dashboard->window->opener().open(m_dashboard->book.defaultRelay());
    if (!waitUntil(
            [this] { return m_dashboard->client.state() == Admin::FeedClient::State::Open; }))
        qFatal("not connected again");
    m_feed->setAlive(true);
}

void Studio::showPage(const QString &name)
{
    const QList<Page *> &pages = m_dashboard->window->pages();
    const auto found = std::find_if(pages.begin(), pages.end(), [&name](const Page *page) {
        return page->objectName() == name;
    });
    if (found == pages.end())
        qFatal("no page %s", qPrintable(name));
    m_dashboard->window->showPage(int(found - pages.begin()));
}

void Studio::shoot(QWidget *window, const QString &name)
{
    if (!isWanted(name))
        return;
    settle();
    const bool isDark = Admin::Theme::scheme() == Admin::Theme::Scheme::Dark;
    const QString file = u"%1/%2-%3-%4.png"_qs.arg(
        m_order.folder, name, m_dashboard->language.current(), isDark ? u"dark"_qs : u"light"_qs);
    QImage image = window->grab().toImage();
    if (m_order.isCompact)
        image = compact(image);
    constexpr int Smallest = 0;
    if (!image.save(file, "PNG", Smallest)) {
        std::fprintf(stderr, "screenshots: cannot write %s\n", qPrintable(file));
        m_failed = true;
    }
}

void Studio::takePages(const QString &suffix)
{
    for (const Page *page : m_dashboard->window->pages()) {
        QString name = page->objectName();
        const QString picture = name.left(name.indexOf(u"Page"_qs)) + suffix;
        if (!isWanted(picture))
            continue;
        showPage(name);
        if (auto *view = page->findChild<QTableView *>())
            (void)waitUntil([view] { return view->model()->rowCount() > 0; },
                            suffix.isEmpty() ? Patience : Settling);
        shoot(m_dashboard->window.get(), picture);
    }
}

void Studio::takeChannel(int row, const QString &suffix)
{
    if (!isWanted(u"channel"_qs + suffix))
        return;
    showPage(u"channelsPage"_qs);
    auto *channels = find<QAbstractItemView>("channels");
    if (!channels || !waitUntil([channels] { return channels->model()->rowCount() > 3; }))
        return;
    settle();
    channels->setCurrentIndex(channels->model()->index(row, 0));
    if (auto *payload = find<QWidget>("payload")) {
        if (auto *text = payload->findChild<QPlainTextEdit *>())
            text->setPlainText(u"{\"text\": \"Back in five minutes\", \"urgent\": false}"_qs);
        else if (auto *self = qobject_cast<QPlainTextEdit *>(payload))
            self->setPlainText(u"{\"text\": \"Back in five minutes\", \"urgent\": false}"_qs);
    }
    settle();
    if (auto *send = find<QPushButton>("send"))
        QTest::mouseClick(send, Qt::LeftButton);
    settle();
    shoot(m_dashboard->window.get(), u"channel"_qs + suffix);
}

void Studio::takeConnection(const QString &suffix)
{
    if (!isWanted(u"connection"_qs + suffix))
        return;
    showPage(u"connectionsPage"_qs);
    auto *connections = find<QAbstractItemView>("connections");
    if (!connections || !waitUntil([=] { return connections->model()->rowCount() > 3; }))
        return;
    settle();
    connections->setCurrentIndex(connections->model()->index(2, 0));
    const QWidgetList before = QApplication::topLevelWidgets();
    QTest::keyClick(connections, Qt::Key_Return);
    settle();
    const QWidgetList after = QApplication::topLevelWidgets();
    for (QWidget *window : after) {
        if (before.contains(window) || !window->isVisible())
            continue;
        settle(9s); // some packets pass
        // The last message to the client that was sent twice, or any.
        if (auto *packets = window->findChild<QAbstractItemView *>(u"packets"_qs)) {
            const int rows = packets->model()->rowCount();
            for (int row = rows - 1; row > 0; --row) {
                const QModelIndex index =
                    packets->model()->index(row, Admin::TimelineModel::PacketColumn);
                if (index.data().toString() != u"SEND")
                    continue;
                packets->setCurrentIndex(index);
                break;
            }
        }
        shoot(window, u"connection"_qs + suffix);
        window->close();
    }
}

void Studio::takeDialogs()
{
    m_dashboard->book.add(u"Staging"_qs, QUrl(u"wss://relay.staging.example.com/admin/"_qs));
    Admin::ConnectDialog dialog(m_dashboard->book, m_dashboard->tokens, m_dashboard->window.get());
    dialog.open();
    shoot(&dialog, u"relays"_qs);
    dialog.close();
}

/// The pages that several applications change.
void Studio::takeApplications()
{
    const QString suffix = u"-apps"_qs;
    const QStringList names{u"overview"_qs, u"overview-app"_qs, u"connections"_qs,
                            u"channels"_qs, u"channel"_qs,      u"connection"_qs};
    if (std::none_of(names.begin(), names.end(),
                     [&](const QString &name) { return isWanted(name + suffix); }))
        return;
    begin();
    connectTo(Connections, Channels, {u"default"_qs, u"shop"_qs, u"prices"_qs, u"客服中心"_qs});
    livePast();
    takePages(suffix);
    takeChannel(5, suffix);
    takeConnection(suffix);
    showPage(u"overviewPage"_qs);
    auto *choice = find<QComboBox>("appChooser");
    if (!choice || !waitUntil([choice] { return choice->isVisible(); }))
        return;
    QTest::keyClick(choice, Qt::Key_End);
    shoot(m_dashboard->window.get(), u"overview-app"_qs + suffix);
}

bool Studio::run()
{
    begin();
    shoot(m_dashboard->window.get(), u"welcome"_qs);
    connectTo(Connections, Channels);
    livePast();
    takePages({});
    takeChannel(2);
    takeConnection();
    takeDialogs();
    m_feed->stop();
    (void)waitUntil(
        [this] { return m_dashboard->client.state() == Admin::FeedClient::State::Waiting; });
    showPage(u"overviewPage"_qs);
    shoot(m_dashboard->window.get(), u"away"_qs);

    takeApplications();

    begin();
    connectTo(0, 0);
    m_feed->clockAhead = 0ms;
    m_feed->relay.events.clear();
    takePages(u"-empty"_qs);
    return !m_failed;
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions(
        {{u"size"_qs, u"Of the window, in points."_qs, u"WxH"_qs, u"1280x800"_qs},
         {u"language"_qs, u"en or zh_CN."_qs, u"language"_qs, u"en"_qs},
         {u"theme"_qs, u"light or dark."_qs, u"theme"_qs, u"light"_qs},
         {u"only"_qs, u"Takes these pictures only: overview,channel …"_qs, u"names"_qs},
         {u"compact"_qs, u"With at most 256 colours."_qs}});
    parser.addPositionalArgument(u"folder"_qs, u"Where the pictures go."_qs);
    parser.process(application);
    const QStringList size = parser.value(u"size"_qs).split(u'x');
    const QString folder = parser.positionalArguments().value(0);
    if (folder.isEmpty() || size.size() != 2 || !QDir().mkpath(folder))
        parser.showHelp(2);
    Studio::Order order;
    order.folder = folder;
    order.size = {size[0].toInt(), size[1].toInt()};
    order.language = parser.value(u"language"_qs);
    if (parser.value(u"theme"_qs) == u"dark")
        order.theme = Admin::Theme::Choice::Dark;
    order.only = parser.value(u"only"_qs).split(u',', Qt::SkipEmptyParts);
    order.isCompact = parser.isSet(u"compact"_qs);
    return Studio(order).run() ? 0 : 1;
}
