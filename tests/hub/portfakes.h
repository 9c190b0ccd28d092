// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"
#include "hub/session.h"

#include <QtEndian>

#include <deque>

// The ports of a hub, played by hand: clients and their dialects, the business server.

namespace Rainbow {

/// Far from what the machine's own clock says.
inline constexpr TimePoint Start{std::chrono::seconds(1'000'000'000)};

/// Frames as text: "SEND2 dup type=7 hello", "REC body"; the message id goes before it, in two
/// bytes, of those that have one. With rainbow.2 "SEND2 dup type=7 @channel hello", "NAK 1 403
/// why". Dialects without answers: "IM to=a from=b hello", "TOPIC to=…", "MESH to=…", and nothing
/// else but texts, which im has not.
class FakeEncoder final : public Encoder {
public:
    explicit FakeEncoder(SessionProtocol protocol = SessionProtocol::Original)
        : m_protocol(protocol)
    {
    }

    [[nodiscard]] Frame encode(const MessageEvent &event) const override
    {
        ++messages;
        lastMessage = event;
        if (isOneWay()) {
            constexpr const char *Names[] = {"IM", "TOPIC", "MESH"};
            return {hasNoWords ? QByteArray()
                               : Names[int(m_protocol) - int(SessionProtocol::Im)]
                            + (" to=" + event.channel + " from=" + event.from + ' ')
                            + event.payload,
                    -1};
        }
        const QByteArray text = "SEND" + QByteArray::number(int(event.qos))
            + (event.dup ? " dup" : "") + " type=" + QByteArray::number(event.type) + ' '
            + (m_protocol == SessionProtocol::Version2 ? '@' + event.channel + ' ' : "")
            + event.payload;
        if (event.qos == QoS::AtMostOnce)
            return {text, -1};
        return {idBytes(event.id) + text, 0};
    }
    [[nodiscard]] Frame encode(const AnswerEvent &event) const override
    {
        if (isOneWay())
            return {};
        constexpr const char *Names[] = {"ACK ", "REC ", "REL ", "COM "};
        return {Names[int(event.kind)] + QByteArray::number(event.id) + ' ' + event.payload, -1};
    }

    [[nodiscard]] Frame encode(const HelloEvent &event) const override
    {
        return {"HELLO " + event.identity + (event.resumed ? " resumed " : " new ") + event.session,
                -1};
    }
    [[nodiscard]] Frame encode(const NakEvent &event) const override
    {
        return {"NAK " + QByteArray::number(event.id) + ' ' + QByteArray::number(int(event.code))
                    + ' ' + event.reason,
                -1};
    }

    [[nodiscard]] Frame encode(const TextEvent &event) const override
    {
        ++texts;
        return {m_protocol == SessionProtocol::Im ? QByteArray() : "TEXT " + event.text, -1};
    }

    mutable int messages = 0; ///< encoded
    mutable int texts = 0; ///< likewise
    mutable MessageEvent lastMessage;
    bool hasNoWords = false; ///< for messages; of a dialect without answers

private:
    [[nodiscard]] bool isOneWay() const { return m_protocol >= SessionProtocol::Im; }

    SessionProtocol m_protocol;

    static QByteArray idBytes(MessageId id)
    {
        QByteArray bytes(2, '\0');
        qToBigEndian<quint16>(id, bytes.data());
        return bytes;
    }
};

/// One client's connection. Notes what is put out as text: "SEND2 type=7 hello #1", "REC 5 body".
class FakeLink final : public Link {
public:
    explicit FakeLink(const TimePoint &now) : heard(now), m_now(now) { }

    SendResult send(const Frame &frame, MessageId id, bool essential) override
    {
        if (result != SendResult::Sent)
            return result;
        lastData = frame.bytes.constData();
        QByteArray text = frame.bytes;
        if (frame.idOffset >= 0) {
            qToBigEndian<quint16>(id, text.data() + frame.idOffset);
            const auto onWire = qFromBigEndian<quint16>(text.constData() + frame.idOffset);
            text = text.mid(2) + " #" + QByteArray::number(onWire);
        }
        if (!essential)
            text += " droppable";
        sent.append(text.trimmed());
        return SendResult::Sent;
    }
    void ping() override
    {
        ++pings;
        if (answersPings)
            heard = m_now + std::chrono::milliseconds(1);
    }
    void close(quint16 code, const QByteArray &reason) override
    {
        closes.append(QByteArray::number(code) + ' ' + reason);
    }
    void abort() override { ++aborts; }
    void takenOver() override { ++takeovers; }
    void setReading(bool on) override
    {
        reading = on;
        ++readingChanges;
    }
    [[nodiscard]] bool isBlocked() const override { return blocked; }
    [[nodiscard]] qsizetype heldBytes() const override { return held; }
    [[nodiscard]] TimePoint lastHeard() const override { return heard; }

    QByteArrayList take() { return std::exchange(sent, {}); }

    SendResult result = SendResult::Sent;
    QByteArrayList sent;
    const char *lastData = nullptr; ///< of the last frame's bytes
    bool answersPings = true;
    int pings = 0;
    QByteArrayList closes;
    int aborts = 0;
    int takeovers = 0;
    bool reading = true;
    bool blocked = false; ///< what was sent has not left
    int readingChanges = 0;
    qsizetype held = 0; ///< bytes it keeps
    TimePoint heard;

private:
    const TimePoint &m_now;
};

/// Notes what is asked; the test answers through Hub::onForwarded() and its like.
class FakeUpstream final : public Upstream {
public:
    void forward(const ForwardCall &call) override { calls.push_back(call); }
    void askSubscribe(const SubscribeCall &call) override { subscribes.push_back(call); }
    void askPublish(const PublishCall &call) override { publishes.push_back(call); }
    void closed(const Identity &identity, const QByteArray &cookie) override
    {
        closes.append(identity.bytes() + ' ' + cookie);
    }

    void membershipChanged(const MembershipNote &note) override { memberships.push_back(note); }
    void overloaded(const OverloadNote &note) override { overloads.push_back(note); }
    void called(const Identity &identity, const QByteArray &request) override
    {
        requests.append(identity.bytes() + ' ' + request);
    }
    [[nodiscard]] qint64 wallClockMs() const override { return wallClock; }

    std::deque<MembershipNote> memberships;
    std::deque<OverloadNote> overloads;
    QByteArrayList requests;
    qint64 wallClock = 1'700'000'000'000;
    std::deque<ForwardCall> calls;
    std::deque<SubscribeCall> subscribes;
    std::deque<PublishCall> publishes;
    QByteArrayList closes;
};

} // namespace Rainbow
