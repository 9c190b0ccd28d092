// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/hub.h"

#include "portfakes.h"

#include <array>
#include <deque>
#include <memory>
#include <set>
#include <variant>
#include <vector>

// The world around hubs, played by hand: time, clients, business server, exchange.

namespace Rainbow {

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
    /// Any client, of an account or of another dialect.
    Client &connectAs(SessionInfo info, const QByteArrayList &channels = {}, int index = 0)
    {
        Client &client = *m_clients.emplace_back(std::make_unique<Client>(now));
        client.hub = &hub(index);
        BusinessAnswer answer = yes();
        for (const QByteArray &channel : channels)
            answer.join.append(ChannelName(channel));
        client.session = &client.hub->open(info, client.link, encoderOf(info.protocol), answer);
        if (client.session->speaksRainbow2() && client.session->isAttached())
            readHello(client);
        return client;
    }
    Client &connectAs(SessionProtocol protocol, const QByteArray &identity,
                      const QByteArray &account = {}, const QByteArrayList &channels = {},
                      int index = 0)
    {
        SessionInfo info{Identity(identity), "ios", "device", "::1", protocol};
        info.account = AccountName(account);
        return connectAs(info, channels, index);
    }
    FakeEncoder &encoderOf(SessionProtocol protocol) { return *m_encoders[size_t(protocol)]; }
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

    /// Publishes from one hub as it is; the receipt goes to receipts.
    void publish(const Publication &publication, int index = 0)
    {
        hub(index).publish(publication, std::chrono::seconds(10), now,
                           [this](const Receipt &r) { receipts.append(r); });
        run();
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
                to.take(lastPublication = *publication, now);
            else if (const auto *order = std::get_if<Order>(&item))
                to.take(*order);
            else if (const auto *receipt = std::get_if<Receipt>(&item))
                to.take(*receipt, now);
            else {
                if (index == 0)
                    tallies.append(std::get<Tally>(item));
                to.take(std::get<Tally>(item), now);
            }
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
    FakeEncoder imEncoder{SessionProtocol::Im};
    FakeEncoder topicEncoder{SessionProtocol::Topic};
    FakeEncoder meshEncoder{SessionProtocol::Mesh};
    QList<Receipt> receipts;
    Publication lastPublication; ///< that the exchange has carried
    QList<Tally> tallies; ///< that it has carried to the first hub
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

    const std::array<FakeEncoder *, 5> m_encoders{&encoder, &encoder2, &imEncoder, &topicEncoder,
                                                  &meshEncoder}; ///< by protocol
    std::deque<std::pair<int, Item>> m_mail;
    std::vector<std::unique_ptr<FakeUpstream>> m_upstreams;
    std::vector<std::unique_ptr<Port>> m_ports;
    std::vector<std::unique_ptr<Client>> m_clients; ///< outlive the hubs' sessions
    std::vector<std::unique_ptr<Hub>> m_hubs;
};

} // namespace Rainbow
