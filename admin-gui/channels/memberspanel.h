// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QWidget>

class QLabel;
class QPushButton;
class QStackedWidget;

namespace Rainbow::Admin {

class EmptyState;
class FeedClient;
class MembersModel;
class PagedView;
class StatusLabel;
struct ChannelId;

/// Who is in a channel, and what can be done with them.
class MembersPanel : public QWidget {
    Q_OBJECT

public:
    /// client must outlive it.
    explicit MembersPanel(FeedClient &client, QWidget *parent = nullptr);

    void setChannel(const ChannelId &channel);
    /// Nobody is in it any more, or nobody was: the relay does not know it.
    [[nodiscard]] bool isGone() const;
    void setActive(bool active);
    void setMayAct(bool mayAct);
    void retranslate();
    [[nodiscard]] PagedView &view() const { return *m_view; }

Q_SIGNALS:
    void openConnection(const QString &identity);
    /// isGone()
    void goneChanged();

private:
    void build();
    void updateContent();
    void updateButtons();
    void showMenu(const QPoint &position);
    void openCurrent();
    void askToRemove();
    void askToKick();
    void act(const QString &what, const QJsonObject &arguments, const QString &done);

    FeedClient &m_client;
    MembersModel *m_model;
    bool m_active = false;
    bool m_mayAct = false;
    bool m_gone = false;
    QLabel *m_heading = nullptr;
    QStackedWidget *m_stack = nullptr;
    PagedView *m_view = nullptr;
    EmptyState *m_empty = nullptr;
    StatusLabel *m_note = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_remove = nullptr;
    QPushButton *m_kick = nullptr;
};

} // namespace Rainbow::Admin
