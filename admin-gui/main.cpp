// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "feed/feedclient.h"
#include "mainwindow.h"
#include "settings/desktopkeychain.h"
#include "settings/language.h"
#include "settings/relayaddress.h"
#include "settings/relaybook.h"
#include "settings/relayopener.h"
#include "settings/theme.h"
#include "settings/tokenstore.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QFile>
#include <QSettings>

#include <cstdio>

using namespace Rainbow::Admin;

namespace {

constexpr qint64 MaxTokenFile = 4096;
constexpr int UsageError = 2;

class Main {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::Admin::Main)

public:
    static void describe(QCommandLineParser &parser);
    /// What is wrong with it; empty: nothing.
    static QString readToken(const QString &file, QString &token);
};

void Main::describe(QCommandLineParser &parser)
{
    parser.setApplicationDescription(tr("Watches and steers Rainbow relays."));
    parser.addOptions({
        {u"relay"_qs, tr("Connects to this relay instead of the one opened last."), tr("URL")},
        {u"token-file"_qs, tr("Its token is in this file; it is not remembered."), tr("FILE")},
    });
    parser.addHelpOption();
    parser.addVersionOption();
}

QString Main::readToken(const QString &file, QString &token)
{
    QFile from(file);
    if (!from.open(QIODevice::ReadOnly))
        //: %1: a file, %2: why
        return tr("Cannot read %1: %2").arg(file, from.errorString());
    token = QString::fromUtf8(from.read(MaxTokenFile)).trimmed();
    if (token.isEmpty())
        return tr("There is no token in %1").arg(file);
    return {};
}

int fail(const QString &text)
{
    std::fprintf(stderr, "rainbow-admin: %s\n", qPrintable(text));
    return UsageError;
}

} // namespace

int main(int argc, char *argv[])
{
    const QApplication application(argc, argv);
    QApplication::setOrganizationName(u"rainbow"_qs);
    QApplication::setApplicationName(u"rainbow-admin"_qs);
    QApplication::setApplicationDisplayName(u"Rainbow"_qs);
    QApplication::setApplicationVersion(QStringLiteral(RAINBOW_VERSION));
    QApplication::setDesktopFileName(u"rainbow-admin"_qs);
    QSettings settings(u"rainbow"_qs, u"admin"_qs);
    Language language(settings);

    QCommandLineParser parser;
    Main::describe(parser);
    parser.process(application);
    RelayAddress address;
    QString token;
    if (parser.isSet(u"relay"_qs)) {
        address = RelayAddress::parse(parser.value(u"relay"_qs));
        if (!address.isValid())
            return fail(address.problem());
    }
    if (parser.isSet(u"token-file"_qs)) {
        if (!parser.isSet(u"relay"_qs))
            return fail(Main::tr("--token-file needs --relay"));
        const QString problem = Main::readToken(parser.value(u"token-file"_qs), token);
        if (!problem.isEmpty())
            return fail(problem);
    }

    Theme theme(settings);
    RelayBook book(settings);
    TokenStore tokens(std::make_unique<DesktopKeychain>());
    FeedClient client;
    MainWindow window({settings, language, theme, book, tokens, client});
    window.show();
    if (!address.url().isEmpty())
        window.opener().open(address.url(), token);
    else
        window.openAtStart();
    return QApplication::exec();
}
