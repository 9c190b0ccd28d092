// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QObject>
#include <QPointer>
#include <QString>

class QDialog;
class QWidget;

namespace Rainbow::Admin {

class FeedClient;
struct FeedAnswer;

/// What an operator does to one connection: asks for what it needs, then asks the relay. Dialogs do
/// not block; there is one at a time.
class ConnectionActions : public QObject {
    Q_OBJECT

public:
    /// The feed's limit for a reason, in bytes of UTF-8.
    static constexpr int MaxReason = 120;

    /// Both must outlive it; dialogs are over window.
    ConnectionActions(FeedClient &client, QWidget *window);

    /// name: how people know it, e.g. its device.
    void kick(const QString &identity, const QString &name);
    void join(const QString &identity, const QString &name);
    void leave(const QString &identity, const QString &channel);
    /// Asks which channel, too.
    void leaveOne(const QString &identity, const QString &name);

Q_SIGNALS:
    /// An action has ended; text is for people, translated.
    void done(const QString &text);
    void failed(const QString &text);

private:
    [[nodiscard]] bool isAsking();
    void open(QDialog *dialog);
    void doKick(const QString &identity, const QString &reason);
    void doSubscribe(const QString &identity, const QString &channel, bool occupy);
    void doLeave(const QString &identity, const QString &channel);
    void finish(const FeedAnswer &answer, const QString &text);

    FeedClient &m_client;
    QWidget *const m_window;
    QPointer<QDialog> m_dialog;
};

} // namespace Rainbow::Admin
