// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "channels/channelid.h"

#include <QWidget>

class QButtonGroup;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QPushButton;
class QRadioButton;
class QSettings;
class QSpinBox;
class QSplitter;
class QTableView;

namespace Rainbow::Admin {

class FeedClient;
class PayloadEdit;
class SendHistory;
class SendResult;
class StatusLabel;
struct SentMessage;

/// Sends messages to a channel, and shows who answered. For operators.
class SendPanel : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    explicit SendPanel(FeedClient &client, QWidget *parent = nullptr);

    /// Empty: none is chosen.
    void setChannel(const ChannelId &channel);
    void retranslate();
    void saveState(QSettings &settings) const;
    void restoreState(QSettings &settings);

private:
    [[nodiscard]] QWidget *makeEditor();
    [[nodiscard]] QWidget *makeResult();
    void connectAll();
    void updateState();
    void showCheck();
    void showResult();
    void send();
    void useAgain();
    [[nodiscard]] SentMessage written() const;

    FeedClient &m_client;
    ChannelId m_channel;
    SendHistory *m_history;
    QSplitter *m_splitter = nullptr;
    QLabel *m_heading = nullptr;
    QLabel *m_typeLabel = nullptr;
    QSpinBox *m_type = nullptr;
    QLabel *m_qosLabel = nullptr;
    QComboBox *m_qos = nullptr;
    QLabel *m_timeoutLabel = nullptr;
    QDoubleSpinBox *m_timeout = nullptr;
    QRadioButton *m_json = nullptr;
    QRadioButton *m_text = nullptr;
    QPushButton *m_format = nullptr;
    PayloadEdit *m_payload = nullptr;
    StatusLabel *m_check = nullptr;
    QPushButton *m_send = nullptr;
    QLabel *m_resultHeading = nullptr;
    SendResult *m_result = nullptr;
    QTableView *m_sent = nullptr;
    QPushButton *m_again = nullptr;
};

} // namespace Rainbow::Admin
