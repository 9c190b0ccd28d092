// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "channels/channelid.h"

#include <QJsonObject>
#include <QString>
#include <QStringList>

namespace Rainbow::Admin {

struct FeedAnswer;

/// A message to a channel, and what became of it.
struct SentMessage {
    enum class State {
        Waiting, ///< for the relay's answer
        Done,
        Failed, ///< problem says why
    };

    ChannelId channel;
    int type = 1; ///< 1 to 65535
    int qos = 0; ///< 0 to 2
    QString payload;
    bool isJson = false; ///< it was written as JSON
    int timeoutMs = 5000;

    qint64 sentAt = 0; ///< ms since 1970 (UTC), by our clock
    State state = State::Waiting;
    QString problem; ///< Failed
    int matched = 0; ///< clients it was for
    int confirmed = 0; ///< that answered; QoS 0: that it was put out to
    bool timedOut = false; ///< some had not answered when time was up
    double tookMs = 0;
    QStringList platforms; ///< of those confirmed
    QString answer; ///< the last that was not empty
    bool isAnswerBinary = false; ///< answer is its Base64

    /// For the action "send".
    [[nodiscard]] QJsonObject toJson() const;
    /// Of its frame, at most, in bytes; the relay takes 64 KiB.
    [[nodiscard]] qsizetype frameSize() const;
    static constexpr qsizetype MaxFrameSize = 64 * 1024;
    void take(const FeedAnswer &answer);
};

} // namespace Rainbow::Admin
