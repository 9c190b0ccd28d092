// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "protocol/hello.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <limits>

namespace Rainbow {

namespace {

double toSeconds(std::chrono::milliseconds time)
{
    return std::chrono::duration<double>(time).count();
}

/// Reads members of an object; once one was wrong, isGood() is false.
class Members {
public:
    explicit Members(QJsonObject object) : m_object(std::move(object)) { }

    void read(const char *name, QByteArray &value)
    {
        if (const QJsonValue json = take(name, QJsonValue::String); json.isString())
            value = json.toString().toUtf8();
    }
    void read(const char *name, bool &value)
    {
        if (const QJsonValue json = take(name, QJsonValue::Bool); json.isBool())
            value = json.toBool();
    }
    void read(const char *name, qint64 &value)
    {
        if (const auto number = readNumber(name))
            value = qint64(*number);
    }
    void read(const char *name, std::chrono::milliseconds &value)
    {
        if (const auto seconds = readNumber(name))
            value = std::chrono::milliseconds(qint64(*seconds * 1'000));
    }
    [[nodiscard]] bool isGood() const { return m_good; }

private:
    QJsonValue take(const char *name, QJsonValue::Type type)
    {
        QJsonValue value = m_object.value(QLatin1StringView(name));
        if (!value.isUndefined() && value.type() != type)
            m_good = false;
        return value;
    }
    std::optional<double> readNumber(const char *name)
    {
        const QJsonValue json = take(name, QJsonValue::Double);
        if (!json.isDouble())
            return std::nullopt;
        constexpr double most = std::numeric_limits<int>::max();
        if (!(json.toDouble() >= 0 && json.toDouble() <= most)) {
            m_good = false;
            return std::nullopt;
        }
        return json.toDouble();
    }

    QJsonObject m_object;
    bool m_good = true;
};

} // namespace

QByteArray toPayload(const Hello &hello)
{
    const QJsonObject object{
        {u"identity"_qs, QString::fromUtf8(hello.identity)},
        {u"session"_qs, QString::fromUtf8(hello.session)},
        {u"resumed"_qs, hello.resumed},
        {u"session_ttl"_qs, toSeconds(hello.sessionTtl)},
        {u"ping_interval"_qs, toSeconds(hello.pingInterval)},
        {u"retry_interval"_qs, toSeconds(hello.retryInterval)},
        {u"max_payload"_qs, hello.maxPayload},
        {u"server"_qs, QString::fromUtf8(hello.server)},
    };
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

std::optional<Hello> parseHello(const QByteArray &payload)
{
    const QJsonDocument document = QJsonDocument::fromJson(payload);
    if (!document.isObject())
        return std::nullopt;
    Hello hello;
    Members members(document.object());
    members.read("identity", hello.identity);
    members.read("session", hello.session);
    members.read("resumed", hello.resumed);
    members.read("session_ttl", hello.sessionTtl);
    members.read("ping_interval", hello.pingInterval);
    members.read("retry_interval", hello.retryInterval);
    members.read("max_payload", hello.maxPayload);
    members.read("server", hello.server);
    if (!members.isGood() || hello.identity.isEmpty())
        return std::nullopt;
    return hello;
}

} // namespace Rainbow
