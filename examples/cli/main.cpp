// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "imoptions.h"
#include "imrun.h"
#include "options.h"
#include "run.h"
#include "token.h"

#include <QCoreApplication>
#include <QLoggingCategory>
#include <QSocketNotifier>

#include <csignal>
#include <cstdio>
#include <cstdlib>

#include <unistd.h>

namespace {

// A signal handler may only touch what is of static storage: it writes to this pipe.
int signalPipe[2] = {-1, -1};

void onSignal(int)
{
    [[maybe_unused]] const ssize_t written = ::write(signalPipe[1], "!", 1);
}

int print(const Rainbow::Cli::ParsedOptions &parsed)
{
    const bool isWanted = parsed.exitCode == Rainbow::Cli::ExitDone;
    std::fputs(parsed.text.toUtf8().constData(), isWanted ? stdout : stderr);
    return parsed.exitCode;
}

// To its end, which a signal brings about as well.
template <typename Run>
int execute(Run &run)
{
    QObject::connect(&run, &Run::finished, qApp, [](int code) { QCoreApplication::exit(code); });

    if (::pipe(signalPipe) != 0) {
        std::perror("rainbow-cli: pipe");
        return EXIT_FAILURE;
    }
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
    QSocketNotifier signalled(signalPipe[0], QSocketNotifier::Read);
    bool interrupted = false;
    QObject::connect(&signalled, &QSocketNotifier::activated, &run, [&run, &interrupted] {
        char byte = 0;
        if (::read(signalPipe[0], &byte, 1) != 1)
            return;
        if (interrupted)
            std::_Exit(Rainbow::Cli::ExitInterrupted);
        interrupted = true;
        run.interrupt();
    });

    run.start();
    return QCoreApplication::exec();
}

} // namespace

int main(int argc, char *argv[])
{
    using namespace Rainbow::Cli;

    const QCoreApplication app(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("rainbow-cli"));
    // The program itself tells what there is to tell; QT_LOGGING_RULES has the last word.
    QLoggingCategory::setFilterRules(QStringLiteral("rainbow.client.info=false"));
    const QStringList arguments = QCoreApplication::arguments();
    if (isImCommand(arguments)) {
        const ParsedImOptions parsed = parseImOptions(arguments);
        if (!parsed.options)
            return print(parsed.instead);
        ImRun run(*parsed.options);
        return execute(run);
    }
    const ParsedOptions parsed =
        isTokenCommand(arguments) ? runTokenCommand(arguments) : parseOptions(arguments);
    if (!parsed.options)
        return print(parsed);
    Run run(*parsed.options);
    return execute(run);
}
