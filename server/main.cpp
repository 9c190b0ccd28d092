// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "commandline.h"
#include "logging.h"
#include "runtime/epolldispatcher.h"
#include "service.h"
#include "translations/translations.h"

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QFile>

#include <openssl/crypto.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>

#include <sys/resource.h>

using namespace Rainbow;

namespace {

enum ExitCode { Success = 0, Failure = 1, Misuse = 2 };

void print(FILE *stream, const QByteArray &text)
{
    std::fwrite(text.constData(), 1, size_t(text.size()), stream);
    std::fflush(stream);
}

void printLine(FILE *stream, const QString &line)
{
    print(stream, line.toUtf8() + '\n');
}

/// The memory of the process holds the token, and may not end up in a file. The limit keeps the
/// kernel from writing a core dump; a program that it pipes the dump to gets one without memory.
void forbidCoreDumps()
{
    const rlimit none{0, 0};
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        qCWarning(lcNode, "core dumps cannot be forbidden: %s", std::strerror(errno));
    QFile filter(u"/proc/self/coredump_filter"_qs);
    if (filter.open(QIODevice::WriteOnly | QIODevice::Unbuffered))
        filter.write("0");
}

/// A thread's part of OpenSSL is freed when the thread's last destructor runs, which may be while
/// the program exits: what it needs for that must not be gone by then.
void keepOpenSslThroughExit()
{
    OPENSSL_init_crypto(OPENSSL_INIT_NO_ATEXIT, nullptr);
}

int run(QCoreApplication &app, const CommandLine &commandLine, const Config &config)
{
    if (config.dev) {
        qCWarning(lcNode,
                  "DEVELOPMENT MODE (--dev): everybody is let in where there is no "
                  "connect_url, and every call where there is no security_token. Not for "
                  "a network you do not trust.");
    }
    Service service(commandLine, config);
    const QByteArray error = service.start();
    if (!error.isEmpty()) {
        qCCritical(lcNode, "%s", error.constData());
        return Failure;
    }
    QObject::connect(&service, &Service::stopped, &app, &QCoreApplication::quit);
    return app.exec();
}

} // namespace

int main(int argc, char *argv[])
{
    // Whoever read the log may go before we do.
    std::signal(SIGPIPE, SIG_IGN);
    keepOpenSslThroughExit();
    if (auto dispatcher = makeEventDispatcher())
        QCoreApplication::setEventDispatcher(dispatcher.release());
    QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("rainbow-server"));
    QCoreApplication::setApplicationVersion(QStringLiteral(RAINBOW_VERSION));

    Translations::install(app, {u"rainbow_server"_qs});

    CommandLine commandLine;
    const QString wrong = commandLine.parse(QCoreApplication::arguments());
    if (!wrong.isEmpty()) {
        printLine(stderr, u"rainbow-server: "_qs + CommandLine::tr("%1 Try --help.").arg(wrong));
        return Misuse;
    }
    commandLine.showHelp();

    if (!commandLine.isDev())
        forbidCoreDumps();
    const CommandLine::Configured configured = commandLine.configure();
    for (const QString &problem : configured.problems)
        printLine(stderr, problem);
    if (!configured.config)
        return Misuse;
    if (commandLine.printsConfig()) {
        print(stdout, printConfig(*configured.config));
        return Success;
    }
    installLogging(configured.config->log);
    for (const QString &warning : configured.warnings)
        qCWarning(lcNode, "%s", qUtf8Printable(warning));
    if (commandLine.checksConfig())
        return Success;
    return run(app, commandLine, *configured.config);
}
