// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "feed/feedclient.h"
#include "sessions/timelinepacket.h"

#include <QTimer>
#include <QVariantMap>
#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;
class QSplitter;
class QStackedWidget;

namespace Rainbow::Admin {

class EmptyState;
class FollowTable;
class StatusLabel;
class TimelineFilter;
class TimelineModel;

/// The packets of one connection as they pass: watches it while it lives, and shows what was chosen
/// below, with what belongs to it marked.
class TimelineView : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    TimelineView(FeedClient &client, QString identity, QWidget *parent = nullptr);
    ~TimelineView() override;

    [[nodiscard]] TimelineModel &model() const { return *m_model; }
    /// Paused, packets are kept until it goes on; beyond the model's bound the oldest go.
    void setPaused(bool paused);
    /// Writes what the filter lets through; the end is said here.
    void exportTo(const QString &fileName);

    /// Columns, splitter, and what is shown.
    [[nodiscard]] QVariantMap state() const;
    void setState(const QVariantMap &state);

protected:
    void changeEvent(QEvent *event) override;

private:
    void build();
    [[nodiscard]] QWidget *makeBar();
    [[nodiscard]] QWidget *makeTable();
    [[nodiscard]] QWidget *makePayload();
    void connectAll();
    void retranslate();
    void onPacket(const QJsonObject &packet);
    void onEnded(const QString &identity);
    void onClientState();
    void takePending();
    void onSecond();
    void clear();
    void applyFilter();
    void updateContent();
    void updateChosen();
    void chooseFile();
    void showMenu(const QPoint &position);

    FeedClient &m_client;
    const QString m_identity;
    bool m_ended = false;
    bool m_wasOpen = false;
    TimelineModel *m_model;
    TimelineFilter *m_filtered;
    QList<TimelinePacket> m_pending; ///< came since the last look, or while it is paused
    QTimer m_take;
    QTimer m_second;

    QLineEdit *m_filter = nullptr;
    QComboBox *m_direction = nullptr;
    QCheckBox *m_pings = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_follow = nullptr;
    QPushButton *m_clear = nullptr;
    QPushButton *m_export = nullptr;
    QLabel *m_count = nullptr;
    QSplitter *m_splitter = nullptr;
    QStackedWidget *m_stack = nullptr;
    FollowTable *m_table = nullptr;
    EmptyState *m_empty = nullptr;
    QWidget *m_payloadPane = nullptr;
    QLabel *m_payloadTitle = nullptr;
    QLabel *m_payloadNote = nullptr;
    QPlainTextEdit *m_payload = nullptr;
    StatusLabel *m_exportNote = nullptr;
};

} // namespace Rainbow::Admin
