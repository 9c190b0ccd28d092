// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/dashboardclient.h"

#include <QJsonDocument>

namespace Rainbow::Test {

DashboardClient::DashboardClient(QObject *parent) : QObject(parent)
{
    m_raw.onMessage = [this](const RawClient::Message &message) {
        const QJsonDocument document = QJsonDocument::fromJson(message.payload);
        if (!document.isObject())
            qWarning() << "no JSON object from the feed:" << message.payload;
        m_frames.append(document.object());
    };
}

bool DashboardClient::open(const Server &server, const QByteArray &token, const Fields &headers)
{
    Fields all = headers;
    if (!token.isEmpty())
        all.append({"Authorization", "Bearer " + token});
    return m_raw.open(server, "/admin/", all) && waitFor(u"hello"_qs);
}

int DashboardClient::send(QJsonObject request)
{
    request.insert(u"id"_qs, ++m_lastId);
    m_raw.sendFrame(RawClient::Opcode::Text, QJsonDocument(request).toJson(QJsonDocument::Compact));
    return m_lastId;
}

bool DashboardClient::hasAnswer(int id) const
{
    return std::any_of(m_frames.begin(), m_frames.end(), [id](const QJsonObject &frame) {
        return frame.value(u"id").toInt(-1) == id;
    });
}

QJsonObject DashboardClient::answerTo(int id, std::chrono::milliseconds timeout)
{
    (void)waitUntil([this, id] { return hasAnswer(id) || !isOpen(); }, timeout);
    for (const QJsonObject &frame : std::as_const(m_frames)) {
        if (frame.value(u"id").toInt(-1) == id)
            return frame;
    }
    return {};
}

namespace {

QJsonObject with(QJsonObject members, const QString &name, const QString &value)
{
    members.insert(name, value);
    return members;
}

} // namespace

QJsonObject DashboardClient::ask(const QString &what, const QJsonObject &members)
{
    return answerTo(send(with(members, u"ask"_qs, what)));
}

QString DashboardClient::stateOf(const QByteArray &identity)
{
    return ask(u"connection"_qs, {{u"identity"_qs, QString::fromUtf8(identity)}})
        .value(u"connection")
        .toObject()
        .value(u"state")
        .toString();
}

QJsonObject DashboardClient::act(const QString &what, const QJsonObject &members)
{
    return answerTo(send(with(members, u"do"_qs, what)));
}

QJsonObject DashboardClient::watch(const QByteArray &identity, bool on)
{
    return answerTo(send({{on ? u"watch"_qs : u"unwatch"_qs, u"connection"_qs},
                          {u"identity"_qs, QString::fromUtf8(identity)}}));
}

QList<QJsonObject> DashboardClient::events(const QString &name) const
{
    QList<QJsonObject> found;
    for (const QJsonObject &frame : m_frames) {
        if (frame.value(u"event") == name)
            found.append(frame);
    }
    return found;
}

bool DashboardClient::waitFor(const QString &name, int number)
{
    return waitUntil([&] { return events(name).size() >= number || m_raw.isDisconnected(); })
        && events(name).size() >= number;
}

QJsonArray column(const QJsonObject &answer, const QString &member)
{
    QJsonArray values;
    const QJsonArray rows = answer.value(u"rows").toArray();
    for (const QJsonValue &row : rows)
        values.append(row.toObject().value(member));
    return values;
}

} // namespace Rainbow::Test
