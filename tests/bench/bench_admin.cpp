// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// What the dashboard costs while it shows the connections of a large relay: the window of
// rainbow-admin in this process, a synthetic feed in another, looked at for a while and then
// scrolled through. Fails when it takes more than 10 % of a core or 150 MB.

#include "feed/feedclient.h"
#include "mainwindow.h"
#include "page.h"
#include "settings/desktopkeychain.h"
#include "settings/language.h"
#include "settings/relaybook.h"
#include "settings/relayopener.h"
#include "settings/theme.h"
#include "settings/tokenstore.h"
#include "support/processstat.h"
#include "tables/pagedview.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QDeadlineTimer>
#include <QProcess>
#include <QScrollBar>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <cstdio>

using namespace Rainbow::Admin;
using namespace Rainbow::Test;
using namespace std::chrono_literals;

namespace {

constexpr double MostCpu = 10; // per cent of a core
constexpr double MostMemory = 150; // MB
constexpr auto Patience = 60s;

bool waitFor(const std::function<bool()> &condition)
{
    const QDeadlineTimer deadline{Patience};
    while (!condition() && !deadline.hasExpired())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    return condition();
}

/// Prints what this process has used for that long while tick is called as often; true: little.
bool measure(const char *what, std::chrono::seconds duration, std::chrono::milliseconds interval,
             const std::function<void()> &tick)
{
    const qint64 self = QCoreApplication::applicationPid();
    const auto before = processorTime(self);
    QTimer ticking;
    QObject::connect(&ticking, &QTimer::timeout, &ticking, tick);
    ticking.start(interval);
    QEventLoop loop;
    QTimer::singleShot(duration, &loop, &QEventLoop::quit);
    loop.exec();
    const auto used = std::chrono::duration<double>(processorTime(self) - before);
    const double cpu = 100 * used / std::chrono::duration<double>(duration);
    const double memory = double(residentBytes(self)) / 1e6;
    std::printf("%-10s %5.1f %% of a core   %6.1f MB resident\n", what, cpu, memory);
    return cpu < MostCpu && memory < MostMemory;
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_QPA_PLATFORM",
            qgetenv("QT_QPA_PLATFORM").isEmpty() ? QByteArray("offscreen")
                                                 : qgetenv("QT_QPA_PLATFORM"));
    const QApplication application(argc, argv);
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({{u"connections"_qs, u"How many (default 100000)."_qs, u"n"_qs, u"100000"_qs},
                       {u"seconds"_qs, u"How long each part takes (30)."_qs, u"s"_qs, u"30"_qs}});
    parser.process(application);
    const std::chrono::seconds duration(parser.value(u"seconds"_qs).toInt());

    QProcess feed;
    feed.start(QStringLiteral(SYNTHETIC_FEED_PATH),
               {u"--connections"_qs, parser.value(u"connections"_qs)});
    if (!feed.waitForReadyRead(60'000))
        return 1;
    const QUrl url(QString::fromUtf8(feed.readLine().trimmed()));

    const QTemporaryDir directory;
    QSettings settings(directory.filePath(u"admin.ini"_qs), QSettings::IniFormat);
    Language language(settings);
    Theme theme(settings);
    RelayBook book(settings);
    TokenStore tokens(std::make_unique<DesktopKeychain>());
    FeedClient client;
    MainWindow window({settings, language, theme, book, tokens, client});
    window.resize(1280, 800);
    window.show();
    window.opener().open(url, u"operator-token"_qs);
    auto *view = window.findChild<PagedView *>(u"connections"_qs);
    for (int page = 0; page < window.pages().size(); ++page) {
        if (window.pages()[page]->isAncestorOf(view))
            window.showPage(page);
    }
    if (!waitFor([view] { return view->model()->rowCount() > 0; })) {
        std::fprintf(stderr, "bench_admin: no connection shows: %s\n",
                     qPrintable(client.problem()));
        return 1;
    }
    std::printf("%d connections, window %dx%d\n", view->model()->rowCount(), window.width(),
                window.height());
    bool good = measure("at rest", duration, 1s, [] {});
    // A page at a time, as somebody does who looks for something, from one end to the other.
    QScrollBar *bar = view->verticalScrollBar();
    good = measure("scrolling", duration, 250ms,
                   [bar] {
                       bar->triggerAction(bar->value() == bar->maximum()
                                              ? QAbstractSlider::SliderToMinimum
                                              : QAbstractSlider::SliderPageStepAdd);
                   })
        && good;
    good = measure("dragging", duration, 100ms,
                   [bar] { bar->setValue((bar->value() + bar->maximum() / 97) % bar->maximum()); })
        && good;
    std::printf("%s\n", good ? "within 10 % and 150 MB" : "TOO MUCH: 10 % and 150 MB are allowed");
    feed.kill();
    feed.waitForFinished();
    return good ? 0 : 1;
}
