// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "options.h"

#include <QCommandLineParser>
#include <QFile>
#include <QRandomGenerator>

#include <algorithm>
#include <limits>

namespace Rainbow::Cli {

namespace {

constexpr auto DefaultSendTimeout = std::chrono::seconds(30);
constexpr double MaxSeconds = 1'000'000;
constexpr qint64 MaxInFlight = 1000;

const char ExitCodes[] = R"(
With 'im' for the URL it speaks from person to person: see 'rainbow-cli im --help'. With 'token' it
makes a token for that: see 'rainbow-cli token --help'.

Without -m, -f, -s or --stdin-whole the program prints what comes. With them it sends, prints
the answers and ends when all are in; -l makes it stay and -C wait for messages.

Output, one line each ('<' a message, '=' the answer to one of our own):
  < type=1 qos=2 id=7 {"hello": "world"}
  = type=1 qos=2 id=1 {"status": 0}
Data that is not UTF-8 is printed as "base64 ...". What else there is to say goes to stderr.

Exit codes:
    0  all done
    1  a message was not answered within --timeout, or was refused
    2  wrong usage
    3  no connection: unknown host, refused, no answer
    4  rejected: something other than 101 came back (401, 503, ...)
    5  the connection ended, or --timeout passed, before all that -C asks for had come
  130  interrupted
)";

QString text(const char *literal)
{
    return QString::fromUtf8(literal);
}

// The options, so that declaring and reading them cannot differ.
struct Declared {
    const QCommandLineOption header{
        {u"H"_qs, u"header"_qs},
        u"Sends this header when connecting; may be repeated. Without a value: does not send it."_qs,
        u"Name: value"_qs};
    const QCommandLineOption device{
        {u"d"_qs, u"device"_qs}, u"Device id (X-DEVICEID); random when not given."_qs, u"id"_qs};
    const QCommandLineOption os{
        {u"o"_qs, u"os"_qs}, u"Platform (X-CLIENT-OS)."_qs, u"platform"_qs, u"cli"_qs};
    const QCommandLineOption type{
        {u"t"_qs, u"type"_qs}, u"Type of what is sent, 0 to 65535."_qs, u"number"_qs, u"1"_qs};
    const QCommandLineOption qos{
        {u"q"_qs, u"qos"_qs}, u"QoS of what is sent: 0, 1 or 2."_qs, u"level"_qs, u"0"_qs};
    const QCommandLineOption message{
        {u"m"_qs, u"message"_qs}, u"Sends this; may be repeated."_qs, u"data"_qs};
    const QCommandLineOption file{
        {u"f"_qs, u"file"_qs}, u"Sends the bytes of a file; may be repeated."_qs, u"file"_qs};
    const QCommandLineOption lines{{u"s"_qs, u"stdin"_qs},
                                   u"Sends each line of stdin that is not empty."_qs};
    const QCommandLineOption whole{u"stdin-whole"_qs, u"Sends all of stdin as one message."_qs};
    const QCommandLineOption listen{{u"l"_qs, u"listen"_qs},
                                    u"Stays when all is sent and answered."_qs};
    const QCommandLineOption answer{
        {u"a"_qs, u"answer"_qs}, u"Answers messages of QoS 1 and 2 with this."_qs, u"payload"_qs};
    const QCommandLineOption count{
        {u"C"_qs, u"count"_qs}, u"Ends after that many messages."_qs, u"number"_qs};
    const QCommandLineOption timeout{
        {u"W"_qs, u"timeout"_qs},
        u"Ends after that many seconds, 0: never. Default: 30 when it sends what -m, -f or "
        "--stdin-whole give and neither -l nor -C is used, otherwise 0."_qs,
        u"seconds"_qs};
    const QCommandLineOption retry{u"retry"_qs,
                                   u"Sends what was not answered again after that time."_qs,
                                   u"seconds"_qs, u"3"_qs};
    const QCommandLineOption inFlight{u"inflight"_qs,
                                      u"So many may wait for their answer at once, 1 to 1000."_qs,
                                      u"number"_qs, u"1"_qs};
    const QCommandLineOption json{u"json"_qs, u"Prints JSON, one object per line."_qs};
    const QCommandLineOption quiet{u"quiet"_qs,
                                   u"Says nothing but what came: no notes, no errors."_qs};
    const QCommandLineOption verbose{{u"v"_qs, u"verbose"_qs}, u"Shows every packet on stderr."_qs};
    const QCommandLineOption version{u"version"_qs, u"Prints the version."_qs};
    const QCommandLineOption help{{u"h"_qs, u"help"_qs}, u"Prints this help."_qs};
};

// Collects the first mistake; what is read after one does not matter.
class Reader {
public:
    explicit Reader(const QCommandLineParser &parser) : m_parser(parser) { }

