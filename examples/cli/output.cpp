// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "output.h"

#include "lines.h"
#include "options.h"

#include <QJsonDocument>

#include <optional>

namespace Rainbow::Cli {

Output::Output(const Options &options)
    : m_json(options.json), m_quiet(options.quiet), m_verbose(options.verbose)
{
}

void Output::connected(const QUrl &url)
{
    const QString shown = url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery);
    if (m_quiet)
        return;
    if (m_json)
        line({{u"event"_qs, u"connected"_qs}, {u"url"_qs, shown}});
    else
        note(u"connected to "_qs + shown);
}

void Output::message(const Message &message)
{
    data('<', "message", {message.type(), message.qos(), message.id()}, message.payload());
}

void Output::answer(const Delivery &message, const QByteArray &payload)
{
    data('=', "answer", {message.type(), message.qos(), message.id()}, payload);
}

QString Output::toText(const Head &head)
{
    QString text = u"type=%1 qos=%2"_qs.arg(head.type).arg(int(head.qos));
    if (head.qos != QoS::AtMostOnce)
        text += u" id=%1"_qs.arg(head.id);
    return text;
}

void Output::data(char mark, const char *event, const Head &head, const QByteArray &payload)
{
    const std::optional<QString> text = asText(payload);
    if (m_json) {
        QJsonObject object{{u"event"_qs, QString::fromLatin1(event)},
                           {u"type"_qs, head.type},
                           {u"qos"_qs, int(head.qos)},
                           {u"data"_qs, text.value_or(QString::fromLatin1(payload.toBase64()))}};
        if (head.qos != QoS::AtMostOnce)
            object.insert(u"id"_qs, head.id);
        if (!text)
            object.insert(u"encoding"_qs, u"base64"_qs);
        line(object);
        return;
    }
    const QString shown =
        text ? escaped(*text) : u"base64 "_qs + QString::fromLatin1(payload.toBase64());
    line((QChar::fromLatin1(mark) + u' ' + toText(head) + u' ' + shown).toUtf8());
}

void Output::closed(int code, const QString &reason)
{
    if (m_quiet)
        return;
    if (m_json) {
        line({{u"event"_qs, u"closed"_qs}, {u"code"_qs, code}, {u"reason"_qs, reason}});
        return;
    }
    note(reason.isEmpty() ? u"closed: %1"_qs.arg(code)
                          : u"closed: %1 %2"_qs.arg(code).arg(escaped(reason)));
}

void Output::note(const QString &text)
{
    if (!m_quiet)
        toStderr(text);
}

void Output::error(const QString &text)
{
    note(u"rainbow-cli: "_qs + escaped(text));
}

void Output::trace(const Trace &trace)
{
    if (trace.direction == Trace::Direction::Ignored)
        return note(u"ignored a frame: "_qs + trace.note);
    if (!m_verbose)
        return;
    QString text = trace.direction == Trace::Direction::Sent ? u"> "_qs : u"< "_qs;
    text += QString::fromLatin1(trace.command);
    if (trace.repeated)
        text += u" dup";
    if (trace.command == "SEND")
        text += u' ' + toText({trace.type, trace.qos, trace.id});
    else
        text += u" id=%1"_qs.arg(trace.id);
    toStderr(text + u" (%1 bytes)"_qs.arg(trace.size));
}

void Output::line(const QByteArray &text)
{
    if (!toStdout(text))
        m_broken = true;
}

void Output::line(const QJsonObject &object)
{
    line(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace Rainbow::Cli
