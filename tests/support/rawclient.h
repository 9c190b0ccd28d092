// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/clientsocket.h"

#include <QObject>

namespace Rainbow::Test {

/// A WebSocket client that can do everything wrong: it sends whatever bytes it is told to, and
/// takes apart what comes back (RFC 6455 §5). Thread: the test's.
class RawClient : public QObject {
public:
    enum class Opcode : quint8 {
        Continuation = 0,
        Text = 1,
        Binary = 2,
        Close = 8,
        Ping = 9,
        Pong = 10
    };

    /// A whole message of the peer, its fragments joined.
    struct Message {
        Opcode opcode = Opcode::Binary;
        QByteArray payload;
    };

    /// The answer to the upgrade request.
    struct Answer {
        int status = 0; ///< 0: there was none
        Fields headers;
        QByteArray body; ///< of a refusal
    };

    explicit RawClient(QObject *parent = nullptr);
    ~RawClient() override;

    /// A well-formed upgrade request; headers come behind those of the handshake.
    [[nodiscard]] static QByteArray upgradeRequest(const QByteArray &target, const Fields &headers,
                                                   const QByteArray &host = "127.0.0.1");
    /// A client's frame, masked.
    [[nodiscard]] static QByteArray frame(Opcode opcode, const QByteArray &payload, bool fin = true,
                                          bool masked = true);

    /// With TLS in server: over TLS, handshake included.
    [[nodiscard]] bool connectTo(const Server &server);
    /// Instead of connectTo(): goes on with a connected socket, which it owns from now on.
    [[nodiscard]] bool adopt(qintptr descriptor);
    /// Connects, sends the upgrade request and waits for the answer; true for 101.
    [[nodiscard]] bool open(const Server &server, const QByteArray &target, const Fields &headers);
    /// Waits for the answer to an upgrade request that was sent with send().
    [[nodiscard]] bool waitForAnswer(std::chrono::milliseconds timeout = Patience);
    [[nodiscard]] const Answer &answer() const { return m_answer; }
    [[nodiscard]] bool isOpen() const { return m_state == State::Open && !isDisconnected(); }

    /// Raw bytes, at once.
    void send(const QByteArray &bytes);
    void sendFrame(Opcode opcode, const QByteArray &payload);
    void sendBinary(const QByteArray &payload) { sendFrame(Opcode::Binary, payload); }
    /// The closing handshake, from this side.
    void sendClose(quint16 code = 1000, const QByteArray &reason = {});
    /// Breaks the connection with a reset.
    void abort();
    /// Sends what is left and closes TCP, without a WebSocket close.
    void finish();

    /// Off: what comes is left to the kernel, but for a few KiB.
    void setReads(bool on);
    /// Off: pings get no pong.
    void setAnswersPings(bool on) { m_answersPings = on; }
    [[nodiscard]] int pingCount() const { return m_pings; }
    [[nodiscard]] const QList<QByteArray> &pongs() const { return m_pongs; }

    /// Text and binary messages so far.
    [[nodiscard]] const QList<Message> &messages() const { return m_messages; }
    /// Called for every text and binary message, instead of keeping it in messages().
    std::function<void(const Message &)> onMessage;

    /// The code of the close frame that came; 0: none; 1005: one without a code.
    [[nodiscard]] int closeCode() const { return m_closeCode; }
    [[nodiscard]] QByteArray closeReason() const { return m_closeReason; }
    /// TCP has ended, from whichever side.
    [[nodiscard]] bool isDisconnected() const;
    [[nodiscard]] bool waitForDisconnected(std::chrono::milliseconds timeout = Patience);
    /// What the peer did wrong; empty: nothing.
    [[nodiscard]] QByteArray violation() const { return m_violation; }
    [[nodiscard]] quint16 localPort() const { return m_socket->localPort(); }

private:
    enum class State : quint8 { Head, Body, Open };

    void read();
    bool readHead();
    bool readFrame();
    void take(quint8 first, const QByteArray &payload);

    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_input;
    State m_state = State::Head;
    Answer m_answer;
    bool m_answered = false;
    bool m_reads = true;
    bool m_answersPings = true;
    bool m_closeSent = false;
    int m_pings = 0;
    QList<QByteArray> m_pongs;
    QList<Message> m_messages;
    Message m_partial;
    int m_closeCode = 0;
    QByteArray m_closeReason;
    QByteArray m_violation;
};

} // namespace Rainbow::Test
