// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "logging.h"

#include "journal.h"
#include "limit.h"

#include <QDateTime>

#include <cerrno>
#include <map>
#include <mutex>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcNode, "rainbow.node", QtInfoMsg)
Q_LOGGING_CATEGORY(lcGate, "rainbow.gate", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHttp, "rainbow.http", QtInfoMsg)
Q_LOGGING_CATEGORY(lcHub, "rainbow.hub", QtInfoMsg)
Q_LOGGING_CATEGORY(lcBusiness, "rainbow.business", QtInfoMsg)
Q_LOGGING_CATEGORY(lcLimits, "rainbow.limits", QtInfoMsg)
Q_LOGGING_CATEGORY(lcApi, "rainbow.api", QtInfoMsg)
Q_LOGGING_CATEGORY(lcAudit, "rainbow.audit", QtInfoMsg)

namespace Rainbow {

namespace {

// Below PIPE_BUF, so that the kernel never splits a line that goes into a pipe.
constexpr qsizetype maxLine = 2048;
constexpr QByteArrayView ellipsis = "\xe2\x80\xa6";

QByteArray levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "debug";
    case QtInfoMsg:
        return "info";
    case QtWarningMsg:
        return "warning";
    case QtCriticalMsg:
        return "error";
    case QtFatalMsg:
        break;
    }
    return "fatal";
}

// What could forge a line or steer a terminal: controls, line separators, bidi overrides.
bool isUnsafe(char32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029
        || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

void appendEscaped(QByteArray &line, char32_t c, LogFormat format)
{
    const bool json = format == LogFormat::Json;
    const QByteArray hex = QByteArray::number(c, 16);
    if (c == '\n')
        line += "\\n";
    else if (c == '\r')
        line += "\\r";
    else if (c == '\t')
        line += "\\t";
    else if (!json && c < 0x100)
        line += "\\x" + hex.rightJustified(2, '0');
    else
        line += "\\u" + hex.rightJustified(4, '0');
}

void append(QByteArray &line, char32_t c, LogFormat format)
{
    if (isUnsafe(c)) {
        appendEscaped(line, c, format);
    } else if (c < 0x80) {
        if (format == LogFormat::Json && (c == '"' || c == '\\'))
            line += '\\';
        line += char(c);
    } else {
        line += QString::fromUcs4(&c, 1).toUtf8();
    }
}

char32_t takeCodePoint(QStringView &text)
{
    const QChar first = text.front();
    text = text.sliced(1);
    if (!first.isSurrogate())
        return first.unicode();
    if (!first.isHighSurrogate() || text.isEmpty() || !text.front().isLowSurrogate())
        return QChar::ReplacementCharacter;
    const QChar second = text.front();
    text = text.sliced(1);
    return QChar::surrogateToUcs4(first, second);
}

// Appends text until line has limit bytes; never half a character or escape.
void append(QByteArray &line, QStringView text, LogFormat format, qsizetype limit)
{
    const qsizetype room = limit - ellipsis.size();
    qsizetype cut = line.size(); // where the ellipsis would go
    while (!text.isEmpty()) {
        append(line, takeCodePoint(text), format);
        if (line.size() > limit) {
            line.truncate(cut);
            line += ellipsis;
            return;
        }
        if (line.size() <= room)
            cut = line.size();
    }
}

QByteArray textLine(QtMsgType type, const char *category, const QString &message)
{
    QByteArray line = QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1();
    line += ' ' + levelName(type).toUpper() + ' ' + category + ' ';
    append(line, message, LogFormat::Text, maxLine - 1);
    return line + '\n';
}

QByteArray jsonLine(QtMsgType type, const char *category, const QString &message)
{
    constexpr QByteArrayView end = "\"}\n";
    QByteArray line = "{\"time\":\""
        + QDateTime::currentDateTimeUtc().toString(Qt::ISODateWithMs).toLatin1() + "\",\"level\":\""
        + levelName(type) + "\",\"category\":\"" + category + "\",\"message\":\"";
    append(line, message, LogFormat::Json, maxLine - end.size());
    line += end;
    return line;
}

// One write: the kernel keeps lines of several threads apart. A log that cannot be written is
// lost; there is nowhere to say so.
void writeLine(const QByteArray &line)
{
    while (::write(STDERR_FILENO, line.constData(), size_t(line.size())) < 0 && errno == EINTR) { }
}

const char *categoryOf(const QMessageLogContext &context)
{
    return context.category ? context.category : "default";
}

QByteArray lineOf(LogFormat format, QtMsgType type, const char *category, const QString &message)
{
    return format == LogFormat::Json ? jsonLine(type, category, message)
                                     : textLine(type, category, message);
}

/// Whoever can make the relay log a line must not be able to fill the disk with them. What was
/// asked for, debug lines, and what ends the program is let through.
bool isLetThrough(LogFormat format, QtMsgType type, const char *category)
{
    if (type == QtDebugMsg || type == QtFatalMsg)
        return true;
    // Never destroyed: the last lines come when the program has all but ended.
    static auto &mutex = *new std::mutex;
    static auto &throttles = *new std::map<std::pair<QByteArray, QtMsgType>, LogThrottle>;
    const std::lock_guard lock(mutex);
    LogThrottle &throttle =
        throttles.try_emplace({QByteArray(category), type}, MaxLinesPerSecond).first->second;
    const LogThrottle::Verdict verdict = throttle.ask(LogThrottle::Clock::now());
    if (verdict.left > 0)
        writeLine(lineOf(format, QtWarningMsg, category,
                         u"%1 lines were left out: too many of level %2"_qs.arg(verdict.left)
                             .arg(QString::fromLatin1(levelName(type)))));
    return verdict.log;
}

template <LogFormat Format>
void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const char *category = categoryOf(context);
    if (!isLetThrough(Format, type, category))
        return;
    writeLine(lineOf(Format, type, category, message));
    if (type == QtCriticalMsg)
        journal({.kind = JournalKind::Error, .text = message.toUtf8()});
}

QString filterRules(LogLevel level)
{
    const auto rule = [level](const char *name, LogLevel needed) {
        return u"rainbow.*.%1=%2\n"_qs.arg(QLatin1StringView(name),
                                           level <= needed ? u"true"_qs : u"false"_qs);
    };
    return rule("debug", LogLevel::Debug) + rule("info", LogLevel::Info)
        + rule("warning", LogLevel::Warning);
}

} // namespace

void installLogging(const LogSettings &settings)
{
    QLoggingCategory::setFilterRules(filterRules(settings.level));
    qInstallMessageHandler(settings.format == LogFormat::Json ? write<LogFormat::Json>
                                                              : write<LogFormat::Text>);
}

} // namespace Rainbow
