// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "resumemodel.h"

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto ClientRetry = 1s;
constexpr int PatienceSteps = 20'000;
constexpr int MaxOpen = 15; ///< of the client

} // namespace

HubSettings ResumeModel::settings(std::mt19937 &random)
{
    HubSettings settings;
    settings.retryInterval = std::chrono::milliseconds(500 + random() % 1'000);
    settings.forwardConcurrency = 1 + int(random() % 4);
    settings.maxInflight = 2 + int(random() % 20);
    settings.sessionTtl = 24h; // nobody is given up
    settings.clientPublish = ClientRight::Ask;
    return settings;
}

ResumeModel::ResumeModel(quint32 seed)
    : m_random(seed), m_world(2, settings(m_random)),
      m_witness(m_world.connect2("witness", {"published"}, 1)), m_toBegin(4 + int(below(16))),
      m_toPublish(4 + int(below(10))), m_stormSteps(50 + int(below(300))),
      m_breakage(int(below(12))), m_failure(int(below(50)))
{
    m_links.push_back(std::make_unique<FakeLink>(m_world.now));
    m_link = m_hubLink = m_links.back().get();
    BusinessAnswer answer = World::yes();
    answer.join = {ChannelName("room")};
    SessionInfo info{Identity("client"), "ios", "device", "::1", SessionProtocol::Version2};
    m_session = &m_world.hub().open(info, *m_link, m_world.encoder2, answer);
    // The first HELLO gets there: without a token there is nothing to resume.
    m_frames = m_link->take();
    clientReads(m_frames.takeFirst());
}

void ResumeModel::fail(const QByteArray &problem, int number)
{
    if (m_problem.isEmpty())
        m_problem = problem + ", message " + QByteArray::number(number);
}

int ResumeModel::newMessage(Way way, QoS qos)
{
    const int number = ++m_lastNumber;
    const bool canBeRefused = qos != QoS::AtMostOnce && way != Way::Up;
    m_fates[number] = Fate{way, qos, canBeRefused && chance(8), 0, {}};
    m_figures.messages += qos != QoS::AtMostOnce;
    return number;
}

QByteArray ResumeModel::run()
{
    while (m_problem.isEmpty() && !isDone()) {
        if (++m_steps > PatienceSteps)
            return "the messages do not get through";
        step();
    }
    // What would come once more would come now.
    for (int i = 0; i < 20 && m_problem.isEmpty(); ++i) {
        if (!m_world.pass(500ms))
            return "the hub wants to be woken all the time";
        step();
    }
    if (m_problem.isEmpty())
        judge();
    return m_problem;
}

bool ResumeModel::isDone() const
{
    return isCalm() && m_greeted && m_toBegin == 0 && m_toPublish == 0 && m_open.isEmpty()
        && m_known.isEmpty() && m_stream.empty() && m_frames.isEmpty()
        && m_world.receipts.size() == m_published && m_session->inbound.waiting() == 0
        && m_session->inbound.running() == 0 && m_session->outbound.inFlight() == 0
        && m_session->backlog.isEmpty();
}

void ResumeModel::step()
{
    if (m_link && !isCalm() && chance(m_breakage))
        breakConnection();
    if (m_hubLink && m_hubLink != m_link && chance(30))
        hubNotices();
    if (!m_link && (isCalm() || chance(40)))
        connect();
    if (m_toBegin > 0 && chance(30))
        clientBegins();
    if (m_toPublish > 0 && chance(30))
        businessPublishes();
    if (!m_stream.empty() && chance(70))
        relayReads();
    if (chance(50))
        applicationAnswers();
    if (!m_world.upstream().calls.empty() && chance(50))
        businessAnswers();
    if (!m_world.upstream().publishes.empty() && chance(50))
        businessPermits();
    if (m_link)
        m_frames += m_link->take();
    if (!m_frames.isEmpty() && chance(80))
        clientReads(m_frames.takeFirst());
    if (m_greeted && chance(30))
        clientRepeats(false);
    if (chance(40) && !m_world.pass(std::chrono::milliseconds(below(800))))
        m_problem = "the hub wants to be woken all the time";
    witnessReads();
}

// --- the connection

void ResumeModel::breakConnection()
{
    ++m_figures.breaks;
    m_figures.lostFrames += qint64(m_stream.size()) + m_frames.size() + m_link->sent.size();
    m_stream.clear();
    m_frames.clear();
    m_greeted = false;
    m_link->answersPings = false;
    // Some links know before their hub does.
    if (chance(30))
        m_link->result = SendResult::Closed;
    m_link = nullptr;
    if (chance(40))
        hubNotices();
}

void ResumeModel::hubNotices()
{
    m_hubLink = nullptr;
    m_world.hub().close(*m_session, Ending::Lost, m_world.now);
}

void ResumeModel::connect()
{
    const auto token = SessionToken::parse(m_token);
    if (!m_world.hub().findResumable(*token)) {
        m_problem = "the session is not known any more";
        return;
    }
    ++m_figures.resumes;
    FakeLink *before = m_hubLink;
    m_links.push_back(std::make_unique<FakeLink>(m_world.now));
    m_link = m_hubLink = m_links.back().get();
    if (m_world.hub().resume(*token, *m_link, m_world.now) != m_session)
        m_problem = "another session";
    if (before) {
        ++m_figures.takeovers;
        if (before->takeovers != 1)
            m_problem = "the connection of before is not told";
    }
}

// --- the client

int ResumeModel::numberOf(MessageId id) const
{
    for (auto it = m_open.begin(); it != m_open.end(); ++it) {
        if (it->id == id)
            return it.key();
    }
    return 0;
}

void ResumeModel::clientBegins()
{
    if (m_open.size() >= MaxOpen)
        return;
    --m_toBegin;
    const Way way = chance(50) ? Way::Up : Way::Publish;
    const int number = newMessage(way, QoS(below(3)));
    if (m_fates[number].qos == QoS::AtMostOnce) {
        clientSays(number, false);
        return;
    }
    // Without a connection it waits for one, as if its first sending had been lost.
    m_open[number] = Open{++m_lastId, false, m_world.now + ClientRetry};
    clientSays(number, false);
}

void ResumeModel::clientSays(int number, bool dup)
{
    if (!m_greeted)
        return;
    m_figures.repeats += dup;
    const Fate &fate = m_fates[number];
    const Open open = m_open.value(number);
    const SendCommand message{7, fate.qos, dup, open.id, QByteArray::number(number)};
    if (open.released)
        m_stream.push_back(AnswerCommand{AnswerKind::Rel, open.id, {}});
    else if (fate.way == Way::Up)
        m_stream.push_back(message);
    else
        m_stream.push_back(PublishCommand{message, ChannelName("published")});
}

void ResumeModel::clientRepeats(bool everything)
{
    for (auto it = m_open.begin(); it != m_open.end(); ++it) {
        if (everything || it->repeatAt <= m_world.now) {
            it->repeatAt = m_world.now + ClientRetry;
            clientSays(it.key(), true);
        }
    }
}

void ResumeModel::clientReads(const QByteArray &frame)
{
    const QByteArrayList words = frame.split(' ');
    if (words[0] == "HELLO") {
        m_token = words.last();
        m_greeted = true;
        if (words[2] == "resumed")
            clientRepeats(true);
    } else if (!m_greeted) {
        m_problem = "before HELLO: " + frame;
    } else if (frame.startsWith("SEND")) {
        clientReadsMessage(frame);
    } else {
        clientReadsAnswer(words);
    }
}

void ResumeModel::clientReadsMessage(const QByteArray &frame)
{
    // "SEND2 dup type=7 @room 12 #3", "SEND0 type=7 @room 12 droppable"
    const QByteArrayList words = frame.split(' ');
    const auto qos = QoS(frame.mid(4, 1).toInt());
    const int number = words[words.size() - 2].toInt();
    Fate &fate = m_fates[number];
    if (qos == QoS::AtMostOnce) {
        ++fate.handled;
        return;
    }
    const MessageId id = words.last().mid(1).toUShort();
    const auto known = m_known.find(id);
    if (known != m_known.end()) {
        if (known->number != number)
            fail("its id belongs to " + QByteArray::number(known->number), number);
        if (known->isAnswered)
            m_stream.push_back(AnswerCommand{AnswerKind::Rec, id, words.last()});
        return;
    }
    if (fate.handled == 0) {
        if (number < m_lastHeard && !fate.isRefused)
            fail("out of order to the client", number);
        m_lastHeard = std::max(m_lastHeard, number);
    }
    if (!fate.isRefused)
        ++fate.handled;
    m_known[id] = Known{number, qos, false};
}

void ResumeModel::applicationAnswers()
{
    // A handler may end without a connection; its answer goes out when the message comes again.
    QList<MessageId> ids;
    for (auto it = m_known.begin(); it != m_known.end(); ++it) {
        if (!it->isAnswered)
            ids.append(it.key());
    }
    if (ids.isEmpty())
        return;
    const MessageId id = ids[qsizetype(below(size_t(ids.size())))];
    Known &known = m_known[id];
    const auto say = [this](const Command &command) {
        if (m_greeted)
            m_stream.push_back(command);
    };
    if (m_fates[known.number].isRefused) {
        say(RefuseCommand{id, NakCode::BusinessFailed, "no"});
        m_known.remove(id);
    } else if (known.qos == QoS::AtLeastOnce) {
        say(AnswerCommand{AnswerKind::Ack, id, {}});
        m_known.remove(id);
    } else {
        known.isAnswered = true;
        say(AnswerCommand{AnswerKind::Rec, id, {}});
    }
}

void ResumeModel::clientReadsAnswer(const QByteArrayList &words)
{
    const MessageId id = words[1].toUShort();
    const QByteArray body = words.mid(2).join(' ');
    if (words[0] == "REL") {
        const auto known = m_known.find(id);
        if (known != m_known.end() && !known->isAnswered)
            fail("released before its answer", known->number);
        m_known.remove(id);
        m_stream.push_back(AnswerCommand{AnswerKind::Com, id, {}});
        return;
    }
    const int number = numberOf(id);
    if (number == 0)
        return; // the answer to a repeat of something that is through
    const Fate &fate = m_fates[number];
    Open &open = m_open[number];
    const QByteArray expected = fate.way == Way::Up ? "to " + QByteArray::number(number) : "";
    if (words[0] == "ACK") {
        if (fate.qos != QoS::AtLeastOnce || body != expected)
            fail("wrong answer: " + words.join(' '), number);
        m_open.remove(number);
    } else if (words[0] == "REC") {
        if (fate.qos != QoS::ExactlyOnce || body != expected)
            fail("wrong answer: " + words.join(' '), number);
        open.released = true;
        open.repeatAt = m_world.now + ClientRetry;
        m_stream.push_back(AnswerCommand{AnswerKind::Rel, id, {}});
    } else if (words[0] == "COM") {
        if (open.released)
            m_open.remove(number);
    } else if (!isRetryable(NakCode(body.split(' ').first().toInt()))) {
        if (!fate.isRefused)
            fail("refused: " + body, number);
        m_open.remove(number);
    }
}

void ResumeModel::relayReads()
{
    const Command command = m_stream.front();
    m_stream.pop_front();
    m_world.hub().handle(*m_session, command, m_world.now);
    m_world.run();
}

// --- the others

void ResumeModel::businessAnswers()
{
    const ForwardCall call = m_world.upstream().calls.front();
    const int number = call.payload.toInt();
    Fate &fate = m_fates[number];
    if (fate.qos != QoS::AtMostOnce) {
        if (fate.messageId.isEmpty()) {
            if (number < m_lastForwarded)
                fail("out of order to the business server", number);
            m_lastForwarded = number;
            fate.messageId = call.messageId;
        }
        if (fate.qos == QoS::ExactlyOnce && fate.messageId != call.messageId)
            fail("another RAINBOWMESSAGEID", number);
    }
    BusinessAnswer answer = World::no();
    answer.timedOut = chance(50);
    if (isCalm() || !chance(m_failure)) {
        ++fate.handled;
        answer = World::yes("to " + call.payload);
    }
    m_world.businessAnswers(answer);
}

void ResumeModel::businessPermits()
{
    const int number = m_world.upstream().publishes.front().payload.toInt();
    if (m_fates[number].isRefused)
        m_world.permitPublish(World::no(NakCode::NotAllowed, "no"));
    else if (!isCalm() && chance(m_failure))
        m_world.permitPublish(World::no(NakCode::BusinessTimeout, "late"));
    else
        m_world.permitPublish();
}

void ResumeModel::businessPublishes()
{
    --m_toPublish;
    const auto qos = QoS(below(3));
    const int number = newMessage(Way::Down, qos);
    ++m_published;
    m_world.publish("room", qos, QByteArray::number(number), std::chrono::seconds(1 + below(20)),
                    int(below(2)));
}

void ResumeModel::witnessReads()
{
    for (const QByteArray &frame : m_witness.take()) {
        const QByteArrayList words = frame.split(' ');
        if (frame.startsWith("REL")) {
            m_world.answer(m_witness, AnswerKind::Com, words[1].toUShort());
            continue;
        }
        if (words[1] == "dup")
            continue; // it has the first sending
        const int number = words[words.size() - 2].toInt();
        Fate &fate = m_fates[number];
        if (fate.way != Way::Publish)
            fail("not for the witness", number);
        ++fate.handled;
        if (fate.qos != QoS::AtMostOnce) {
            m_world.answer(m_witness,
                           fate.qos == QoS::AtLeastOnce ? AnswerKind::Ack : AnswerKind::Rec,
                           words.last().mid(1).toUShort());
        }
    }
}

void ResumeModel::judge()
{
    for (auto it = m_fates.begin(); it != m_fates.end(); ++it) {
        const int count = it->handled;
        bool right = false;
        switch (it->qos) {
        case QoS::AtMostOnce:
            right = count <= 1;
            break;
        case QoS::AtLeastOnce:
            right = count >= 1;
            break;
        case QoS::ExactlyOnce:
            right = count == 1;
            break;
        }
        if (it->isRefused)
            right = count == 0;
        if (!right)
            fail("QoS " + QByteArray::number(int(it->qos)) + ", " + QByteArray::number(count)
                     + " times",
                 it.key());
    }
    if (m_session->inbound.heldBytes() != 0 || m_session->outbound.heldBytes() != 0)
        m_problem = "something is kept";
    if (!m_world.upstream().closes.isEmpty())
        m_problem = "a session has ended";
    if (m_world.hub().underWay() + m_world.hub(1).underWay() != 0)
        m_problem = "something is under way";
}

} // namespace Rainbow
