// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QJsonObject>
#include <QTimer>
#include <QUrl>
#include <QVariantMap>
#include <QWidget>

class QLabel;
class QPushButton;
class QSplitter;

namespace Rainbow::Admin {

class ConnectionActions;
class ConnectionFacts;
class FeedClient;
class Notice;
class StatusLabel;
class TimelineView;
struct FeedAnswer;

/// One connection: what the relay knows of it, asked anew each second, and its packets as they
/// pass. When its session has ended it stays, and says so. It is deleted when it is closed, and
/// closes itself when the dashboard goes to another relay.
class ConnectionWindow : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    ConnectionWindow(FeedClient &client, QString identity, QWidget *parent = nullptr);
    ~ConnectionWindow() override;

    [[nodiscard]] QString identity() const { return m_identity; }
    [[nodiscard]] TimelineView &timeline() const { return *m_timeline; }
    /// Geometry, splitters, columns.
    [[nodiscard]] QVariantMap state() const;
    void setState(const QVariantMap &state);
    void refresh();

Q_SIGNALS:
    /// It is about to go; its state() is to be remembered.
    void closing();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    void build();
    [[nodiscard]] QWidget *makeHead();
    void connectAll();
    void retranslate();
    void onAnswer(const FeedAnswer &answer);
    void onEnded(const QString &reason);
    void onClientState();
    void updateHead();
    void updateNotice();
    [[nodiscard]] QString name() const;

    FeedClient &m_client;
    const QString m_identity;
    const QUrl m_relay;
    QJsonObject m_connection;
    bool m_isAsking = false;
    bool m_ended = false;
    QString m_reason; ///< why it has ended, from the relay
    QTimer m_second;
    ConnectionActions *m_actions;

    QLabel *m_name = nullptr;
    QLabel *m_about = nullptr;
    StatusLabel *m_state = nullptr;
    StatusLabel *m_outcome = nullptr;
    QPushButton *m_copy = nullptr;
    QPushButton *m_kick = nullptr;
    QLabel *m_hint = nullptr;
    Notice *m_notice = nullptr;
    QSplitter *m_splitter = nullptr;
    ConnectionFacts *m_facts = nullptr;
    TimelineView *m_timeline = nullptr;
};

} // namespace Rainbow::Admin
