// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "schedule.h"

#include "protocol/packet.h"

#include <algorithm>

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

constexpr auto ClientRetry = 1s;
constexpr auto Deadline = 10min; ///< of publications: all come through
constexpr int PatienceSteps = 20'000;

QList<MessageId> sortedKeys(const auto &hash)
{
    QList<MessageId> ids = hash.keys();
    std::sort(ids.begin(), ids.end()); // a seed is to give the same run always
    return ids;
}

} // namespace

HubSettings Schedule::settings(std::mt19937 &random)
{
    HubSettings settings;
    settings.retryInterval = std::chrono::milliseconds(500 + random() % 1'000);
    settings.forwardConcurrency = 1 + int(random() % 4);
    settings.maxInflight = 2 + int(random() % 20);
    return settings;
}

Schedule::Schedule(quint32 seed, const Outbound &fresh)
    : m_random(seed), m_world(1, settings(m_random)), m_client(m_world.connect("client", {"room"})),
      m_stormSteps(20 + int(below(150))), m_loss(int(below(60))), m_failure(int(below(60))),
      m_toSendUp(2 + int(below(8))), m_toSendDown(2 + int(below(8))),
      m_lastId(MessageId(65'528 + below(7)))
{
    m_client.session->outbound = fresh;
}

bool Schedule::loses()
{
    const bool lost = !isCalm() && chance(m_loss);
    m_figures.lost += lost;
    return lost;
}

QByteArray Schedule::run()
{
    while (!isDone()) {
        if (++m_steps > PatienceSteps)
            return "the messages do not get through";
        step();
    }
    // What would come once more would come now.
    for (int i = 0; i < 5; ++i) {
        if (!m_world.pass(2s))
            return "the hub wants to be woken all the time";
        collect();
        while (!m_frames.empty() || !m_stream.empty() || !m_answers.empty())
            step();
    }
    return verdict();
}

void Schedule::step()
{
    if (m_toSendUp > 0 && chance(30))
        beginUp();
    if (m_toSendDown > 0 && chance(30))
        beginDown();
    if (!m_stream.empty() && chance(70))
        relayReads();
    if (!m_answers.empty() && chance(60)) {
        const size_t index = below(m_answers.size());
        const AnswerCommand answer = m_answers[index];
        m_answers.erase(m_answers.begin() + qptrdiff(index));
        m_world.answer(m_client, answer.kind, answer.id, answer.payload);
    }
    if (!isCalm() && chance(20))
        strayAnswer();
    if (!m_world.upstream().calls.empty() && chance(60))
        businessAnswers();
    collect();
    if (!m_frames.empty() && chance(70)) {
        const QByteArray frame = m_frames.front();
        m_frames.pop_front();
        clientReads(frame);
    }
    if (!m_loose.empty() && chance(70)) {
        const size_t index = below(m_loose.size());
        const QByteArray frame = m_loose[index];
        m_loose.erase(m_loose.begin() + qptrdiff(index));
        clientReads(frame);
    }
    if (chance(40))
        (void)m_world.pass(std::chrono::milliseconds(below(800)));
    clientRepeats();
}

bool Schedule::isDone() const
{
    return isCalm() && m_toSendUp == 0 && m_toSendDown == 0 && m_open.isEmpty() && m_known.isEmpty()
        && m_stream.empty() && m_answers.empty() && m_frames.empty() && m_loose.empty()
        && m_client.session->inbound.waiting() == 0 && m_client.session->inbound.running() == 0
        && m_client.session->outbound.inFlight() == 0 && m_client.session->backlog.isEmpty();
}

QByteArray Schedule::verdict() const
{
    const auto judge = [](const QHash<int, Fate> &fates, int Fate::*times, const char *direction) {
        for (auto it = fates.begin(); it != fates.end(); ++it) {
            const int count = (*it).*times;
            const bool right = it->qos == QoS::AtMostOnce ? count <= 1
                : it->qos == QoS::AtLeastOnce             ? count >= 1
                                                          : count == 1;
            if (!right)
                return QByteArray(direction) + " message " + QByteArray::number(it.key()) + ", QoS "
                    + QByteArray::number(int(it->qos)) + ": " + QByteArray::number(count)
                    + " times";
        }
        return QByteArray();
    };
    QByteArray problem = judge(m_up, &Fate::answered, "up");
    if (problem.isEmpty())
        problem = judge(m_down, &Fate::handled, "down");
    if (problem.isEmpty() && m_receipts != m_down.size())
        problem = "not every publication has one receipt";
    for (const Receipt &receipt : m_world.receipts) {
        if (receipt.timedOut)
            problem = "a publication was not confirmed";
    }
    return problem;
}

void Schedule::beginUp()
{
    const int number = m_toSendUp--;
    const auto qos = QoS(below(3));
    m_up[number].qos = qos;
    ++m_figures.messages;
    MessageId id = 0;
    if (qos != QoS::AtMostOnce) {
        m_lastId = m_lastId >= MaxMessageId ? 1 : m_lastId + 1;
        id = m_lastId;
        m_open.insert(id, {number, qos, false, m_world.now + ClientRetry});
    }
    if (!loses())
        m_stream.push_back(SendCommand{1, qos, false, id, QByteArray::number(number)});
}

void Schedule::beginDown()
{
    const int number = m_toSendDown--;
    const auto qos = QoS(below(3));
    m_down[number].qos = qos;
    ++m_figures.messages;
    m_world.publish("room", qos, QByteArray::number(number), Deadline, 0, true);
    m_receipts = int(m_world.receipts.size());
}

void Schedule::clientRepeats()
{
    for (const MessageId id : sortedKeys(m_open)) {
        Open &open = m_open[id];
        // Besides those that are due some are repeated for no reason.
        if (open.repeatAt > m_world.now && (isCalm() || !chance(3)))
            continue;
        open.repeatAt = m_world.now + ClientRetry;
        m_figures.repeats += !open.released;
        if (loses())
            continue;
        if (open.released)
            m_stream.push_back(AnswerCommand{AnswerKind::Rel, id, {}});
        else
            m_stream.push_back(SendCommand{1, open.qos, true, id, QByteArray::number(open.number)});
    }
}

void Schedule::relayReads()
{
    const Command command = m_stream.front();
    m_stream.pop_front();
    m_client.hub->handle(*m_client.session, command, m_world.now);
}

void Schedule::strayAnswer()
{
    ++m_figures.strays;
    const auto id = MessageId(m_random());
    const auto kind = AnswerKind(below(4));
    if (kind == AnswerKind::Rel) {
        // Its own messages a client releases only when it has the answer.
        if (!m_open.contains(id))
            m_answers.push_back({kind, id, "stray"});
        return;
    }
    if (!m_inFlight.contains(id))
        m_answers.push_back({kind, id, "stray"});
    if (m_inFlight.isEmpty())
        return;
    // The wrong answer to a message that waits for another.
    const QList<MessageId> ids = sortedKeys(m_inFlight);
    const MessageId other = ids[qsizetype(below(size_t(ids.size())))];
    const bool wrong =
        m_inFlight[other] == QoS::AtLeastOnce ? kind != AnswerKind::Ack : kind == AnswerKind::Ack;
    if (wrong)
        m_answers.push_back({kind, other, "wrong"});
}

void Schedule::businessAnswers()
{
    auto &calls = m_world.upstream().calls;
    std::swap(calls.front(), calls[below(calls.size())]);
    Fate &fate = m_up[calls.front().payload.toInt()];
    ++fate.handled;
    if (!isCalm() && chance(m_failure)) {
        m_world.businessAnswers(World::no());
        return;
    }
    ++fate.answered;
    m_world.businessAnswers(World::yes("to " + calls.front().payload));
}

void Schedule::collect()
{
    for (const QByteArray &frame : m_client.take()) {
        const bool isOwnDialogue = frame.startsWith("SEND") || frame.startsWith("REL");
        m_figures.repeats += frame.startsWith("SEND") && frame.contains(" dup ");
        if (frame.startsWith("SEND") && !frame.startsWith("SEND0")) {
            const auto id = MessageId(frame.mid(frame.lastIndexOf('#') + 1).toInt());
            m_inFlight.insert(id, QoS(frame[4] - '0'));
        }
        if (loses())
            continue;
        if (isOwnDialogue)
            m_frames.push_back(frame);
        else
            m_loose.push_back(frame);
    }
    m_receipts = int(m_world.receipts.size());
}

void Schedule::clientReads(const QByteArray &frame)
{
    if (frame.startsWith("SEND")) {
        clientReadsMessage(frame);
        return;
    }
    const QList<QByteArray> words = frame.split(' ');
    clientReadsAnswer(words[0], MessageId(words[1].toInt()), frame.mid(words[0].size() + 1));
}

void Schedule::clientReadsMessage(const QByteArray &frame)
{
    const qsizetype type = frame.indexOf("type=7 ") + 7;
    const int number = frame.mid(type).split(' ').first().toInt();
    const auto qos = QoS(frame[4] - '0');
    if (qos == QoS::AtMostOnce) {
        ++m_down[number].handled;
        return;
    }
    const auto id = MessageId(frame.mid(frame.lastIndexOf('#') + 1).toInt());
    if (qos == QoS::AtLeastOnce) {
        ++m_down[number].handled;
        answer(AnswerKind::Ack, id, "done");
        return;
    }
    if (!m_known.contains(id))
        ++m_down[number].handled;
    m_known.insert(id, number);
    answer(AnswerKind::Rec, id, "done");
}

void Schedule::clientReadsAnswer(const QByteArray &kind, MessageId id, const QByteArray &payload)
{
    if (kind == "REL") {
        m_known.remove(id);
        answer(AnswerKind::Com, id);
        return;
    }
    const auto open = m_open.find(id);
    if (open == m_open.end())
        return; // the answer to a repeat, or to a stray
    Q_UNUSED(payload);
    if (kind == "ACK" && open->qos == QoS::AtLeastOnce) {
        m_open.erase(open);
    } else if (kind == "REC" && open->qos == QoS::ExactlyOnce) {
        open->released = true;
        open->repeatAt = m_world.now + ClientRetry;
        if (!loses())
            m_stream.push_back(AnswerCommand{AnswerKind::Rel, id, {}});
    } else if (kind == "COM" && open->released) {
        m_open.erase(open);
    }
}

void Schedule::answer(AnswerKind kind, MessageId id, const QByteArray &payload)
{
    const int copies = !isCalm() && chance(20) ? 2 : 1;
    m_figures.strays += copies - 1;
    for (int i = 0; i < copies; ++i) {
        if (!loses())
            m_answers.push_back({kind, id, payload});
    }
}

} // namespace Rainbow
