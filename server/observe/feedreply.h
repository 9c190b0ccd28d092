// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "observe/dashboard.h"
#include "observe/feedrequest.h"
#include "observe/jsontext.h"

#include <QPointer>

#include <utility>

namespace Rainbow {

/// The right to answer one request of a dashboard, once; the dashboard may be gone by then.
class FeedReply {
public:
    FeedReply(Dashboard &dashboard, QByteArray id)
        : m_dashboard(&dashboard), m_id(std::move(id)) { }

    /// Null: it is gone.
    [[nodiscard]] Dashboard *dashboard() const { return m_dashboard; }

    /// An answer that says yes, to which members may be added.
    [[nodiscard]] JsonText begin() const
    {
        return std::move(JsonText().raw("id", m_id).flag("ok", true));
    }
    void send(const JsonText &answer) const
    {
        if (m_dashboard)
            m_dashboard->answer(answer.end());
    }
    void done() const { send(begin()); }
    void refuse(const FeedError &error) const
    {
        JsonText answer;
        answer.raw("id", m_id).flag("ok", false).number("code", error.code);
        send(answer.text("error", error.text));
    }

private:
    QPointer<Dashboard> m_dashboard;
    QByteArray m_id;
};

/// A worker has not answered in time.
inline FeedError noAnswer()
{
    return {503, "a worker did not answer in time"};
}

inline FeedError noConnection(const Identity &identity)
{
    return {404, "there is no connection " + identity.bytes()};
}

} // namespace Rainbow
