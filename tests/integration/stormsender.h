// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "stormweather.h"
#include "support/stage.h"

#include <QHash>
#include <QSet>

#include <map>

namespace Rainbow::Test {

/// A client that sends messages of QoS 2 and loses, repeats and delays what it sends and gets.
/// Its dialogue itself is right: every SEND is repeated with DUP until there is a REC, every REL
/// until there is a COM, and what it sends keeps its order, as TCP does.
class StormSender : public QObject {
public:
    StormSender(ClientPtr client, QList<QByteArray> payloads, quint32 seed);

    [[nodiscard]] bool isDone() const { return m_payloads.isEmpty() && m_dialogues.empty(); }
    [[nodiscard]] bool isOpen() const { return m_client->isOpen(); }
    /// By payload, what the REC of it said.
    [[nodiscard]] const QHash<QByteArray, QByteArray> &answers() const { return m_answers; }
    [[nodiscard]] const QSet<QByteArray> &completed() const { return m_completed; }
    /// What the relay did wrong.
    [[nodiscard]] const QList<QByteArray> &wrongs() const { return m_wrongs; }

private:
    struct Dialogue {
        QByteArray payload;
        bool released = false;
        std::chrono::steady_clock::time_point repeatAt;
    };

    void tick();
    void begin();
    void repeat(quint16 id, Dialogue &dialogue);
    void take(const Packet &packet);
    void transmit(Packet packet);
    void scheduleRepeat(Dialogue &dialogue);

    Weather m_weather;
    ClientPtr m_client;
    SlowPipe m_out;
    SlowPipe m_in;
    QList<QByteArray> m_payloads; ///< to be sent
    std::map<quint16, Dialogue> m_dialogues;
    quint16 m_lastId = 65'500; ///< so that ids wrap
    QHash<QByteArray, QByteArray> m_answers;
    QSet<QByteArray> m_completed;
    QList<QByteArray> m_wrongs;
    QHash<quint16, QByteArray> m_payloadOf;
    QTimer m_ticker;
};

} // namespace Rainbow::Test
