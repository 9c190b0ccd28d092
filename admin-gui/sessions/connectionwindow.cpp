// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/connectionwindow.h"

#include "feed/feedclient.h"
#include "icons/icon.h"
#include "sessions/connectionactions.h"
#include "sessions/connectionfacts.h"
#include "sessions/connectionmodel.h"
#include "sessions/timelineview.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QClipboard>
#include <QCloseEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShortcut>
#include <QSplitter>
#include <QVBoxLayout>

#include <utility>

namespace Rainbow::Admin {

namespace {

constexpr std::chrono::seconds RefreshInterval{1};
constexpr int NotFound = 404;
constexpr QSize FirstSize(1180, 720);
constexpr int FactsWidth = 330;

QPushButton *makeButton(const char *name, const QString &iconName)
{
    auto *button = new QPushButton(icon(iconName), QString());
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

ConnectionWindow::ConnectionWindow(FeedClient &client, QString identity, QWidget *parent)
    : QWidget(parent, Qt::Window), m_client(client), m_identity(std::move(identity)),
      m_relay(client.relay()), m_actions(new ConnectionActions(client, this))
{
    setObjectName(u"connectionWindow"_qs);
    setAttribute(Qt::WA_DeleteOnClose);
    resize(FirstSize);
    build();
    connectAll();
    retranslate();
    onClientState();
    m_second.start(RefreshInterval);
}

ConnectionWindow::~ConnectionWindow() = default;

void ConnectionWindow::build()
{
    m_notice = new Notice;
    m_facts = new ConnectionFacts;
    m_timeline = new TimelineView(m_client, m_identity);
    m_splitter = new QSplitter(Qt::Horizontal);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(m_facts);
    m_splitter->addWidget(m_timeline);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setSizes({FactsWidth, FirstSize.width() - FactsWidth});

    auto *column = new QVBoxLayout(this);
    column->addWidget(makeHead());
    column->addWidget(m_notice);
    column->addWidget(m_splitter, 1);
}

QWidget *ConnectionWindow::makeHead()
{
    m_name = makeHeading();
    m_name->setObjectName(u"name"_qs);
    QFont large = m_name->font();
    large.setPointSizeF(large.pointSizeF() * 1.3);
    m_name->setFont(large);
    m_about = makeQuietLabel();
    m_state = new StatusLabel;
    m_state->setObjectName(u"state"_qs);
    m_state->setWordWrap(false);
    m_outcome = new StatusLabel;
    m_outcome->setObjectName(u"outcome"_qs);
    m_outcome->setWordWrap(false);
    m_hint = makeQuietLabel();
    m_hint->setObjectName(u"hint"_qs);
    m_copy = makeButton("copy", u"copy"_qs);
    m_kick = makeButton("kick", u"kick"_qs);

    auto *head = new QWidget;
    auto *row = new QHBoxLayout(head);
    row->setContentsMargins(2, 0, 2, 0);
    row->setSpacing(12);
    row->addWidget(m_name);
    row->addWidget(m_about);
    row->addWidget(m_state);
    row->addStretch();
    row->addWidget(m_outcome);
    row->addWidget(m_hint);
    row->addWidget(m_copy);
    row->addWidget(m_kick);
    return head;
}

void ConnectionWindow::connectAll()
{
    connect(&m_client, &FeedClient::stateChanged, this, &ConnectionWindow::onClientState);
    connect(&m_client, &FeedClient::watchEnded, this,
            [this](const QString &identity, const QString &reason) {
                if (identity == m_identity)
                    onEnded(reason);
            });
    connect(&m_second, &QTimer::timeout, this, &ConnectionWindow::refresh);
    connect(m_copy, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_identity); });
    connect(m_kick, &QPushButton::clicked, this, [this] { m_actions->kick(m_identity, name()); });
    connect(m_facts, &ConnectionFacts::joinRequested, this,
            [this] { m_actions->join(m_identity, name()); });
    connect(m_facts, &ConnectionFacts::leaveRequested, this,
            [this](const QString &channel) { m_actions->leave(m_identity, channel); });
    connect(m_actions, &ConnectionActions::done, this, [this](const QString &text) {
        m_outcome->setContent(StatusLabel::Kind::Good, text);
        refresh();
    });
    connect(m_actions, &ConnectionActions::failed, this,
            [this](const QString &text) { m_outcome->setContent(StatusLabel::Kind::Bad, text); });
    auto *again = new QShortcut(QKeySequence::Refresh, this);
    connect(again, &QShortcut::activated, this, &ConnectionWindow::refresh);
    auto *close = new QShortcut(QKeySequence::Close, this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
}

void ConnectionWindow::refresh()
{
    if (m_ended || m_isAsking || m_client.state() != FeedClient::State::Open)
        return;
    m_isAsking = true;
    m_client.ask(u"connection"_qs, {{u"identity"_qs, m_identity}}, this,
                 [this](const FeedAnswer &answer) { onAnswer(answer); });
}

void ConnectionWindow::onAnswer(const FeedAnswer &answer)
{
    m_isAsking = false;
    if (!answer.ok) {
        if (answer.code == NotFound)
            onEnded({});
        return;
    }
    m_connection = answer.object[u"connection"].toObject();
    m_facts->show(m_connection, answer.object[u"at"].toInteger());
    updateHead();
}

void ConnectionWindow::onEnded(const QString &reason)
{
    if (!reason.isEmpty())
        m_reason = reason;
    m_ended = true;
    m_second.stop();
    m_facts->setEnded();
    updateHead();
    updateNotice();
}

void ConnectionWindow::onClientState()
{
    if (m_client.relay() != m_relay) {
        close();
        return;
    }
    m_facts->setMayAct(m_client.info().mayAct);
    refresh();
    updateHead();
    updateNotice();
}

QString ConnectionWindow::name() const
{
    const QString device = m_connection[u"device"].toString();
    return device.isEmpty() ? m_identity : device;
}

void ConnectionWindow::updateHead()
{
    m_name->setText(name());
    QStringList about{m_connection[u"platform"].toString(), m_connection[u"address"].toString()};
    about.removeAll(QString());
    m_about->setText(about.join(u" · "_qs));
    const QString state = m_connection[u"state"].toString();
    if (m_ended)
        m_state->setContent(StatusLabel::Kind::Bad, tr("ended"));
    else
        m_state->setContent(state == u"attached" ? StatusLabel::Kind::Good
                                                 : StatusLabel::Kind::Warning,
                            ConnectionModel::stateText(state));
    const bool mayAct = m_client.info().mayAct;
    m_kick->setVisible(mayAct);
    m_kick->setEnabled(!m_ended && m_client.state() == FeedClient::State::Open);
    m_hint->setVisible(!mayAct);
    //: Title of a window: a device, and the number of its connection
    setWindowTitle(tr("%1 – connection %2").arg(name(), m_identity));
}

void ConnectionWindow::updateNotice()
{
    QString text;
    if (m_ended)
        text = m_reason.isEmpty() ? tr("This session has ended.")
                                  //: %1: why, from the relay, in English
                                  : tr("This session has ended: %1").arg(m_reason);
    else if (m_client.state() != FeedClient::State::Open)
        text = tr("Not connected to the relay: what is shown is how it was.");
    m_notice->setContent(Notice::Kind::Warning, text);
}

void ConnectionWindow::retranslate()
{
    m_copy->setText(tr("&Copy identity"));
    m_kick->setText(tr("&Kick…"));
    m_kick->setToolTip(tr("Closes the connection; the client does not come back by itself."));
    m_hint->setText(tr("Your token may look, not act."));
    updateHead();
    updateNotice();
}

void ConnectionWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void ConnectionWindow::closeEvent(QCloseEvent *event)
{
    Q_EMIT closing();
    QWidget::closeEvent(event);
}

QVariantMap ConnectionWindow::state() const
{
    return {{u"geometry"_qs, saveGeometry()},
            {u"facts"_qs, m_splitter->saveState()},
            {u"timeline"_qs, m_timeline->state()}};
}

void ConnectionWindow::setState(const QVariantMap &state)
{
    if (state.isEmpty())
        return;
    restoreGeometry(state[u"geometry"_qs].toByteArray());
    m_splitter->restoreState(state[u"facts"_qs].toByteArray());
    m_timeline->setState(state[u"timeline"_qs].toMap());
}

} // namespace Rainbow::Admin