    void fail(const QString &what)
    {
        if (m_error.isEmpty())
            m_error = what;
    }
    [[nodiscard]] const QString &error() const { return m_error; }

    qint64 integer(const QCommandLineOption &option, qint64 low, qint64 high)
    {
        const QString value = m_parser.value(option);
        bool ok = false;
        const qint64 number = value.toLongLong(&ok);
        if (!ok || number < low || number > high)
            fail(wrong(option, value));
        return number;
    }

    std::chrono::milliseconds seconds(const QCommandLineOption &option, bool zeroAllowed)
    {
        const QString value = m_parser.value(option);
        bool ok = false;
        const double number = value.toDouble(&ok);
        const bool inRange = number >= (zeroAllowed ? 0 : 0.001) && number <= MaxSeconds;
        if (!ok || !inRange) {
            fail(wrong(option, value));
            return {};
        }
        return std::chrono::milliseconds(qRound64(number * 1000));
    }

    static QString wrong(const QCommandLineOption &option, const QString &value)
    {
        return u"--%1 cannot be '%2'"_qs.arg(option.names().last(), value);
    }

private:
    const QCommandLineParser &m_parser;
    QString m_error;
};

bool isToken(QByteArrayView name)
{
    static constexpr QByteArrayView others("!#$%&'*+-.^_`|~"); // RFC 9110 §5.6.2
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || others.contains(c);
    };
    return !name.isEmpty() && std::all_of(name.begin(), name.end(), allowed);
}

void readHeaders(const QStringList &lines, Options &options, Reader &reader)
{
    static const QList<QByteArray> reserved = {"host", "upgrade", "connection"};
    for (const QString &line : lines) {
        const QByteArray bytes = line.toUtf8();
        const qsizetype colon = bytes.indexOf(':');
        const QByteArray name = bytes.left(qMax<qsizetype>(colon, 0));
        const QByteArray value = bytes.mid(colon + 1).trimmed();
        if (!isToken(name) || value.contains('\n') || value.contains('\r'))
            reader.fail(u"not a header: '%1' (Name: value)"_qs.arg(line));
        else if (reserved.contains(name.toLower()) || name.toLower().startsWith("sec-websocket-"))
            reader.fail(u"the header %1 is the program's own"_qs.arg(QString::fromUtf8(name)));
        else
            options.session.headers.append({name, value});
    }
}

void readUrl(const QStringList &arguments, Options &options, Reader &reader)
{
    if (arguments.size() > 1) {
        reader.fail(u"more than one URL: '%1'"_qs.arg(arguments.at(1)));
        return;
    }
    const QString given = arguments.value(0, u"ws://127.0.0.1:1984/connect/"_qs);
    QUrl url(given, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty()
        || (url.scheme() != u"ws" && url.scheme() != u"wss")) {
        reader.fail(u"not a ws:// or wss:// URL: '%1'"_qs.arg(given));
        return;
    }
    if (url.path().isEmpty())
        url.setPath(u"/connect/"_qs);
    options.session.url = url;
}

