// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "imoptions.h"

#include "token.h"

#include <QCommandLineParser>
#include <QUrlQuery>

namespace Rainbow::Cli {

namespace {

constexpr qsizetype MaxReceiver = 255; ///< bytes, as the relay has it
constexpr auto DefaultSendTimeout = std::chrono::seconds(30);
constexpr double MaxSeconds = 1'000'000;

const char More[] = R"(
With a text it sends that and ends, once the relay has taken it. Without one it sends each line of
stdin that is not empty to --to, until stdin ends, and prints what comes meanwhile. With --listen it
does both, and stays. Without --to it only listens.

Output, one line each:
  12:03:04 alice: hi          from an account; * is the business server
  12:03:05 alice@room: hi     from an account, to a room
What else there is to say goes to stderr.

Exit codes:
    0  all done
    1  the relay did not take it within --timeout, or a line of stdin is not UTF-8
    2  wrong usage
    3  no connection: unknown host, refused, no answer
    4  rejected: 400 something is missing, 1000 token, 1001 unknown app, or an HTTP status
    5  the connection ended before all was done
  130  interrupted
)";

struct Declared {
    const QCommandLineOption url{u"url"_qs,
                                 u"The relay; ws://127.0.0.1:1984/ws/connect when not given."_qs,
                                 u"url"_qs, u"ws://127.0.0.1:1984/ws/connect"_qs};
    const QCommandLineOption app{u"app"_qs, u"The application's app_key (app_id)."_qs, u"key"_qs};
    const QCommandLineOption token{u"token"_qs,
                                   u"A token of the business server; others on this machine may "
                                   "see it among the processes."_qs,
                                   u"token"_qs};
    const QCommandLineOption secretFile{
        u"secret-file"_qs,
        u"In place of --token: makes one with the secret in a file's first line."_qs, u"file"_qs};
    const QCommandLineOption sub{
        u"sub"_qs, u"With --secret-file: the account whose token it is."_qs, u"account"_qs};
    const QCommandLineOption to{u"to"_qs, u"The account that gets what is sent."_qs, u"name"_qs};
    const QCommandLineOption room{u"room"_qs, u"--to is a room."_qs};
    const QCommandLineOption listen{{u"l"_qs, u"listen"_qs},
                                    u"Prints what comes, and stays when all is sent."_qs};
    const QCommandLineOption json{u"json"_qs, u"Prints what comes as it is, which is JSON."_qs};
    const QCommandLineOption timeout{
        {u"W"_qs, u"timeout"_qs},
        u"Ends after that many seconds, 0: never. Default: 30 when it only sends a text, "
        "otherwise 0."_qs,
        u"seconds"_qs};
    const QCommandLineOption help{{u"h"_qs, u"help"_qs}, u"Prints this help."_qs};
};

ParsedImOptions usageError(const QString &what)
{
    return {{},
            {.options = {},
             .text = u"rainbow-cli im: %1\nTry 'rainbow-cli im --help'.\n"_qs.arg(what),
             .exitCode = ExitUsage}};
}

/// The token that was given or made; on an error, why says what it is.
QByteArray readToken(const QCommandLineParser &parser, const Declared &declared, QString &why)
{
    const bool isGiven = parser.isSet(declared.token);
    const bool isFile = parser.isSet(declared.secretFile);
    if (isGiven == isFile || isFile != parser.isSet(declared.sub)) {
        why = u"either --token, or --secret-file and --sub must be given"_qs;
        return {};
    }
    if (isGiven) {
        if (parser.value(declared.token).isEmpty())
            why = u"--token is empty"_qs;
        return parser.value(declared.token).toUtf8();
    }
    const MadeToken made = makeToken(parser.value(declared.secretFile), parser.value(declared.sub));
    why = made.error;
    return made.token;
}

/// The URL with who it is that comes; invalid: it is none of a WebSocket.
QUrl urlOf(const QString &given, const QString &app, const QByteArray &token)
{
    QUrl url(given, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != u"ws" && url.scheme() != u"wss")) {
        return {};
    }
    if (url.path().isEmpty())
        url.setPath(u"/ws/connect"_qs);
    QUrlQuery query(url);
    query.removeAllQueryItems(u"app_id"_qs);
    query.removeAllQueryItems(u"token"_qs);
    const auto encoded = [](const QByteArray &bytes) {
        return QString::fromLatin1(bytes.toPercentEncoding());
    };
    query.addQueryItem(u"app_id"_qs, encoded(app.toUtf8()));
    query.addQueryItem(u"token"_qs, encoded(token));
    url.setQuery(query);
    return url;
}

