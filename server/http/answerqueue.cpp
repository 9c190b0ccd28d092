// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/answerqueue.h"

namespace Rainbow {

quint64 AnswerQueue::open(ResponseFraming framing)
{
    Slot slot;
    slot.framing = framing;
    m_slots.push_back(std::move(slot));
    return m_first + m_slots.size() - 1;
}

void AnswerQueue::answer(quint64 number, const HttpResponse &response)
{
    if (number < m_first || number - m_first >= m_slots.size())
        return;
    if (number != m_first) {
        Slot &slot = m_slots[number - m_first];
        slot.response = response;
        slot.ready = true;
        return;
    }
    appendResponse(m_out, response, m_slots.front().framing);
    m_slots.pop_front();
    ++m_first;
    while (!m_slots.empty() && m_slots.front().ready) {
        appendResponse(m_out, m_slots.front().response, m_slots.front().framing);
        m_slots.pop_front();
        ++m_first;
    }
}

void AnswerQueue::closeAfterLast()
{
    if (!m_slots.empty())
        m_slots.back().framing.keepAlive = false;
}

} // namespace Rainbow
