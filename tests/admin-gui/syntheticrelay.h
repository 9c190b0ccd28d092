// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>
#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QRandomGenerator>
#include <QString>

#include <functional>

namespace Rainbow::Test {

/// A connection that there is not. Counters grow by their rates from startedAt on.
struct SyntheticConnection {
    QString identity;
    QString app;
    QString account; ///< empty: none
    QString platform;
    QString device;
    QString address;
    QString protocol;
    QString state;
    int worker = 0;
    qint64 connectedAt = 0; ///< ms since 1970
    int channels = 0;
    double inRate = 0; ///< messages per second
    double outRate = 0;
    int unanswered = 0;
    qint64 backlog = 0;
    double roundTripMs = -1; ///< negative: not known
};

struct SyntheticChannel {
    QString name;
    QString app;
    int members = 0;
    double rate = 0;
    qint64 published = 0;
    QString occupant;
};

/// What a relay with many connections would say of itself: plausible, varied, and the same each
/// time for the same seed and moments. Pure; time is an argument.
class SyntheticRelay {
public:
    explicit SyntheticRelay(quint32 seed = 1984);

    /// Begins anew with so many. at: now, ms since 1970.
    void populate(int connections, int channels, qint64 at);
    /// One more, connected at that moment, first of the default order.
    SyntheticConnection &addConnection(const QString &identity, qint64 at);
    bool removeConnection(const QString &identity);

    QList<SyntheticConnection> connections;
    QList<SyntheticChannel> channels;
    QList<QJsonObject> events; ///< oldest first, seq counting from 1
    int workers = 4;
    /// Connections and channels made from now on are of these, of the first the most. Each has a
    /// channel called news. Clients of a second one come by im, of a third one by topic.
    QStringList apps{QStringLiteral("default")};
    /// How busy it is, 1: as usual; shapes the stats.
    double load = 1;
    /// The business server fails now and then.
    bool isBusinessFailing = false;

    /// One event more; the oldest goes beyond 10 000.
    void addEvent(QJsonObject event, qint64 at);
    /// What happens of itself within a second: a connect, a close, sometimes a failure.
    void liveOn(qint64 at);
    /// As many connections go within a second, and others come, as with a mean age of 2 h.
    void churn(qint64 at);
    /// Those do not go.
    std::function<bool(const QString &identity)> isStaying;

    [[nodiscard]] QJsonObject stats(qint64 at);
    /// The answer to a question, without id; also {"ok": false, "code", "error"}.
    [[nodiscard]] QJsonObject answer(const QJsonObject &question, qint64 at);

    [[nodiscard]] SyntheticConnection *find(const QString &identity);
    [[nodiscard]] QJsonObject row(const SyntheticConnection &connection, qint64 at) const;

    /// {"ok": false, …}
    [[nodiscard]] static QJsonObject refusal(int code, const QString &error);

private:
    [[nodiscard]] SyntheticConnection makeConnection(int number, qint64 at);
    [[nodiscard]] qsizetype pickApp();
    [[nodiscard]] QJsonObject figures(int worker, qint64 at);
    [[nodiscard]] QJsonArray appFigures(const QJsonObject &total) const;
    /// channel: nullptr: everybody.
    [[nodiscard]] QJsonObject connectionTable(const QJsonObject &question, qint64 at,
                                              const SyntheticChannel *channel);
    /// Of that name, in the application that the object names, or the default one.
    [[nodiscard]] const SyntheticChannel *findChannel(const QString &name,
                                                      const QJsonObject &asked) const;
    [[nodiscard]] QJsonObject channelTable(const QJsonObject &question, qint64 at) const;
    [[nodiscard]] QJsonObject eventTable(const QJsonObject &question) const;
    [[nodiscard]] QJsonObject channelAnswer(const QJsonObject &question, qint64 at);
    [[nodiscard]] QJsonObject connectionAnswer(const QString &identity, qint64 at);
    [[nodiscard]] QStringList channelNamesOf(const SyntheticConnection &connection) const;
    [[nodiscard]] QJsonObject channelRow(const SyntheticChannel &channel) const;
    [[nodiscard]] QJsonValue member(const SyntheticConnection &connection, QStringView name,
                                    qint64 at) const;

    QRandomGenerator m_random;
    qint64 m_startedAt = 0;
    int m_made = 0;
    qint64 m_lastSeq = 0;
    double m_failureWave = 0;
};

} // namespace Rainbow::Test
