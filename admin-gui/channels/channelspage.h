// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "channels/channelid.h"
#include "page.h"

#include <QTimer>

class QLabel;
class QLineEdit;
class QSplitter;
class QStackedWidget;

namespace Rainbow::Admin {

class Applications;
class ChannelsModel;
class EmptyState;
class MembersPanel;
class Notice;
class PagedView;
class SendPanel;

/// The channels, who is in them, and, for operators, messages to them.
class ChannelsPage : public Page {
    Q_OBJECT

public:
    explicit ChannelsPage(FeedClient &client, QWidget *parent = nullptr);
    ~ChannelsPage() override;

    [[nodiscard]] QString title() const override;
    [[nodiscard]] QString iconName() const override;
    void saveState(QSettings &settings) const override;
    void restoreState(QSettings &settings) override;

    /// Chooses that channel, in the table or not.
    void showChannel(const ChannelId &channel);

Q_SIGNALS:
    /// The window of this connection is wanted.
    void openConnection(const QString &identity);

protected:
    void retranslate() override;
    void setMayAct(bool mayAct) override;
    void setActive(bool active) override;

private:
    void build();
    [[nodiscard]] QWidget *makeChannels();
    void connectAll();
    void updateContent();
    void applyFilter();
    void updateColumns();

    ChannelsModel *m_model;
    Applications *m_applications;
    ChannelId m_channel;
    QTimer m_typing; ///< filters when somebody has paused

    Notice *m_notice = nullptr;
    QSplitter *m_rows = nullptr;
    QSplitter *m_columns = nullptr;
    QLabel *m_heading = nullptr;
    QLineEdit *m_filter = nullptr;
    QStackedWidget *m_stack = nullptr;
    PagedView *m_view = nullptr;
    EmptyState *m_empty = nullptr;
    MembersPanel *m_members = nullptr;
    SendPanel *m_send = nullptr;
    bool m_mayAct = true; ///< until the relay has said so, nothing is missed
};

} // namespace Rainbow::Admin
