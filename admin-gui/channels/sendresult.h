// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QLabel;
class QPlainTextEdit;

namespace Rainbow::Admin {

class StatusLabel;
struct SentMessage;

/// What became of a message: who answered, after how long, and what.
class SendResult : public QWidget {
    Q_OBJECT

public:
    explicit SendResult(QWidget *parent = nullptr);

    /// Null: none was sent yet.
    void show(const SentMessage *message);

private:
    void showDone(const SentMessage &message);

    StatusLabel *m_status;
    StatusLabel *m_late;
    QLabel *m_details;
    QPlainTextEdit *m_answer;
};

} // namespace Rainbow::Admin