/// What is wrong with whom it is to be sent to; empty: nothing.
QString receiverProblem(const ImOptions &options, bool isGiven)
{
    const qsizetype size = options.to.toUtf8().size();
    if (isGiven && (size == 0 || size > MaxReceiver))
        return u"--to must be 1 to 255 bytes"_qs;
    if (!isGiven && (options.isRoom || !options.text.isEmpty()))
        return u"--to says to whom, and is missing"_qs;
    return {};
}

} // namespace

bool isImCommand(const QStringList &arguments)
{
    return arguments.value(1) == u"im";
}

ParsedImOptions parseImOptions(const QStringList &arguments)
{
    const Declared declared;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"Speaks from person to person (im): sends to an account or a room, prints what comes."_qs);
    parser.addOptions({declared.url, declared.app, declared.token, declared.secretFile,
                       declared.sub, declared.to, declared.room, declared.listen, declared.json,
                       declared.timeout, declared.help});
    parser.addPositionalArgument(u"im"_qs, u"What to do."_qs, u"im"_qs);
    parser.addPositionalArgument(u"text"_qs, u"What to send; words are joined by blanks."_qs,
                                 u"[text...]"_qs);
    if (!parser.parse(arguments))
        return usageError(parser.errorText());
    if (parser.isSet(declared.help)) {
        const QString text = parser.helpText() + QString::fromUtf8(More);
        return {{}, {.options = {}, .text = text, .exitCode = ExitDone}};
    }

    ImOptions options;
    if (parser.value(declared.app).isEmpty())
        return usageError(u"--app must be given"_qs);
    QString problem;
    const QByteArray token = readToken(parser, declared, problem);
    if (!problem.isEmpty())
        return usageError(problem);
    // It is not shown: there may be a token in it, too.
    options.url = urlOf(parser.value(declared.url), parser.value(declared.app), token);
    if (!options.url.isValid())
        return usageError(u"--url is not a ws:// or wss:// URL"_qs);

    options.to = parser.value(declared.to);
    options.isRoom = parser.isSet(declared.room);
    options.text = parser.positionalArguments().mid(1).join(u' ');
    if (options.text.isEmpty() && parser.positionalArguments().size() > 1)
        return usageError(u"the text is empty"_qs);
    problem = receiverProblem(options, parser.isSet(declared.to));
    if (!problem.isEmpty())
        return usageError(problem);

    const bool listens = parser.isSet(declared.listen);
    options.readsInput = !options.to.isEmpty() && (listens || options.text.isEmpty());
    options.stays = listens || options.to.isEmpty();
    options.prints = listens || options.text.isEmpty();
    options.json = parser.isSet(declared.json);
    if (parser.isSet(declared.timeout)) {
        bool ok = false;
        const double seconds = parser.value(declared.timeout).toDouble(&ok);
        if (!ok || !(seconds >= 0 && seconds <= MaxSeconds))
            return usageError(u"--timeout cannot be '%1'"_qs.arg(parser.value(declared.timeout)));
        if (seconds > 0)
            options.timeout = std::chrono::milliseconds(qMax<qint64>(1, qRound64(seconds * 1000)));
    } else if (!options.prints) {
        options.timeout = DefaultSendTimeout;
    }
    return {std::move(options), {}};
}

} // namespace Rainbow::Cli
