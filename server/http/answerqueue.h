// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/responsewriter.h"

#include <deque>

namespace Rainbow {

/// Brings the answers of one connection into the order of the requests. An answer whose turn
/// has come is written to out() at once; the others are kept.
class AnswerQueue {
public:
    /// A request has come; its number is what answer() wants.
    quint64 open(ResponseFraming framing);
    /// The answer to an open request. A number that is not open does nothing.
    void answer(quint64 number, const HttpResponse &response);
    /// The last of the open requests, if any, is answered with "Connection: close".
    void closeAfterLast();
    void clear() { m_slots.clear(); }

    [[nodiscard]] bool isEmpty() const { return m_slots.empty(); }
    /// Requests whose answer has not been written.
    [[nodiscard]] int size() const { return int(m_slots.size()); }
    /// What is to be sent; whoever sends it takes it out.
    [[nodiscard]] QByteArray &out() { return m_out; }
    [[nodiscard]] const QByteArray &out() const { return m_out; }

private:
    struct Slot {
        ResponseFraming framing;
        bool ready = false;
        HttpResponse response;
    };

    std::deque<Slot> m_slots;
    quint64 m_first = 0; ///< number of the first slot
    QByteArray m_out;
};

} // namespace Rainbow
