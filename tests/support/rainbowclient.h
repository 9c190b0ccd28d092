// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/hello.h"
#include "protocol/packet.h"
#include "support/rawclient.h"

namespace Rainbow {

/// For the messages of QCOMPARE.
[[nodiscard]] char *toString(const Packet &packet);

} // namespace Rainbow

namespace Rainbow::Test {

/// A client app: says the Rainbow protocol over a RawClient, and answers what the relay sends as
/// an app would, unless told otherwise. It speaks rainbow.2 where the relay has agreed to that.
class RainbowClient : public QObject {
public:
    explicit RainbowClient(QObject *parent = nullptr);

    /// Connects to /connect/ with these headers; true for 101.
    [[nodiscard]] bool open(const Server &server, const Fields &headers);
    /// The same, offering rainbow.2, and waits for HELLO.
    [[nodiscard]] bool open2(const Server &server, const Fields &headers);
    /// What the relay said first; nothing: no HELLO, or not as the first packet.
    [[nodiscard]] const std::optional<Hello> &hello() const { return m_hello; }
    /// Before it opens: it is going to take up the other's session, goes on counting its ids, and
    /// knows which messages of the relay are not released, unless HELLO says that all is new.
    void inherit(const RainbowClient &other);
    [[nodiscard]] RawClient &raw() { return m_raw; }
    [[nodiscard]] bool isOpen() const { return m_raw.isOpen(); }

    /// Sends a message; gives its id, 0 for QoS 0. Ids count from 1.
    quint16 sendMessage(quint16 type, const QByteArray &payload, QoS qos, bool dup = false);
    void send(const Packet &packet);
    /// Sends SUB or UNSUB; gives its id.
    quint16 sendSubscription(PacketCommand command, const QList<QByteArray> &channels);
    /// Sends PUB; gives its id, 0 for QoS 0.
    quint16 publish(const QByteArray &channel, const QByteArray &payload, QoS qos);
    /// Several packets in one TCP segment.
    void send(const QList<Packet> &packets);
    [[nodiscard]] static Packet message(quint16 type, const QByteArray &payload, QoS qos,
                                        quint16 id, bool dup = false);
    [[nodiscard]] static Packet answer(PacketCommand command, quint16 id,
                                       const QByteArray &payload = {});

    /// Every packet that came, in order.
    [[nodiscard]] const QList<Packet> &packets() const { return m_packets; }
    [[nodiscard]] QList<Packet> packets(PacketCommand command) const;
    [[nodiscard]] int count(PacketCommand command) const { return int(packets(command).size()); }
    /// The messages that came; a QoS 2 message counts once, however often it was repeated.
    [[nodiscard]] const QList<Packet> &messages() const { return m_messages; }
    /// The code of the NAK for that id; 0: none.
    [[nodiscard]] int nakOf(quint16 id) const;
    /// Waits until so many packets of that command have come.
    [[nodiscard]] bool waitFor(PacketCommand command, int number = 1,
                               std::chrono::milliseconds timeout = Patience);
    void clear();

    /// Off: messages get no ACK or REC.
    void setAnswersMessages(bool on) { m_answersMessages = on; }
    /// Off: a REL gets no COM.
    void setAnswersRel(bool on) { m_answersRel = on; }
    /// Off: a REC gets no REL.
    void setAnswersRec(bool on) { m_answersRec = on; }
    /// The payload of the ACK or REC for a message; none: empty.
    std::function<QByteArray(const Packet &)> answerPayload;

    /// What its connect callback or HELLO called it; filled in by Stage.
    QByteArray identity;

private:
    void take(const QByteArray &bytes);

    RawClient m_raw;
    QList<Packet> m_packets;
    QList<Packet> m_messages;
    QList<quint16> m_unreleased;
    std::optional<Hello> m_hello;
    PacketSet m_packetSet = PacketSet::Original;
    quint16 m_lastId = 0;
    bool m_answersMessages = true;
    bool m_answersRel = true;
    bool m_answersRec = true;
};

} // namespace Rainbow::Test
