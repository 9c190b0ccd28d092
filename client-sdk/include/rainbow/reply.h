// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <rainbow/global.h>

#include <QByteArray>
#include <QJsonValue>
#include <QString>

#include <memory>

namespace Rainbow {

class ReplyPrivate;

/// The answer to a message, for a handler that needs time: it may keep the Reply (copies are one
/// and the same) and answer once, within the time the relay waits. One that is dropped unanswered
/// answers with an empty payload. After the client has gone, or the message's session, answering
/// does nothing. Thread: the client's.
class RAINBOW_EXPORT Reply {
public:
    Reply(const Reply &other); ///< The same reply.
    Reply &operator=(const Reply &other); ///< The same reply.
    ~Reply();

    /// The payload of ACK or REC.
    void answer(const QByteArray &payload = QByteArray());
    /// The same with toPayload().
    void answer(const QJsonValue &payload);
    /// As UTF-8, not as a JSON string.
    void answer(const QString &text);
    /// The same with a literal.
    template <typename Text, typename = IfLiteral<Text>>
    void answer(const Text &text)
    {
        answer(QByteArray(text));
    }
    /// It was answered, and not before by someone else's copy.
    [[nodiscard]] bool isAnswered() const;

private:
    friend class ClientPrivate;
    explicit Reply(std::shared_ptr<ReplyPrivate> d);
    std::shared_ptr<ReplyPrivate> d;
};

/// A QJsonValue as the bytes of a payload: compact, UTF-8; undefined: empty.
[[nodiscard]] RAINBOW_EXPORT QByteArray toPayload(const QJsonValue &value);

} // namespace Rainbow
