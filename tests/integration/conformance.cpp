// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "conformance.h"

#include "protocol/packet.h"

#include <QElapsedTimer>
#include <QtEndian>

namespace Rainbow::Test {

namespace {

/// How long TCP may go on when the WebSocket has ended.
constexpr std::chrono::milliseconds TcpEnd = 5s;

/// Bytes as a list of failure messages can bear them.
QByteArray shown(const QByteArrayList &list)
{
    QByteArray text = QByteArray::number(list.size());
    for (const QByteArray &bytes : list.first(qMin<qsizetype>(list.size(), 5)))
        text += " [" + QByteArray::number(bytes.size()) + ": " + bytes.left(16).toHex() + ']';
    return text;
}

QByteArrayList payloadsOf(const QList<RawClient::Message> &messages)
{
    QByteArrayList payloads;
    for (const RawClient::Message &message : messages)
        payloads.append(message.payload);
    return payloads;
}

void sendChopped(RawClient &client, const QByteArray &bytes, qsizetype chop)
{
    for (qsizetype at = 0; at < bytes.size() && !client.isDisconnected(); at += chop) {
        client.send(bytes.mid(at, chop));
        QCoreApplication::processEvents();
    }
}

void sendFrames(RawClient &client, const ConformanceCase &theCase)
{
    if (theCase.chop == ConformanceCase::FrameWise) {
        for (const QByteArray &frame : theCase.frames)
            sendChopped(client, frame, frame.size());
        return;
    }
    const QByteArray bytes = theCase.frames.join();
    sendChopped(client, bytes,
                theCase.chop == ConformanceCase::AtOnce ? bytes.size() : theCase.chop);
}

/// Whatever ended it: TCP follows soon, and nothing wrong came.
QByteArray tcpProblem(RawClient &client)
{
    QElapsedTimer timer;
    timer.start();
    if (!client.waitForDisconnected())
        return "TCP does not end";
    if (timer.hasExpired(TcpEnd.count()))
        return "TCP ended after " + QByteArray::number(timer.elapsed()) + " ms only";
    return client.violation();
}

} // namespace

QByteArray packetWith(const QByteArray &payload, quint16 id)
{
    return serializePacket({PacketCommand::Send, QoS::AtLeastOnce, false, 1, id, payload});
}

QByteArray messageOf(Opcode opcode, qsizetype size)
{
    if (opcode == Opcode::Text)
        return QByteArray(size, '*');
    return packetWith(QByteArray(size - sendHeaderSize(QoS::AtLeastOnce), '\xfe'));
}

QByteArrayList echoesOf(Opcode opcode, const QByteArrayList &messages)
{
    QByteArrayList echoes;
    if (opcode == Opcode::Text)
        return echoes;
    for (const QByteArray &message : messages) {
        const Packet packet = parsePacket(message).packet;
        echoes.append(serializePacket(
            {PacketCommand::Ack, QoS::AtMostOnce, false, 0, packet.id, packet.payload}));
    }
    return echoes;
}

QByteArrayList fragmentsOf(Opcode opcode, const QByteArray &message, qsizetype size)
{
    QByteArrayList frames;
    for (qsizetype at = 0; at < message.size(); at += size) {
        frames.append(RawClient::frame(at == 0 ? opcode : Opcode::Continuation,
                                       message.mid(at, size), at + size >= message.size()));
    }
    return frames;
}

QByteArray withReserved(QByteArray frame, int bits)
{
    frame[0] = char(frame[0] | bits << 4);
    return frame;
}

QByteArray closeFrameOf(quint16 code, const QByteArray &reason)
{
    char bytes[2];
    qToBigEndian(code, bytes);
    return RawClient::frame(Opcode::Close, QByteArray(bytes, 2) + reason);
}

const char *ConformanceTest::nameOf(Transport transport)
{
    return transport == Transport::Tls ? "tls" : "plain";
}

Stage &ConformanceTest::stageOf(Transport transport)
{
    return transport == Transport::Tls ? m_tls : m_plain;
}

bool ConformanceTest::startRelays(const Fields &settings)
{
    // Nothing is to come that a case does not expect.
    const Fields all = settings
        + Fields{{"limits/ping_rate", "0"}, {"ping_interval", "1 h"}, {"forward_timeout", "1 min"}};
    if (!m_plain.start(all) || !m_tls.start(all))
        return false;
    for (const Transport transport : Transports) {
        Stage &stage = stageOf(transport);
        ClientPtr &bystander = m_bystanders[size_t(transport)];
        bystander = stage.client();
        if (!bystander)
            return false;
    }
    return true;
}

bool ConformanceTest::stopRelays()
{
    bool clean = true;
    for (const Transport transport : Transports) {
        m_bystanders[size_t(transport)].reset();
        clean = stageOf(transport).relay.stop() == 0 && clean;
    }
    return clean;
}

void ConformanceTest::addColumns()
{
    QTest::addColumn<Transport>("transport");
    QTest::addColumn<ConformanceCase>("theCase");
}

void ConformanceTest::addCase(const QByteArray &number, const ConformanceCase &theCase)
{
    for (const Transport transport : Transports)
        QTest::addRow("%s %s", number.constData(), nameOf(transport)) << transport << theCase;
}

void ConformanceTest::runCase()
{
    QFETCH(Transport, transport);
    QFETCH(ConformanceCase, theCase);
    QCOMPARE(problemOf(theCase, transport), QByteArray());
    QVERIFY(isUndisturbed(transport));
}

std::unique_ptr<RawClient> ConformanceTest::connectClient(Transport transport)
{
    Stage &stage = stageOf(transport);
    stage.business.clear();
    auto client = std::make_unique<RawClient>();
    if (client->open(stage.server(), "/connect/", stage.clientHeaders()))
        return client;
    qWarning("not let in: answer %d, %d connect callbacks", client->answer().status,
             int(stage.business.requests("/connect").size()));
    return nullptr;
}

QByteArray ConformanceTest::problemOf(const ConformanceCase &theCase, Transport transport)
{
    const std::unique_ptr<RawClient> client = connectClient(transport);
    if (!client)
        return "it is not let in";
    QByteArrayList echoes = echoesOf(Opcode::Binary, theCase.before);
    const auto came = [&] { return client->messages().size() >= echoes.size(); };
    for (const QByteArray &message : theCase.before)
        client->sendBinary(message);
    if (!waitUntil(came))
        return "no echo of what comes before";

    sendFrames(*client, theCase);
    echoes += theCase.echoes;
    QByteArrayList pongs = theCase.pongs;
    const bool goesOn = theCase.closeCode == 0;
    if (goesOn) {
        (void)waitUntil([&] { return client->closeCode() != 0 || came(); });
        pongs.append("alive");
    }
    const QByteArray problem =
        goesOn ? endProblem(*client) : failureProblem(*client, theCase.closeCode);
    if (!problem.isEmpty())
        return problem;
    if (client->pongs() != pongs)
        return "pongs " + shown(client->pongs()) + " instead of " + shown(pongs);
    const QByteArrayList messages = payloadsOf(client->messages());
    if (messages != echoes)
        return "echoes " + shown(messages) + " instead of " + shown(echoes);
    return {};
}

QByteArray ConformanceTest::endProblem(RawClient &client)
{
    client.sendFrame(Opcode::Ping, "alive");
    const bool ponged = waitUntil(
        [&] {
            return client.closeCode() != 0 || client.isDisconnected()
                || client.pongs().contains("alive");
        },
        1min);
    if (client.closeCode() != 0)
        return "closed with " + QByteArray::number(client.closeCode()) + ' ' + client.closeReason();
    if (!ponged || client.isDisconnected())
        return "the last ping is not answered";
    client.sendClose(1000);
    return failureProblem(client, 1000);
}

QByteArray ConformanceTest::failureProblem(RawClient &client, int closeCode)
{
    (void)waitUntil([&] { return client.closeCode() != 0 || client.isDisconnected(); });
    if (client.closeCode() != closeCode) {
        return "closed with " + QByteArray::number(client.closeCode()) + " instead of "
            + QByteArray::number(closeCode);
    }
    return tcpProblem(client);
}

bool ConformanceTest::isUndisturbed(Transport transport)
{
    RawClient &bystander = m_bystanders[size_t(transport)]->raw();
    const qsizetype before = bystander.pongs().size();
    bystander.sendFrame(Opcode::Ping, "undisturbed");
    return waitUntil([&] { return bystander.pongs().size() > before; }) && bystander.isOpen()
        && bystander.violation().isEmpty();
}

} // namespace Rainbow::Test
