// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/stage.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QMessageAuthenticationCode>

namespace Rainbow::Test {

/// A client of a dialect that speaks text. Thread: the test's.
class TextClient {
public:
    [[nodiscard]] bool open(const Server &server, const QByteArray &target,
                            const Fields &headers = {})
    {
        return m_raw.open(server, target, headers);
    }
    [[nodiscard]] RawClient &raw() { return m_raw; }

    void say(const QByteArray &text) { m_raw.sendFrame(RawClient::Opcode::Text, text); }
    void say(const QJsonObject &object)
    {
        say(QJsonDocument(object).toJson(QJsonDocument::Compact));
    }

    /// What it was told, in order; every message must be text.
    [[nodiscard]] QList<QByteArray> heard() const
    {
        QList<QByteArray> texts;
        for (const RawClient::Message &message : m_raw.messages())
            texts.append(message.opcode == RawClient::Opcode::Text ? message.payload : "not text");
        return texts;
    }
    [[nodiscard]] int count() const { return int(m_raw.messages().size()); }
    [[nodiscard]] bool waitFor(int number) const
    {
        return waitUntil([this, number] { return count() >= number; });
    }
    [[nodiscard]] QJsonObject object(int index) const
    {
        return QJsonDocument::fromJson(heard().value(index)).object();
    }
    /// The relay has dealt with all that was said: it answers a ping behind it.
    [[nodiscard]] bool isDone()
    {
        const QByteArray token = "done" + QByteArray::number(++m_lastPing);
        m_raw.sendFrame(RawClient::Opcode::Ping, token);
        return waitUntil([this, &token] { return m_raw.pongs().contains(token); });
    }

private:
    RawClient m_raw;
    int m_lastPing = 0;
};

/// A JSON Web Token, HS256.
[[nodiscard]] inline QByteArray jsonWebToken(const QJsonObject &claims, const QByteArray &secret)
{
    const auto part = [](const QByteArray &bytes) {
        return bytes.toBase64(QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals);
    };
    const QByteArray text = part(R"({"alg":"HS256","typ":"JWT"})") + '.'
        + part(QJsonDocument(claims).toJson(QJsonDocument::Compact));
    return text + '.'
        + part(QMessageAuthenticationCode::hash(text, secret, QCryptographicHash::Sha256));
}

/// The same for an account, good for an hour.
[[nodiscard]] inline QByteArray tokenOf(const QString &account, const QByteArray &secret)
{
    return jsonWebToken(
        {{u"sub"_qs, account}, {u"exp"_qs, QDateTime::currentSecsSinceEpoch() + 3'600}}, secret);
}

} // namespace Rainbow::Test