Options readOptions(const QCommandLineParser &parser, const Declared &declared, Reader &reader)
{
    Options options;
    readUrl(parser.positionalArguments(), options, reader);

    const QString device = parser.isSet(declared.device)
        ? parser.value(declared.device)
        : u"cli-%1"_qs.arg(QRandomGenerator::system()->generate(), 8, 16, QLatin1Char('0'));
    QStringList headers = {u"X-DEVICEID:"_qs + device,
                           u"X-CLIENT-OS:"_qs + parser.value(declared.os)};
    headers += parser.values(declared.header);
    readHeaders(headers, options, reader);

    options.type = quint16(reader.integer(declared.type, 0, 0xffff));
    options.qos = QoS(reader.integer(declared.qos, 0, 2));
    options.session.answer = parser.value(declared.answer).toUtf8();
    options.session.retryInterval = reader.seconds(declared.retry, false);
    options.session.maxInFlight = int(reader.integer(declared.inFlight, 1, MaxInFlight));
    options.listen = parser.isSet(declared.listen);
    options.json = parser.isSet(declared.json);
    options.quiet = parser.isSet(declared.quiet);
    options.verbose = parser.isSet(declared.verbose);
    if (parser.isSet(declared.count))
        options.count = reader.integer(declared.count, 1, std::numeric_limits<qint64>::max());

    for (const QString &message : parser.values(declared.message))
        options.messages.append(message.toUtf8());
    for (const QString &name : parser.values(declared.file)) {
        QFile file(name);
        if (file.open(QIODevice::ReadOnly))
            options.messages.append(file.readAll());
        else
            reader.fail(u"cannot read %1: %2"_qs.arg(name, file.errorString()));
    }
    if (parser.isSet(declared.lines) && parser.isSet(declared.whole))
        reader.fail(u"--stdin and --stdin-whole exclude each other"_qs);
    if (parser.isSet(declared.lines))
        options.standardInput = StdinMode::Lines;
    if (parser.isSet(declared.whole))
        options.standardInput = StdinMode::Whole;

    if (parser.isSet(declared.timeout)) {
        const std::chrono::milliseconds timeout = reader.seconds(declared.timeout, true);
        if (timeout.count() > 0)
            options.timeout = timeout;
    } else if (options.sends() && options.standardInput != StdinMode::Lines && !options.listen
               && !options.count) {
        options.timeout = DefaultSendTimeout;
    }
    return options;
}

} // namespace

ParsedOptions parseOptions(const QStringList &arguments)
{
    const Declared declared;
    QCommandLineParser parser;
    parser.setApplicationDescription(
        u"A client for a Rainbow relay: prints what comes, sends, answers."_qs);
    parser.addOptions({declared.header,  declared.device,  declared.os,       declared.type,
                       declared.qos,     declared.message, declared.file,     declared.lines,
                       declared.whole,   declared.listen,  declared.answer,   declared.count,
                       declared.timeout, declared.retry,   declared.inFlight, declared.json,
                       declared.quiet,   declared.verbose, declared.version,  declared.help});
    parser.addPositionalArgument(
        u"url"_qs, u"The relay; ws://127.0.0.1:1984/connect/ when not given."_qs, u"[url]"_qs);

    const auto usageError = [](const QString &what) {
        return ParsedOptions{.options = {},
                             .text = u"rainbow-cli: %1\nTry 'rainbow-cli --help'.\n"_qs.arg(what),
                             .exitCode = ExitUsage};
    };
    if (!parser.parse(arguments))
        return usageError(parser.errorText());
    if (parser.isSet(declared.help))
        return {.options = {}, .text = parser.helpText() + text(ExitCodes), .exitCode = ExitDone};
    if (parser.isSet(declared.version))
        return {
            .options = {}, .text = text("rainbow-cli " RAINBOW_VERSION "\n"), .exitCode = ExitDone};

    Reader reader(parser);
    Options options = readOptions(parser, declared, reader);
    if (!reader.error().isEmpty())
        return usageError(reader.error());
    return {.options = std::move(options), .text = {}, .exitCode = ExitDone};
}

} // namespace Rainbow::Cli
