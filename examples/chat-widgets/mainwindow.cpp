// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include "messagedelegate.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QPushButton>
#include <QScrollBar>
#include <QSplitter>
#include <QStatusBar>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

namespace Rainbow::Chat {

namespace {

constexpr int MaxName = 64; // characters, as examples/rooms.py has it
constexpr int MaxText = 4000;
constexpr std::chrono::milliseconds ProblemTime(10'000);

QLabel *makeLabel(const char *name)
{
    auto *label = new QLabel;
    label->setObjectName(QString::fromLatin1(name));
    label->setTextFormat(Qt::PlainText); // names come from others
    return label;
}

QLineEdit *makeLine(const char *name, const QString &hint, int longest)
{
    auto *line = new QLineEdit;
    line->setObjectName(QString::fromLatin1(name));
    line->setPlaceholderText(hint);
    line->setAccessibleName(hint);
    line->setMaxLength(longest);
    return line;
}

} // namespace

MainWindow::MainWindow(Chat &chat, QWidget *parent) : QMainWindow(parent), m_chat(chat)
{
    auto *splitter = new QSplitter;
    splitter->addWidget(makeSidebar());
    splitter->addWidget(makeConversation());
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({220, 580});
    setCentralWidget(splitter);
    resize(800, 560);

    connect(&m_chat, &Chat::roomAdded, this, &MainWindow::addRoom);
    connect(&m_chat, &Chat::roomRemoved, this, &MainWindow::removeRoom);
    connect(&m_chat, &Chat::problem, this,
            [this](const QString &text) { statusBar()->showMessage(text, ProblemTime.count()); });
    connect(&m_chat.client(), &Client::stateChanged, this, &MainWindow::updateConnection);
    connect(&m_chat.client(), &Client::errorOccurred, this, &MainWindow::updateConnection);
    for (Room *room : m_chat.rooms())
        addRoom(room);
    updateConnection();
    showRoom(m_current);
}

MainWindow::~MainWindow() = default;

QWidget *MainWindow::makeSidebar()
{
    m_connection = makeLabel("connection");
    m_name = makeLine("name", tr("Your name"), MaxName);
    m_name->setText(m_chat.name());
    m_rooms = new QListWidget;
    m_rooms->setObjectName(u"rooms"_qs);
    m_rooms->setAccessibleName(tr("Rooms"));
    m_rooms->setSpacing(3);
    m_newRoom = makeLine("newRoom", tr("Join a room"), MaxName);
    auto *join = new QPushButton(tr("Join"));
    join->setObjectName(u"join"_qs);

    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_newRoom, 1);
    bottom->addWidget(join);
    auto *side = new QWidget;
    auto *column = new QVBoxLayout(side);
    column->addWidget(m_connection);
    column->addWidget(m_name);
    column->addWidget(m_rooms, 1);
    column->addLayout(bottom);

    connect(m_name, &QLineEdit::editingFinished, this, [this] {
        const QString name = m_name->text().simplified();
        if (!name.isEmpty())
            m_chat.setName(name);
        m_name->setText(m_chat.name());
    });
    connect(m_rooms, &QListWidget::currentItemChanged, this, [this](QListWidgetItem *item) {
        showRoom(item ? m_chat.room(item->data(Qt::UserRole).toString()) : nullptr);
    });
    connect(m_newRoom, &QLineEdit::returnPressed, this, &MainWindow::joinTyped);
    connect(join, &QPushButton::clicked, this, &MainWindow::joinTyped);
    return side;
}

QWidget *MainWindow::makeConversation()
{
    m_title = makeLabel("title");
    QFont large = m_title->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    large.setBold(true);
    m_title->setFont(large);
    m_members = makeLabel("members");
    m_members->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_leave = new QPushButton(tr("Leave"));
    m_leave->setObjectName(u"leave"_qs);
    m_banner = makeLabel("banner");
    m_banner->setWordWrap(true);
    m_banner->setMargin(8);
    // Dark on yellow in every theme.
    m_banner->setStyleSheet(u"background: #ffe08a; color: #3a2d00; border-radius: 6px;"_qs);
    m_empty = makeLabel("empty");
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_messages = new QListView;
    m_messages->setObjectName(u"messages"_qs);
    m_messages->setAccessibleName(tr("Messages"));
    m_messages->setSelectionMode(QAbstractItemView::NoSelection);
    m_messages->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_messages->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_messages->setResizeMode(QListView::Adjust);
    m_messages->viewport()->installEventFilter(this);
    auto *delegate = new MessageDelegate(m_messages);
    m_messages->setItemDelegate(delegate);
    m_text = makeLine("text", tr("Write a message"), MaxText);
    m_send = new QPushButton(tr("Send"));
    m_send->setObjectName(u"send"_qs);

    auto *names = new QVBoxLayout;
    names->addWidget(m_title);
    names->addWidget(m_members);
    auto *header = new QHBoxLayout;
    header->addLayout(names, 1);
    header->addWidget(m_leave);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_text, 1);
    bottom->addWidget(m_send);
    auto *page = new QWidget;
    auto *column = new QVBoxLayout(page);
    column->addLayout(header);
    column->addWidget(m_banner);
    column->addWidget(m_empty, 1);
    column->addWidget(m_messages, 1);
    column->addLayout(bottom);

