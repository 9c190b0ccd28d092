// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>
#include <QTimer>
#include <QWidget>

class QLabel;

namespace Rainbow::Admin {

class FeedClient;

/// The status bar: how the connection to the relay is and when it is tried again, its delay, how
/// far its clock is off, and who one is there.
class ConnectionStatus : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    explicit ConnectionStatus(FeedClient &client, QWidget *parent = nullptr);

    /// Of the relay, as the book has it.
    void setRelayName(const QString &name);
    /// "Connected to production", "… trying again in 8 s".
    [[nodiscard]] QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void update();
    void updateState();
    void updateClock();
    void updateRole();
    [[nodiscard]] QString stateText() const;

    FeedClient &m_client;
    QString m_relay;
    QTimer m_second; ///< counts down
    QLabel *m_mark;
    QLabel *m_state;
    QLabel *m_delay;
    QLabel *m_clockMark;
    QLabel *m_clock;
    QLabel *m_role;
};

} // namespace Rainbow::Admin
