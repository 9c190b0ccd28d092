// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
// What of ClientPrivate is about messages, and how the app is told.
#include "src/clientprivate.h"

#include "src/deliveryprivate.h"
#include "src/logging.h"
#include "src/replyprivate.h"

#include <QCoreApplication>
#include <QEvent>

#include <algorithm>

namespace Rainbow {

namespace {

bool isGoodName(const QByteArray &channel)
{
    return !channel.isEmpty() && channel.size() <= MaxPacketChannel;
}

Error problemOf(const Packet &packet)
{
    const bool good = packet.command == PacketCommand::Send
        || (packet.command == PacketCommand::Pub ? isGoodName(packet.channel)
                                                 : !packet.channels.isEmpty()
                    && std::all_of(packet.channels.begin(), packet.channels.end(), isGoodName));
    if (good)
        return {};
    return {Error::Code::Malformed, u"a channel has 1 to 255 bytes of UTF-8"_qs};
}

bool isMessage(const Packet &packet)
{
    return packet.command == PacketCommand::Send || packet.command == PacketCommand::Pub;
}

} // namespace

Delivery *ClientPrivate::send(Packet packet)
{
    auto *data = new DeliveryPrivate;
    data->client = this;
    data->type = packet.type;
    data->qos = isMessage(packet) ? packet.qos : QoS::AtLeastOnce;
    data->payload = packet.payload;
    auto *delivery = new Delivery(data, q);
    ++m_pending;

    if (m_destroyed) {
        finish(delivery, {}, {Error::Code::Destroyed, u"the client is being destroyed"_qs});
    } else if (const Error problem = problemOf(packet)) {
        finish(delivery, {}, problem);
    } else if (isMessage(packet) && packet.qos == QoS::AtMostOnce) {
        sendAtMostOnce(delivery, packet);
    } else if (const auto key = outgoing.add(std::move(packet), now() + settings.sendTimeout)) {
        data->key = *key;
        m_deliveries.insert(*key, delivery);
        outgoing.flush(now());
        arm();
    } else {
        finish(delivery, {}, {Error::Code::QueueFull, u"too many messages wait already"_qs});
    }
    return delivery;
}

void ClientPrivate::sendAtMostOnce(Delivery *delivery, const Packet &packet)
{
    if (m_phase != Phase::Up)
        return finish(delivery, {}, {Error::Code::Offline, u"there is no connection"_qs});
    if (const Error error = outgoing.verdict(packet))
        return finish(delivery, {}, error);
    if (m_connection->bytesToWrite() > settings.maxQueuedBytes) {
        return finish(delivery, {},
                      {Error::Code::QueueFull, u"too much waits to be written already"_qs});
    }
    write(packet);
    ++statistics.messagesSent;
    delivery->d->attempts = 1;
    finish(delivery, {}, {});
}

void ClientPrivate::cancel(Delivery *delivery)
{
    const SendKey key = delivery->d->key;
    if (!m_deliveries.contains(key) || !outgoing.cancel(key))
        return;
    m_deliveries.remove(key);
    finish(delivery, {}, {Error::Code::Cancelled, u"it was cancelled"_qs});
    outgoing.flush(now());
}

void ClientPrivate::forget(Delivery *delivery)
{
    --m_pending;
    outgoing.cancel(delivery->d->key);
    m_deliveries.remove(delivery->d->key);
    outgoing.flush(now());
}

void ClientPrivate::write(const Packet &packet)
{
    const QByteArray frame = serializePacket(packet);
    statistics.bytesSent += quint64(frame.size());
    m_writtenId = packet.id;
    trace(Trace::Direction::Sent, packet);
    m_connection->send(frame);
}

void ClientPrivate::trace(Trace::Direction direction, const Packet &packet) const
{
    if (!tracer)
        return;
    tracer({.direction = direction,
            .command = toString(packet.command),
            .repeated = packet.dup,
            .qos = packet.qos,
            .type = packet.type,
            .id = packet.id,
            .size = packet.payload.size(),
            .note = {}});
}

void ClientPrivate::traceIgnored(const QString &why) const
{
    qCDebug(lcClient) << "ignored a frame:" << why;
    if (tracer)
        tracer({.direction = Trace::Direction::Ignored, .command = {}, .note = why});
}

void ClientPrivate::onSent(SendKey key, int attempts)
{
    ++(attempts == 1 ? statistics.messagesSent : statistics.messagesRepeated);
    Delivery *delivery = m_deliveries.value(key);
    delivery->d->attempts = attempts;
    delivery->d->id = m_writtenId;
    if (attempts > 1)
        return;
    notify([delivery = QPointer(delivery)] {
        if (!delivery || delivery->d->state != Delivery::State::Queued)
            return;
        delivery->d->state = Delivery::State::Sent;
        Q_EMIT delivery->stateChanged(Delivery::State::Sent);
    });
}

void ClientPrivate::onSucceeded(SendKey key, const QByteArray &answer)
{
    finish(m_deliveries.take(key), answer, {});
}

void ClientPrivate::onFailed(SendKey key, const Error &error)
{
    finish(m_deliveries.take(key), {}, error);
}

void ClientPrivate::finish(Delivery *delivery, const QByteArray &answer, const Error &error)
{
    delivery->d->answer = answer;
    delivery->d->error = error;
    notify(
        [this, delivery = QPointer(delivery)] {
            if (delivery)
                tellEnd(delivery);
        },
        true);
}

void ClientPrivate::tellEnd(Delivery *delivery)
{
    --m_pending;
    // From here on the app may delete the delivery, or the client and with it this.
    const QPointer<Delivery> guard(delivery);
    DeliveryPrivate &d = *delivery->d;
    const Error error = d.error;
    const QByteArray answer = d.answer;
    d.state = error ? Delivery::State::Failed : Delivery::State::Succeeded;
    d.keepPromises();
    if (guard)
        Q_EMIT delivery->stateChanged(delivery->state());
    if (guard && error)
        Q_EMIT delivery->fail(error);
    else if (guard)
        Q_EMIT delivery->success(answer);
    if (guard)
        Q_EMIT delivery->finished();
    if (guard)
        delivery->deleteLater();
}

void ClientPrivate::onFrame(const QByteArray &frame)
{
    statistics.bytesReceived += quint64(frame.size());
    if (m_phase == Phase::AwaitingHello)
        return onHello(frame);
    const PacketResult result = parsePacket(frame, m_packetSet);
    if (result.error != PacketError::None)
        return traceIgnored(QString::fromLatin1(toString(result.error)));
    trace(Trace::Direction::Received, result.packet);
    onPacket(result.packet);
    arm();
}

void ClientPrivate::onTextFrame()
{
    traceIgnored(u"a text message"_qs);
}

void ClientPrivate::onPacket(const Packet &packet)
{
    switch (packet.command) {
    case PacketCommand::Send:
        onMessage(packet);
        break;
    case PacketCommand::Rel:
        write(m_incoming.onRel(packet.id));
        break;
    case PacketCommand::Ack:
    case PacketCommand::Rec:
    case PacketCommand::Com:
    case PacketCommand::Nak:
        outgoing.onPacket(packet, now());
        break;
    default: // HELLO comes once; the others never come from a relay
        break;
    }
}

void ClientPrivate::onMessage(const Packet &packet)
{
    const Incoming::Arrival arrival =
        m_incoming.onSend(packet, m_packetSet == PacketSet::FromRelay);
    if (arrival.answer)
        write(*arrival.answer);
    if (!arrival.deliver)
        return;
    const Message message(packet.type, packet.payload, packet.qos,
                          QString::fromUtf8(packet.channel),
                          packet.dup && packet.qos == QoS::AtLeastOnce, packet.id);
    notify([this, message, ticket = *arrival.deliver] { handle(message, ticket); });
}

void ClientPrivate::handle(const Message &message, Incoming::Ticket ticket)
{
    const std::weak_ptr<ClientPrivate *> self = m_self;
    ++statistics.messagesReceived;
    // Dropped at the end if nobody takes it, which answers.
    const Reply reply(std::make_shared<ReplyPrivate>(m_self, ticket));
    Q_EMIT q->messageReceived(message);
    if (self.expired())
        return;
    const auto handler = m_handlers.value(message.type());
    if (handler && !(handler->hasContext && !handler->context))
        handler->function(message, reply);
}

void ClientPrivate::answer(Incoming::Ticket ticket, const QByteArray &payload)
{
    const bool up = m_phase == Phase::Up;
    const auto packet = m_incoming.answer(ticket, payload, up);
    if (packet && up)
        write(*packet);
}

void ClientPrivate::setHandler(quint16 type, QObject *context, Client::AsyncHandler function)
{
    auto handler = std::make_shared<Handler>();
    handler->context = context;
    handler->hasContext = context != nullptr;
    handler->function = std::move(function);
    m_handlers.insert(type, handler);
    if (!context)
        return;
    connect(context, &QObject::destroyed, this,
            [this, type, handler = std::weak_ptr<Handler>(handler)] {
                if (m_handlers.value(type) == handler.lock())
                    m_handlers.remove(type);
            });
}

void ClientPrivate::notify(std::function<void()> tell, bool isEnd)
{
    m_notices.push_back({std::move(tell), isEnd});
    if (m_noticesPosted || m_destroyed)
        return;
    m_noticesPosted = true;
    QCoreApplication::postEvent(this, new QEvent(QEvent::User));
}

void ClientPrivate::customEvent(QEvent *event)
{
    Q_UNUSED(event)
    m_noticesPosted = false;
    deliverNotices();
}

void ClientPrivate::deliverNotices()
{
    const std::weak_ptr<ClientPrivate *> self = m_self;
    // Those that come meanwhile wait for the next turn of the loop, so that others get theirs.
    for (size_t left = m_notices.size(); left > 0 && !m_notices.empty(); --left) {
        const Notice notice = std::move(m_notices.front());
        m_notices.pop_front();
        notice.tell();
        if (self.expired())
            return;
    }
}

} // namespace Rainbow
