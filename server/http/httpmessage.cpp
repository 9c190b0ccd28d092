// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/httpmessage.h"

#include "logging.h"
#include "json/jsonstring.h"

namespace Rainbow {

HttpResponse jsonError(int httpStatus, QByteArrayView msg)
{
    QByteArray body = "{\"status\": 1, \"msg\": ";
    appendJsonString(body, msg);
    body.append('}');
    HttpResponse response;
    response.status = httpStatus;
    response.body = std::move(body);
    return response;
}

struct Responder::State {
    explicit State(Sink sink) : m_sink(std::move(sink)) { }
    ~State()
    {
        if (!m_sink)
            return;
        qCWarning(lcHttp) << "a request was dropped without an answer";
        answer(jsonError(500, "internal error"));
    }
    Q_DISABLE_COPY_MOVE(State)

    void answer(const HttpResponse &response)
    {
        // Emptied before the call, which may end in another answer().
        if (const Sink sink = std::exchange(m_sink, nullptr))
            sink(response);
    }

private:
    Sink m_sink;
};

Responder::Responder(Sink sink) : m_state(std::make_shared<State>(std::move(sink)))
{
}

void Responder::answer(const HttpResponse &response) const
{
    if (const auto state = m_state)
        state->answer(response);
}

} // namespace Rainbow
