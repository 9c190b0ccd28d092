// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/hub.h"

#include <QtEndian>

#include <deque>
#include <memory>
#include <set>
#include <variant>
#include <vector>

// The world around hubs, played by hand: time, clients, business server, exchange.

namespace Rainbow {

/// Far from what the machine's own clock says.
inline constexpr TimePoint Start{std::chrono::seconds(1'000'000'000)};

/// Frames as text: "SEND2 dup type=7 hello", "REC body"; the message id goes before it, in two
/// bytes, of those that have one. With rainbow.2 "SEND2 dup type=7 @channel hello", "NAK 1 403
/// why".
class FakeEncoder final : public Encoder {
public:
    explicit FakeEncoder(SessionProtocol protocol = SessionProtocol::Original)
        : m_protocol(protocol)
    {
    }

    [[nodiscard]] Frame encode(const MessageEvent &event) const override
    {
        ++messages;
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
        return {"TEXT " + event.text, -1};
    }

    mutable int messages = 0; ///< encoded

private:
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

/// Hubs with an exchange between them that carries when told to, and one clock for all.
class World {
public:
    struct Client {
        FakeLink link;
        Session *session = nullptr;
        Hub *hub = nullptr;
        QByteArray token; ///< with which the session is resumed; rainbow.2

        explicit Client(const TimePoint &now) : link(now) { }
        QByteArrayList take() { return link.take(); }
    };

    explicit World(int hubs = 1, HubSettings settings = {})
    {
        for (int i = 0; i < hubs; ++i) {
            m_upstreams.push_back(std::make_unique<FakeUpstream>());
            m_ports.push_back(std::make_unique<Port>(*this));
            m_hubs.push_back(
                std::make_unique<Hub>(HubId(i), settings, *m_upstreams.back(), *m_ports.back()));
        }
    }

    Hub &hub(int index = 0) { return *m_hubs[size_t(index)]; }
    FakeUpstream &upstream(int index = 0) { return *m_upstreams[size_t(index)]; }

    Client &connect(const QByteArray &identity, const QByteArrayList &channels = {}, int index = 0,
                    const QByteArray &platform = "ios")
    {
        BusinessAnswer answer;
        answer.ok = true;
        for (const QByteArray &channel : channels)
            answer.join.append(ChannelName(channel));
        return admit(identity, answer, index, platform);
    }
    Client &admit(const QByteArray &identity, const BusinessAnswer &answer, int index = 0,
                  const QByteArray &platform = "ios")
    {
        Client &client = *m_clients.emplace_back(std::make_unique<Client>(now));
        client.hub = &hub(index);
        client.session = &client.hub->open({Identity(identity), platform, "device", "::1"},
                                           client.link, encoder, answer);
        return client;
    }
    /// One that speaks rainbow.2, and has read its HELLO.
    Client &connect2(const QByteArray &identity, const QByteArrayList &channels = {}, int index = 0)
    {
        Client &client = *m_clients.emplace_back(std::make_unique<Client>(now));
        client.hub = &hub(index);
        BusinessAnswer answer = yes();
        for (const QByteArray &channel : channels)
            answer.join.append(ChannelName(channel));
        SessionInfo info{Identity(identity), "ios", "device", "::1", SessionProtocol::Version2};
        client.session = &client.hub->open(info, client.link, encoder2, answer);
        readHello(client);
        return client;
    }
    void leave(Client &client)
    {
        client.hub->close(*std::exchange(client.session, nullptr), Ending::Over, now);
    }
    /// Its connection breaks.
    void lose(Client &client)
    {
        client.hub->close(*std::exchange(client.session, nullptr), Ending::Lost, now);
    }
    /// Its client is back, on another connection, and has read its HELLO; nullptr: it is not
    /// known any more.
    Client *resume(Client &before) { return resume(before.token, before.hub); }
    Client *resume(const QByteArray &text, Hub *at)
    {
        const auto token = SessionToken::parse(text);
        if (!token || !at->findResumable(*token))
            return nullptr;
        Client &client = *m_clients.emplace_back(std::make_unique<Client>(now));
        client.hub = at;
        client.session = at->resume(*token, client.link, now);
        readHello(client);
        return &client;
    }

    void send(Client &client, QoS qos, MessageId id, const QByteArray &payload, bool dup = false)
    {
        client.hub->handle(*client.session, SendCommand{1, qos, dup, id, payload}, now);
    }
    void publishFrom(Client &client, QoS qos, MessageId id, const QByteArray &channel,
                     const QByteArray &payload, bool dup = false)
    {
        const SendCommand message{7, qos, dup, id, payload};
        client.hub->handle(*client.session, PublishCommand{message, ChannelName(channel)}, now);
        run();
    }
    void subscribe(Client &client, MessageId id, const QByteArrayList &channels, bool join = true,
                   bool dup = false)
    {
        SubscribeCommand command{join, dup, id, {}};
        for (const QByteArray &channel : channels)
            command.channels.append(ChannelName(channel));
        client.hub->handle(*client.session, command, now);
        run();
    }
    void refuse(Client &client, MessageId id, NakCode code = NakCode::BusinessFailed)
    {
        client.hub->handle(*client.session, RefuseCommand{id, code, "cannot"}, now);
        run();
    }
    void answer(Client &client, AnswerKind kind, MessageId id, const QByteArray &payload = {})
    {
        client.hub->handle(*client.session, AnswerCommand{kind, id, payload}, now);
        run();
    }
    /// The business server answers the oldest call of a hub that is open.
    void businessAnswers(BusinessAnswer answer, int index = 0)
    {
        const ForwardCall call = upstream(index).calls.front();
        upstream(index).calls.pop_front();
        hub(index).onForwarded(call.identity, call.number, answer, now);
        run();
    }
    void permitSubscribe(const Permission &permission = {}, int index = 0)
    {
        const SubscribeCall call = upstream(index).subscribes.front();
        upstream(index).subscribes.pop_front();
        hub(index).onSubscribeAnswered(call.identity, call.number, permission, now);
        run();
    }
    void permitPublish(const Permission &permission = {}, int index = 0)
    {
        const PublishCall call = upstream(index).publishes.front();
        upstream(index).publishes.pop_front();
        hub(index).onPublishAnswered(call.identity, call.number, permission, now);
        run();
    }
    static BusinessAnswer yes(const QByteArray &body = {}) { return {true, body, {}, {}, {}}; }
    static BusinessAnswer no() { return {}; }
    static Permission no(NakCode code, const QByteArray &reason) { return {code, reason, {}}; }

    /// Publishes from one hub; where the receipt comes, it goes to receipts.
    void publish(const QByteArray &channel, QoS qos, const QByteArray &payload,
                 std::chrono::milliseconds timeout = std::chrono::seconds(10), int index = 0,
                 bool wantsReceipt = false)
    {
        Publication publication;
        publication.channel = ChannelName(channel);
        publication.type = 7;
        publication.qos = qos;
        publication.payload = payload;
        publication.wantsReceipt = wantsReceipt;
        hub(index).publish(publication, timeout, now,
                           [this](const Receipt &r) { receipts.append(r); });
        run();
    }
    void order(const Order &order, int index = 0)
    {
        hub(index).order(order, now, [this](const Receipt &r) { receipts.append(r); });
        run();
    }
    /// The one receipt that has come since the last call; none, or several: matched is -1.
    Receipt receipt()
    {
        Receipt one;
        one.matched = -1;
        if (receipts.size() == 1)
            one = receipts.first();
        receipts.clear();
        return one;
    }

    /// Members of a channel over all hubs, by survey.
    int members(const QByteArray &channel)
    {
        receipts.clear();
        order({});
        const Receipt survey = receipt();
        for (const auto &[name, count] : survey.channels) {
            if (name.bytes() == channel)
                return count;
        }
        return 0;
    }

    /// The exchange carries all there is, and what comes of it.
    void run()
    {
        while (!m_mail.empty()) {
            const auto [index, item] = std::move(m_mail.front());
            m_mail.pop_front();
            if (deaf.contains(index))
                continue;
            Hub &to = hub(index);
            if (const auto *publication = std::get_if<Publication>(&item))
                to.take(*publication, now);
            else if (const auto *order = std::get_if<Order>(&item))
                to.take(*order);
            else if (const auto *receipt = std::get_if<Receipt>(&item))
                to.take(*receipt, now);
            else
                to.take(std::get<Tally>(item), now);
        }
    }
    /// Lets time pass; hubs are woken when they want to be. False: one wants to be all the time.
    bool pass(std::chrono::milliseconds duration)
    {
        const TimePoint end = now + duration;
        for (int turns = 0; turns < 10'000; ++turns) {
            TimePoint due = TimePoint::max();
            for (const auto &one : m_hubs)
                due = std::min(due, one->nextDue());
            if (due > end) {
                now = end;
                return true;
            }
            now = std::max(now, due);
            for (const auto &one : m_hubs) {
                if (one->nextDue() <= now)
                    one->onTime(now);
            }
            run();
        }
        return false;
    }

    TimePoint now = Start;
    FakeEncoder encoder;
    FakeEncoder encoder2{SessionProtocol::Version2};
    QList<Receipt> receipts;
    std::set<int> deaf; ///< hubs that nothing reaches

private:
    static void readHello(Client &client)
    {
        if (client.link.sent.isEmpty() || !client.link.sent.first().startsWith("HELLO "))
            qFatal("no HELLO");
        client.token = client.link.sent.takeFirst().split(' ').last();
    }

    using Item = std::variant<Publication, Order, Receipt, Tally>;

    struct Port final : Peers {
        explicit Port(World &owner) : world(owner) { }
        void dispatch(const Publication &publication) override { toAll(publication); }
        void dispatch(const Order &order) override { toAll(order); }
        void dispatch(const Receipt &receipt) override
        {
            world.m_mail.push_back({int(receipt.id.origin), receipt});
        }
        void dispatch(const Tally &tally) override { toAll(tally); }
        [[nodiscard]] int hubCount() const override { return int(world.m_hubs.size()); }
        void toAll(const Item &item)
        {
            for (size_t i = 0; i < world.m_hubs.size(); ++i)
                world.m_mail.push_back({int(i), item});
        }

        World &world;
    };

    std::deque<std::pair<int, Item>> m_mail;
    std::vector<std::unique_ptr<FakeUpstream>> m_upstreams;
    std::vector<std::unique_ptr<Port>> m_ports;
    std::vector<std::unique_ptr<Client>> m_clients; ///< outlive the hubs' sessions
    std::vector<std::unique_ptr<Hub>> m_hubs;
};

} // namespace Rainbow
