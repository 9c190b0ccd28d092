// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT

// A SyntheticFeed as a program of its own, to look at the dashboard without a relay.

#include "admin-gui/syntheticfeed.h"

#include <QCommandLineParser>
#include <QCoreApplication>
#include <QDateTime>

#include <cstdio>

using Rainbow::Test::SyntheticFeed;

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"A feed for rainbow-admin with connections that there are not. Prints its URL. Tokens: "
        "operator-token, viewer-token."_qs);
    parser.addHelpOption();
    parser.addOptions(
        {{u"port"_qs, u"Listens on this port of the loopback (default: a free one)."_qs, u"port"_qs,
          u"0"_qs},
         {u"connections"_qs, u"So many connections (default 100000)."_qs, u"number"_qs,
          u"100000"_qs},
         {u"channels"_qs, u"So many channels (default 2000)."_qs, u"number"_qs, u"2000"_qs},
         {u"apps"_qs, u"Of these applications (default: default)."_qs, u"name,name…"_qs,
          u"default"_qs},
         {u"failing"_qs, u"The business server fails now and then."_qs}});
    parser.process(application);

    SyntheticFeed feed;
    feed.relay.isBusinessFailing = parser.isSet(u"failing"_qs);
    feed.relay.apps = parser.value(u"apps"_qs).split(u',', Qt::SkipEmptyParts);
    if (feed.relay.apps.isEmpty()) {
        std::fprintf(stderr, "synthetic-feed: --apps needs names\n");
        return 1;
    }
    feed.relay.populate(parser.value(u"connections"_qs).toInt(),
                        parser.value(u"channels"_qs).toInt(), QDateTime::currentMSecsSinceEpoch());
    if (!feed.start(quint16(parser.value(u"port"_qs).toUInt()))) {
        std::fprintf(stderr, "synthetic-feed: cannot listen on port %s\n",
                     qPrintable(parser.value(u"port"_qs)));
        return 1;
    }
    std::printf("%s\n", qPrintable(feed.url().toString()));
    std::fflush(stdout);
    return QCoreApplication::exec();
}
