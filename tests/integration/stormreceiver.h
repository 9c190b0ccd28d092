// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "stormweather.h"
#include "support/stage.h"

#include <QHash>
#include <QSet>

namespace Rainbow::Test {

/// A client that gets messages of QoS 2 and loses, repeats and delays what it gets and answers;
/// answers may also overtake each other. Its dialogue itself is right: its handler runs for an
/// id that it does not know, and it knows an id until REL.
class StormReceiver : public QObject {
public:
    StormReceiver(ClientPtr client, quint32 seed);

    [[nodiscard]] bool isOpen() const { return m_client->isOpen(); }
    /// No message waits for its REL.
    [[nodiscard]] bool isDone() const { return m_known.isEmpty() && m_in.isEmpty(); }
    /// How often the handler ran, by payload.
    [[nodiscard]] const QHash<QByteArray, int> &handled() const { return m_handled; }
    /// Messages that came again.
    [[nodiscard]] int repeats() const { return m_repeats; }
    /// What the relay did wrong.
    [[nodiscard]] const QList<QByteArray> &wrongs() const { return m_wrongs; }
    /// What this client's handler answers to that payload.
    [[nodiscard]] static QByteArray answerTo(const QByteArray &payload) { return "got " + payload; }

private:
    void take(const Packet &packet);
    void takeMessage(const Packet &packet);
    void transmit(const Packet &packet);

    Weather m_weather;
    ClientPtr m_client;
    SlowPipe m_in;
    QHash<quint16, QByteArray> m_known; ///< payloads, by id, until REL
    QSet<quint16> m_seen; ///< ids of messages that came at all, if only to get lost
    QHash<QByteArray, int> m_handled;
    int m_repeats = 0;
    QList<QByteArray> m_wrongs;
};

} // namespace Rainbow::Test
