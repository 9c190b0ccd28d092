// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tlsstage.h"

#include <QTest>

namespace Rainbow::Test {

// For the tests that put the relay through what the Autobahn test suite asks of a server. The
// suite's peer sends every message back. A relay does so with binary messages alone: a SEND of
// QoS 1, which the business server answers with its payload, comes back as an ACK. A text message
// says nothing in its dialect; that one is taken shows in the connection going on.

using Opcode = RawClient::Opcode;

/// How clients reach the relay.
enum class Transport : quint8 { Plain, Tls };

/// A message of that many bytes, of which the packet's header is a part; of text all are '*'.
/// Binary ones need 5.
[[nodiscard]] QByteArray messageOf(Opcode opcode, qsizetype size);
/// A binary message with that payload.
[[nodiscard]] QByteArray packetWith(const QByteArray &payload, quint16 id = 1);
/// What comes back for messages of that kind; for text nothing.
[[nodiscard]] QByteArrayList echoesOf(Opcode opcode, const QByteArrayList &messages);
/// The frames of one message in fragments of that many bytes.
[[nodiscard]] QByteArrayList fragmentsOf(Opcode opcode, const QByteArray &message, qsizetype size);
/// A frame like another but for its reserved bits.
[[nodiscard]] QByteArray withReserved(QByteArray frame, int bits);
/// A client's close frame.
[[nodiscard]] QByteArray closeFrameOf(quint16 code, const QByteArray &reason = {});

/// What one client does, and what it expects.
struct ConformanceCase {
    static constexpr qsizetype FrameWise = 0; ///< each frame is sent by itself
    static constexpr qsizetype AtOnce = -1;

    /// Binary messages, whose echoes are waited for before the rest is sent.
    QByteArrayList before = {};
    QByteArrayList frames = {};
    qsizetype chop = AtOnce; ///< bytes that are sent at a time
    QByteArrayList echoes = {}; ///< of frames
    QByteArrayList pongs = {};
    int closeCode = 0; ///< that the relay sends; 0: the connection goes on; 1005: without a code
};

/// The relays, one for each transport, and a client of each that is not to be disturbed.
class ConformanceTest : public QObject {
protected:
    [[nodiscard]] bool startRelays(const Fields &settings = {});
    [[nodiscard]] bool stopRelays();

    static void addColumns();
    /// A row for each transport.
    static void addCase(const QByteArray &number, const ConformanceCase &theCase);
    /// For a test function with these columns.
    void runCase();

    /// What is not as the case says; empty: nothing.
    [[nodiscard]] QByteArray problemOf(const ConformanceCase &theCase, Transport transport);

    /// A client that is let in; null: it was not.
    [[nodiscard]] std::unique_ptr<RawClient> connectClient(Transport transport);
    /// Whether the connection lives: what was sent is taken, a ping is answered, a close too, and
    /// TCP ends within a second. Empty: all that.
    [[nodiscard]] static QByteArray endProblem(RawClient &client);
    /// The same when the relay ends it with that code.
    [[nodiscard]] static QByteArray failureProblem(RawClient &client, int closeCode);
    [[nodiscard]] bool isUndisturbed(Transport transport);

    static constexpr Transport Transports[] = {Transport::Plain, Transport::Tls};
    [[nodiscard]] static const char *nameOf(Transport transport);

private:
    [[nodiscard]] Stage &stageOf(Transport transport);

    Stage m_plain;
    TlsStage m_tls;
    ClientPtr m_bystanders[std::size(Transports)]; ///< by transport
};

} // namespace Rainbow::Test
