// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonObject>
#include <QList>
#include <QStringList>
#include <QTabWidget>

class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QPushButton;
class QTreeWidget;

namespace Rainbow::Admin {

/// All a relay knows of one connection, but its packets: facts, channels, headers.
class ConnectionFacts : public QTabWidget {
    Q_OBJECT

public:
    explicit ConnectionFacts(QWidget *parent = nullptr);

    /// connection: as the feed answers "connection"; at: the relay's clock.
    void show(const QJsonObject &connection, qint64 at);
    [[nodiscard]] QStringList channels() const;
    /// Joining and leaving are there, or not.
    void setMayAct(bool mayAct);
    /// Nothing can be done any more.
    void setEnded();

Q_SIGNALS:
    void joinRequested();
    void leaveRequested(const QString &channel);

protected:
    void changeEvent(QEvent *event) override;

private:
    enum Fact {
        Identity,
        Device,
        Platform,
        Address,
        Protocol,
        App,
        Account,
        Worker,
        Connected,
        LastHeard,
        Pinged,
        RoundTrip,
        Lost,
        MessagesIn,
        MessagesOut,
        BytesIn,
        BytesOut,
        InFlight,
        Queued,
        Unanswered,
        Backlog,
        ForwardsWaiting,
        ForwardsUnderWay,
        AnswersKept,
        Cookie,
        FactCount,
    };

    [[nodiscard]] QWidget *makeFacts();
    [[nodiscard]] QWidget *makeChannels();
    [[nodiscard]] QWidget *makeHeaders();
    QFormLayout *addSection(QWidget *parent);
    void addFact(QFormLayout *form, Fact fact);
    void retranslate();
    void update();
    void updateFacts();
    void updateTraffic();
    void updateChannels();
    void updateHeaders();
    void set(Fact fact, const QString &text);
    void setCount(Fact fact, const QJsonValue &value);
    [[nodiscard]] QString ago(const QJsonValue &at) const;
    void updateButtons();

    QJsonObject m_connection;
    qint64 m_at = 0;
    bool m_mayAct = false;
    bool m_ended = false;
    QList<QLabel *> m_titles;
    QList<QLabel *> m_names;
    QList<QLineEdit *> m_values;
    QListWidget *m_channels = nullptr;
    QLabel *m_channelsNote = nullptr;
    QPushButton *m_join = nullptr;
    QPushButton *m_leave = nullptr;
    QTreeWidget *m_headers = nullptr;
};

} // namespace Rainbow::Admin
