// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "textclient.h"

#include <QHash>

namespace Rainbow::Test {

/// The header of HTTP Basic.
[[nodiscard]] inline Fields basic(const QByteArray &user, const QByteArray &password)
{
    return {{"Authorization", "Basic " + (user + ':' + password).toBase64()}};
}

/// A business server that calls by mesh, over a WebSocket, and keeps what it is told. Thread: the
/// test's.
class MeshClient {
public:
    [[nodiscard]] bool open(const Server &server, const Fields &headers = {},
                            const QByteArray &target = "/ws/v1")
    {
        m_raw.onMessage = [this](const RawClient::Message &message) { take(message); };
        return m_raw.open(server, target, headers);
    }
    [[nodiscard]] RawClient &raw() { return m_raw; }

    void say(const QByteArray &text) { m_raw.sendFrame(RawClient::Opcode::Text, text); }
    /// Begins a call; p: JSON. Gives its "i".
    int begin(const QByteArray &method, const QByteArray &p)
    {
        const int id = ++m_lastId;
        say(R"({"m":")" + method + R"(","p":)" + p + R"(,"i":)" + QByteArray::number(id) + '}');
        return id;
    }
    [[nodiscard]] bool isAnswered(int id) const { return m_answers.contains(id); }
    /// The answer to that, once it has come, without its "i"; nothing: it has not, for long.
    [[nodiscard]] QByteArray answerTo(int id)
    {
        (void)waitUntil([this, id] { return isAnswered(id) || m_raw.isDisconnected(); });
        return m_answers.value(id);
    }
    /// A call, and its answer, as canonical() gives it.
    [[nodiscard]] QByteArray call(const QByteArray &method, const QByteArray &p)
    {
        return answerTo(begin(method, p));
    }
    /// The code that the call fails with; 0: it does not.
    [[nodiscard]] int codeOf(const QByteArray &method, const QByteArray &p)
    {
        const QByteArray answer = call(method, p);
        if (answer.isEmpty())
            return -1;
        return QJsonDocument::fromJson(answer).object().value(u"e").toObject().value(u"c").toInt();
    }
    /// conn.call; arguments: the list's elements.
    [[nodiscard]] static QByteArray connCall(const QByteArray &client, const QByteArray &function,
                                             const QByteArray &arguments = {})
    {
        return R"({"c":")" + client + R"(","f":")" + function + R"(","a":[)" + arguments + "]}";
    }

    /// Takes messages of that topic from now on.
    [[nodiscard]] bool pop(const QByteArray &topic)
    {
        return codeOf("queue.pop", R"({"t":[")" + topic + R"("]})") == 0;
    }
    /// Messages out of queues, in order: their "d".
    [[nodiscard]] const QList<QJsonObject> &taken() const { return m_taken; }
    /// Begins to answer a message; gives the call's "i".
    int answer(const QJsonObject &message, const QByteArray &data)
    {
        return begin(
            "conn.call",
            connCall(message.value(u"identity").toString().toUtf8(), "answer",
                     '"' + message.value(u"mid").toString().toUtf8() + "\",\"" + data + '"'));
    }
    /// The "p" that the last of them came in.
    [[nodiscard]] const QJsonObject &lastEvent() const { return m_lastEvent; }
    /// Called for each message out of a queue, before it is in taken().
    std::function<void(const QJsonObject &message)> onTaken;

    /// What came of mesh.publish, and pongs, as it came.
    [[nodiscard]] const QList<QByteArray> &heard() const { return m_heard; }
    /// What else came: answers to what had no number.
    [[nodiscard]] const QList<QJsonObject> &others() const { return m_others; }

private:
    void take(const RawClient::Message &message)
    {
        QJsonObject object = QJsonDocument::fromJson(message.payload).object();
        const QJsonValue event = object.value(u"e");
        const QJsonValue id = object.value(u"i");
        if (message.opcode != RawClient::Opcode::Text) {
            m_heard.append("not text");
        } else if (event == u"queue.pop"_qs) {
            m_lastEvent = object.value(u"p").toObject();
            const QJsonObject taken = m_lastEvent.value(u"d").toObject();
            if (onTaken)
                onTaken(taken);
            m_taken.append(taken);
        } else if (event.isString() || object.isEmpty()) {
            m_heard.append(message.payload);
        } else if (id.isDouble() && !m_answers.contains(id.toInt())) {
            object.remove(u"i");
            m_answers.insert(id.toInt(), QJsonDocument(object).toJson(QJsonDocument::Compact));
        } else {
            m_others.append(object);
        }
    }

    RawClient m_raw;
    QHash<int, QByteArray> m_answers;
    QList<QJsonObject> m_taken;
    QJsonObject m_lastEvent;
    QList<QByteArray> m_heard;
    QList<QJsonObject> m_others;
    int m_lastId = 0;
};

} // namespace Rainbow::Test
