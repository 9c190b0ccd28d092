// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QUrl>

#include <chrono>
#include <functional>
#include <memory>
#include <optional>

namespace Rainbow::Admin {

/// What a relay says of itself when a dashboard comes (docs/admin-feed.md, "hello").
struct RelayInfo {
    QString who;
    bool mayAct = false; ///< the role is operator
    QString node;
    QString version;
};

/// An answer to a question or an action.
struct FeedAnswer {
    bool ok = false;
    int code = 0; ///< not ok: as HTTP's; 0: the connection ended first
    QString error; ///< not ok: English, from the relay, or why there is no connection
    QJsonObject object; ///< ok: all of it
};

/// The connection to the feed of one relay: connects, and connects again by itself (after 0.5 s,
/// then twice as long each time, at most 15 s) until closed. A refused token ends it, for trying it
/// again would do no good. Thread: the GUI's.
class FeedClient : public QObject {
    Q_OBJECT

public:
    enum class State {
        Closed, ///< nobody wants a connection
        Connecting,
        Open,
        Waiting, ///< for the next attempt; problem() says why the last one ended
        Refused, ///< 401 or 429: problem() says which; open() tries again
    };
    Q_ENUM(State)

    explicit FeedClient(QObject *parent = nullptr);
    ~FeedClient() override;

    /// relay: ws, wss, http or https; a URL without a path gets /admin/. Ends what was before.
    void open(const QUrl &relay, const QString &token);
    void close();

    [[nodiscard]] State state() const;
    [[nodiscard]] QUrl relay() const;
    /// For people, translated; empty: none.
    [[nodiscard]] QString problem() const;
    /// Waiting: how long until the next attempt.
    [[nodiscard]] std::chrono::milliseconds retryIn() const;
    /// Of the connection there is, or was last.
    [[nodiscard]] RelayInfo info() const;
    /// How long the relay took to answer last, and how much its clock is ahead of ours; asked every
    /// 5 s. Nothing before the first answer.
    [[nodiscard]] std::optional<std::chrono::milliseconds> delay() const;
    [[nodiscard]] std::optional<std::chrono::milliseconds> clockDifference() const;

    using Handler = std::function<void(const FeedAnswer &answer)>;
    /// {"ask": what, arguments…}. handler is called exactly once, later, unless context is gone by
    /// then; also when the connection ends (code 0). At most 12 are on their way at a time, the
    /// others wait.
    void ask(const QString &what, const QJsonObject &arguments, QObject *context, Handler handler);
    /// {"do": what, arguments…}, likewise.
    void act(const QString &what, const QJsonObject &arguments, QObject *context, Handler handler);
    /// Packets of that connection come by packet() until unwatch(), across reconnects.
    void watch(const QString &identity);
    void unwatch(const QString &identity);

Q_SIGNALS:
    void stateChanged();
    /// delay() or clockDifference() has.
    void clockChanged();
    void stats(const QJsonObject &stats);
    void packet(const QJsonObject &packet);
    /// A watched session has ended.
    void watchEnded(const QString &identity, const QString &reason);

private:
    class Private;
    const std::unique_ptr<Private> d;
};

} // namespace Rainbow::Admin
