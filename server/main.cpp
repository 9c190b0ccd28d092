// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"
#include "logging.h"
#include "node.h"
#include "runtime/epolldispatcher.h"
#include "stopsignals.h"

#include <QAbstractEventDispatcher>
#include <QCommandLineParser>
#include <QCoreApplication>
#include <QFileInfo>

#include <csignal>
#include <cstdio>

#ifdef RAINBOW_HAVE_SYSTEMD
#include <systemd/sd-daemon.h>
#endif

using namespace Rainbow;

namespace {

enum ExitCode { Success = 0, Failure = 1, Misuse = 2 };

const QString DefaultFile = QStringLiteral("/etc/rainbow/server.ini");

void print(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), stream);
    std::fflush(stream);
}

void printLine(FILE *stream, const QString &line)
{
    print(stream, line.toUtf8() + '\n');
}

void notifySystemd(const char *state)
{
#ifdef RAINBOW_HAVE_SYSTEMD
    sd_notify(0, state);
#else
    Q_UNUSED(state)
#endif
}

struct Options {
    QCommandLineOption file{{u"f"_qs, u"file"_qs},
                            u"Read the configuration from FILE (default: %1)."_qs.arg(DefaultFile),
                            u"FILE"_qs};
    QCommandLineOption port{
        {u"p"_qs, u"port"_qs}, u"Listen on PORT (default: 1984; 0: any free port)."_qs, u"PORT"_qs};
    QCommandLineOption listen{
        {u"l"_qs, u"listen"_qs}, u"Listen on ADDRESS only (default: all)."_qs, u"ADDRESS"_qs};
    QCommandLineOption workers{u"workers"_qs, u"Run N threads (default: one per core)."_qs,
                               u"N"_qs};
    QCommandLineOption dev{u"dev"_qs,
                           u"For development: without connect_url everybody is let in, without "
                           "security_token no call is checked."_qs};
    QCommandLineOption checkConfig{u"check-config"_qs,
                                   u"Check the configuration, print what is wrong, and exit."_qs};
    QCommandLineOption printConfig{u"print-config"_qs,
                                   u"Print every setting with its value, and exit."_qs};

    void addTo(QCommandLineParser &parser) const
    {
        parser.addOptions({file, port, listen, workers, dev, checkConfig, printConfig});
    }
};

/// The configuration of file and command line; problems are printed and make it invalid.
std::optional<Config> configure(const QCommandLineParser &parser, const Options &options)
{
    const bool isNamed = parser.isSet(options.file);
    const QString path = isNamed ? parser.value(options.file) : DefaultFile;
    ConfigResult result;
    if (isNamed || QFileInfo::exists(path)) {
        result = loadConfig(path);
    } else if (!parser.isSet(options.dev) && !parser.isSet(options.printConfig)) {
        printLine(stderr, u"%1: there is no such file; name one with -f"_qs.arg(path));
        return std::nullopt;
    }
    for (const Problem &problem : std::as_const(result.problems))
        printLine(stderr, formatProblem(path, problem));

    bool ok = result.ok();
    const std::pair<QCommandLineOption, QByteArray> overrides[] = {
        {options.port, "port"}, {options.listen, "listen"}, {options.workers, "workers"}};
    for (const auto &[option, key] : overrides) {
        if (!parser.isSet(option))
            continue;
        // Any free port makes sense to whoever starts the program, but not in a file.
        if (key == "port" && parser.value(option) == u"0") {
            result.config.port = 0;
            continue;
        }
        const QString wrong = setConfigValue(result.config, key, parser.value(option).toUtf8());
        if (wrong.isEmpty())
            continue;
        printLine(stderr, u"rainbow-server: --"_qs + option.names().constLast() + u": "_qs + wrong);
        ok = false;
    }
    if (!ok)
        return std::nullopt;
    result.config.dev = parser.isSet(options.dev);
    installLogging(result.config.log);
    if (!parser.isSet(options.printConfig)) {
        for (const QString &warning : std::as_const(result.warnings))
            qCWarning(lcNode, "%s", qUtf8Printable(warning));
    }
    return result.config;
}

int run(QCoreApplication &app, const Config &config)
{
    if (config.dev) {
        qCWarning(lcNode,
                  "DEVELOPMENT MODE (--dev): everybody is let in where there is no "
                  "connect_url, and every call where there is no security_token. Not for "
                  "a network you do not trust.");
    }
    StopSignals signals;
    Node node(config);
    const QByteArray error = node.start();
    if (!error.isEmpty()) {
        qCCritical(lcNode, "%s", error.constData());
        return Failure;
    }
    QObject::connect(&signals, &StopSignals::received, &node, [&node] {
        notifySystemd("STOPPING=1");
        node.stop();
    });
    QObject::connect(&node, &Node::stopped, &app, &QCoreApplication::quit);
    notifySystemd("READY=1");
    return app.exec();
}

} // namespace

int main(int argc, char *argv[])
{
    // Whoever read the log may go before we do.
    std::signal(SIGPIPE, SIG_IGN);
    if (auto dispatcher = makeEventDispatcher())
        QCoreApplication::setEventDispatcher(dispatcher.release());
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("rainbow-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RAINBOW_VERSION));

    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Holds the WebSocket connections of an app, so that its server stays plain HTTP."_qs);
    parser.addHelpOption();
    parser.addVersionOption();
    const Options options;
    options.addTo(parser);
    if (!parser.parse(QCoreApplication::arguments()) || !parser.positionalArguments().isEmpty()) {
        const QString wrong = parser.positionalArguments().isEmpty()
            ? parser.errorText()
            : u"Unexpected argument '%1'."_qs.arg(parser.positionalArguments().constFirst());
        printLine(stderr, u"rainbow-server: "_qs + wrong + u" Try --help."_qs);
        return Misuse;
    }
    if (parser.isSet(u"help"_qs))
        parser.showHelp(Success);
    if (parser.isSet(u"version"_qs))
        parser.showVersion();

    const std::optional<Config> config = configure(parser, options);
    if (!config)
        return Misuse;
    if (parser.isSet(options.printConfig)) {
        print(stdout, printConfig(*config));
        return Success;
    }
    if (parser.isSet(options.checkConfig))
        return Success;
    return run(app, *config);
}