    connect(delegate, &MessageDelegate::retryClicked, this, [this](const QString &key) {
        if (m_current)
            m_chat.retry(m_current, key);
    });
    connect(m_leave, &QPushButton::clicked, this, [this] {
        if (m_current)
            m_chat.leave(m_current);
    });
    connect(m_text, &QLineEdit::returnPressed, this, &MainWindow::say);
    connect(m_text, &QLineEdit::textChanged, this, &MainWindow::updateHeader);
    connect(m_send, &QPushButton::clicked, this, &MainWindow::say);
    return page;
}

QListWidgetItem *MainWindow::itemOf(const Room *room) const
{
    for (int row = 0; row < m_rooms->count(); ++row) {
        if (m_rooms->item(row)->data(Qt::UserRole).toString() == room->name())
            return m_rooms->item(row);
    }
    return nullptr;
}

void MainWindow::addRoom(Room *room)
{
    auto *item = new QListWidgetItem(room->name(), m_rooms);
    item->setData(Qt::UserRole, room->name());
    connect(room, &Room::unreadChanged, this, [this, room] { updateRoom(room); });
    connect(room, &Room::membersChanged, this, &MainWindow::updateHeader);
    connect(&room->messages(), &QAbstractItemModel::rowsInserted, this, [this, room] {
        if (room == m_current)
            keepAtEnd();
    });
    m_rooms->setCurrentItem(item);
}

void MainWindow::removeRoom(Room *room)
{
    if (room == m_current)
        showRoom(nullptr);
    delete itemOf(room);
}

void MainWindow::updateRoom(Room *room)
{
    if (room == m_current && isVisible())
        room->markRead();
    if (QListWidgetItem *item = itemOf(room)) {
        QFont font = m_rooms->font();
        font.setBold(room->unread() > 0);
        item->setFont(font);
        item->setText(room->unread() > 0 ? tr("%1 (%2)").arg(room->name()).arg(room->unread())
                                         : room->name());
    }
}

void MainWindow::showRoom(Room *room)
{
    m_current = room;
    m_messages->setModel(room ? &room->messages() : nullptr);
    m_messages->setVisible(room != nullptr);
    m_empty->setVisible(room == nullptr);
    m_empty->setText(tr("Join a room, and say something."));
    if (room) {
        room->markRead();
        m_messages->scrollToBottom();
        m_text->setFocus();
    }
    updateHeader();
}

void MainWindow::updateHeader()
{
    setWindowTitle(m_current ? tr("%1 – Rainbow chat").arg(m_current->name()) : tr("Rainbow chat"));
    m_title->setText(m_current ? m_current->name() : QString());
    const QStringList members = m_current ? m_current->members() : QStringList();
    m_members->setText(members.join(u", "_qs));
    m_members->setToolTip(members.join(u'\n').toHtmlEscaped());
    m_leave->setVisible(m_current);
    m_text->setEnabled(m_current);
    m_send->setEnabled(m_current && !m_text->text().trimmed().isEmpty());
}

void MainWindow::updateConnection()
{
    const Client &client = m_chat.client();
    const bool online = client.isBloomed();
    switch (client.state()) {
    case Client::State::Bloomed:
        m_connection->setText(tr("● Online"));
        break;
    case Client::State::Blooming:
        m_connection->setText(tr("○ Connecting …"));
        break;
    case Client::State::Withering:
        m_connection->setText(tr("○ Offline, connecting again …"));
        break;
    case Client::State::Faded:
        m_connection->setText(tr("○ Not connected"));
        break;
    }
    m_connection->setToolTip(online ? QString() : client.error().message().toHtmlEscaped());
    m_banner->setVisible(!online);
    m_banner->setText(client.state() == Client::State::Faded && client.error()
                          ? client.error().text()
                          : tr("Offline. What you write is sent when the connection is back."));
}

void MainWindow::joinTyped()
{
    const QString name = m_newRoom->text().simplified();
    if (name.isEmpty())
        return;
    m_newRoom->clear();
    m_rooms->setCurrentItem(itemOf(m_chat.join(name)));
}

void MainWindow::say()
{
    const QString text = m_text->text().trimmed();
    if (!m_current || text.isEmpty())
        return;
    m_text->clear();
    m_chat.say(m_current, text);
    m_messages->scrollToBottom();
}

void MainWindow::keepAtEnd()
{
    // Who reads further up stays there.
    const QScrollBar *bar = m_messages->verticalScrollBar();
    if (bar->value() >= bar->maximum() - m_messages->viewport()->height() / 4)
        QTimer::singleShot(0, m_messages, &QListView::scrollToBottom);
}

void MainWindow::relayout()
{
    // Bubbles are as high as their width makes them.
    QTimer::singleShot(0, m_messages, [this] {
        if (m_current)
            m_messages->doItemsLayout();
        m_messages->scrollToBottom();
    });
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_messages->viewport() && event->type() == QEvent::Resize)
        relayout();
    return QMainWindow::eventFilter(watched, event);
}

} // namespace Rainbow::Chat
