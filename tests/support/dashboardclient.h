// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/rawclient.h"

#include <QJsonArray>
#include <QJsonObject>

namespace Rainbow::Test {

/// A dashboard at the feed of a relay (docs/admin-feed.md): asks, and keeps what it is told.
/// Thread: the test's; waiting runs the event loop.
class DashboardClient : public QObject {
public:
    explicit DashboardClient(QObject *parent = nullptr);

    /// Connects with that token and waits for hello; false: it was not let in, see raw().answer().
    [[nodiscard]] bool open(const Server &server, const QByteArray &token,
                            const Fields &headers = {});
    [[nodiscard]] RawClient &raw() { return m_raw; }
    [[nodiscard]] bool isOpen() const { return m_raw.isOpen(); }

    /// Sends a frame, with an id of its own.
    int send(QJsonObject request);
    /// The answer to the request of that id, once it has come; empty: it has not, for long.
    [[nodiscard]] QJsonObject answerTo(int id, std::chrono::milliseconds timeout = Patience);
    [[nodiscard]] bool hasAnswer(int id) const;
    /// {"ask": what, members…}, and the answer.
    [[nodiscard]] QJsonObject ask(const QString &what, const QJsonObject &members = {});
    /// What the relay says of a session: "attached", "lost"; empty: there is no such session.
    [[nodiscard]] QString stateOf(const QByteArray &identity);
    /// {"do": what, members…}, and the answer.
    [[nodiscard]] QJsonObject act(const QString &what, const QJsonObject &members = {});
    /// {"watch": "connection"}, or unwatch, and the answer.
    [[nodiscard]] QJsonObject watch(const QByteArray &identity, bool on = true);

    /// What was told without being asked, of that name, in order.
    [[nodiscard]] QList<QJsonObject> events(const QString &name) const;
    [[nodiscard]] bool waitFor(const QString &name, int number = 1);
    /// Every frame that came, in order.
    [[nodiscard]] const QList<QJsonObject> &frames() const { return m_frames; }
    void clear() { m_frames.clear(); }

private:
    RawClient m_raw;
    QList<QJsonObject> m_frames;
    int m_lastId = 0;
};

/// A member of each of the rows of an answer.
[[nodiscard]] QJsonArray column(const QJsonObject &answer, const QString &member);

} // namespace Rainbow::Test
