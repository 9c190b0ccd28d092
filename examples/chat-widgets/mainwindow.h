// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "chat.h"

#include <QMainWindow>

class QLabel;
class QLineEdit;
class QListView;
class QListWidget;
class QListWidgetItem;
class QPushButton;

namespace Rainbow::Chat {

/// The rooms to the left, what is said in one of them to the right, and whether there is a
/// connection.
class MainWindow : public QMainWindow {
    Q_OBJECT

public:
    /// chat must outlive it.
    explicit MainWindow(Chat &chat, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// The one that is shown; null: none.
    [[nodiscard]] Room *currentRoom() const { return m_current; }

private:
    QWidget *makeSidebar();
    QWidget *makeConversation();
    void addRoom(Room *room);
    void removeRoom(Room *room);
    void showRoom(Room *room);
    void joinTyped();
    void say();
    void updateConnection();
    void updateRoom(Room *room);
    void updateHeader();
    void keepAtEnd();
    void relayout();
    bool eventFilter(QObject *watched, QEvent *event) override;
    [[nodiscard]] QListWidgetItem *itemOf(const Room *room) const;

    Chat &m_chat;
    Room *m_current = nullptr;
    QListWidget *m_rooms;
    QLineEdit *m_name;
    QLineEdit *m_newRoom;
    QLabel *m_connection;
    QLabel *m_title;
    QLabel *m_members;
    QLabel *m_banner;
    QLabel *m_empty;
    QListView *m_messages;
    QLineEdit *m_text;
    QPushButton *m_send;
    QPushButton *m_leave;
};

} // namespace Rainbow::Chat
