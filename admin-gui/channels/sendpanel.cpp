// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/sendpanel.h"

#include "channels/payloadedit.h"
#include "channels/sendhistory.h"
#include "channels/sendresult.h"
#include "feed/feedclient.h"
#include "format.h"
#include "icons/icon.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QDateTime>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QRadioButton>
#include <QSettings>
#include <QShortcut>
#include <QSpinBox>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

using Kind = StatusLabel::Kind;

constexpr int MaxType = 65535;
constexpr double DefaultTimeout = 5; // seconds
constexpr double MaxTimeout = 120; // what relays take unless they are told otherwise

QPushButton *makeButton(const char *name)
{
    auto *button = new QPushButton;
    button->setObjectName(QString::fromLatin1(name));
    button->setAutoDefault(false);
    return button;
}

} // namespace

SendPanel::SendPanel(FeedClient &client, QWidget *parent)
    : QWidget(parent), m_client(client), m_history(new SendHistory(this))
{
    setObjectName(u"sendPanel"_qs);
    m_splitter = new QSplitter;
    m_splitter->setChildrenCollapsible(false);
    m_splitter->addWidget(makeEditor());
    m_splitter->addWidget(makeResult());
    m_splitter->setStretchFactor(0, 3);
    m_splitter->setStretchFactor(1, 2);
    m_splitter->setSizes({600, 400});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_splitter);
    connectAll();
    retranslate();
}

QWidget *SendPanel::makeEditor()
{
    m_heading = makeHeading();
    m_heading->setObjectName(u"sendHeading"_qs);
    m_heading->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    m_typeLabel = new QLabel;
    m_type = new QSpinBox;
    m_type->setObjectName(u"type"_qs);
    m_type->setRange(1, MaxType);
    m_typeLabel->setBuddy(m_type);
    m_qosLabel = new QLabel;
    m_qos = new QComboBox;
    m_qos->setObjectName(u"qos"_qs);
    m_qos->addItems({{}, {}, {}});
    m_qos->setCurrentIndex(1);
    m_qosLabel->setBuddy(m_qos);
    m_timeoutLabel = new QLabel;
    m_timeout = new QDoubleSpinBox;
    m_timeout->setObjectName(u"timeout"_qs);
    m_timeout->setRange(0.1, MaxTimeout);
    m_timeout->setDecimals(1);
    m_timeout->setValue(DefaultTimeout);
    m_timeoutLabel->setBuddy(m_timeout);
    m_json = new QRadioButton;
    m_json->setObjectName(u"json"_qs);
    m_json->setChecked(true);
    m_text = new QRadioButton;
    m_text->setObjectName(u"text"_qs);
    m_format = makeButton("format");
    m_payload = new PayloadEdit;
    m_payload->setMinimumHeight(4 * m_payload->fontMetrics().lineSpacing());
    m_check = new StatusLabel;
    m_check->setObjectName(u"check"_qs);
    m_send = makeButton("send");
    m_send->setIcon(icon(u"send"_qs));

    auto *options = new QHBoxLayout;
    for (QWidget *widget :
         {static_cast<QWidget *>(m_typeLabel), static_cast<QWidget *>(m_type),
          static_cast<QWidget *>(m_qosLabel), static_cast<QWidget *>(m_qos),
          static_cast<QWidget *>(m_timeoutLabel), static_cast<QWidget *>(m_timeout)})
        options->addWidget(widget);
    options->addStretch(1);
    auto *bottom = new QHBoxLayout;
    bottom->addWidget(m_json);
    bottom->addWidget(m_text);
    bottom->addWidget(m_format);
    bottom->addStretch(1);
    bottom->addWidget(m_send);
    auto *editor = new QWidget;
    auto *column = new QVBoxLayout(editor);
    column->setContentsMargins(0, 0, 6, 0);
    column->addWidget(m_heading);
    column->addLayout(options);
    column->addWidget(m_payload, 1);
    column->addWidget(m_check);
    column->addLayout(bottom);
    return editor;
}

QWidget *SendPanel::makeResult()
{
    m_resultHeading = makeHeading();
    m_result = new SendResult;
    m_again = makeButton("again");
    m_sent = new QTableView;
    m_sent->setObjectName(u"sent"_qs);
    m_sent->setModel(m_history);
    m_sent->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_sent->setSelectionMode(QAbstractItemView::SingleSelection);
    m_sent->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_sent->setShowGrid(false);
    m_sent->setWordWrap(false);
    m_sent->setTabKeyNavigation(false);
    const int line = m_sent->fontMetrics().height();
    m_sent->verticalHeader()->hide();
    m_sent->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_sent->verticalHeader()->setDefaultSectionSize(line + 6);
    m_sent->setMinimumHeight(4 * line);
    QHeaderView *header = m_sent->horizontalHeader();
    header->setHighlightSections(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(SendHistory::ChannelColumn, QHeaderView::Stretch);

    auto *head = new QHBoxLayout;
    head->addWidget(m_resultHeading, 1);
    head->addWidget(m_again);
    auto *result = new QWidget;
    auto *column = new QVBoxLayout(result);
    column->setContentsMargins(6, 0, 0, 0);
    column->addLayout(head);
    column->addWidget(m_result, 4);
    column->addWidget(m_sent, 3);
    return result;
}

void SendPanel::connectAll()
{
    connect(&m_client, &FeedClient::stateChanged, this, &SendPanel::updateState);
    connect(m_payload, &PayloadEdit::checked, this, &SendPanel::showCheck);
    connect(m_json, &QRadioButton::toggled, m_payload, &PayloadEdit::setJson);
    connect(m_format, &QPushButton::clicked, m_payload, &PayloadEdit::format);
    connect(m_qos, &QComboBox::currentIndexChanged, this, &SendPanel::updateState);
    connect(m_send, &QPushButton::clicked, this, &SendPanel::send);
    connect(m_again, &QPushButton::clicked, this, &SendPanel::useAgain);
    connect(m_sent, &QTableView::activated, this, &SendPanel::useAgain);
    connect(m_sent->selectionModel(), &QItemSelectionModel::currentChanged, this,
            &SendPanel::showResult);
    connect(m_history, &QAbstractItemModel::dataChanged, this, &SendPanel::showResult);
    for (const Qt::Key key : {Qt::Key_Return, Qt::Key_Enter}) {
        auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | key), this);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        connect(shortcut, &QShortcut::activated, this, &SendPanel::send);
    }
}

void SendPanel::setChannel(const ChannelId &channel)
{
    m_channel = channel;
    updateState();
}

void SendPanel::retranslate()
{
    m_typeLabel->setText(tr("&Type:"));
    m_type->setAccessibleName(tr("Type"));
    m_type->setToolTip(
        tr("What the message is, as the app and its server have agreed: 1 to 65535."));
    m_qosLabel->setText(tr("&QoS:"));
    m_qos->setAccessibleName(tr("Quality of service"));
    m_qos->setItemText(0, tr("0 – at most once"));
    m_qos->setItemText(1, tr("1 – at least once"));
    m_qos->setItemText(2, tr("2 – exactly once"));
    m_qos->setItemData(0, tr("Put out once, and not answered: who is away misses it."),
                       Qt::ToolTipRole);
    m_qos->setItemData(1,
                       tr("Repeated until the client has answered, within the time: it may get "
                          "it twice."),
                       Qt::ToolTipRole);
    m_qos->setItemData(2, tr("As 1, with one more round trip, so that the client gets it once."),
                       Qt::ToolTipRole);
    m_timeoutLabel->setText(tr("T&imeout:"));
    m_timeout->setAccessibleName(tr("Timeout"));
    m_timeout->setToolTip(tr("How long answers are waited for."));
    //: seconds, behind a number
    m_timeout->setSuffix(tr(" s"));
    m_json->setText(tr("&JSON"));
    m_text->setText(tr("Te&xt"));
    m_format->setText(tr("&Format"));
    m_format->setToolTip(tr("Sets the JSON on lines of their own."));
    m_payload->setAccessibleName(tr("Payload"));
    m_payload->setPlaceholderText(tr("The message"));
    m_send->setText(tr("&Send"));
    m_resultHeading->setText(tr("Sent in this session"));
    m_again->setText(tr("&Use again"));
    m_again->setToolTip(tr("Puts the chosen message into the editor."));
    m_sent->setAccessibleName(tr("Messages sent in this session"));
    m_history->retranslate();
    showResult();
    updateState();
    showCheck();
}

void SendPanel::saveState(QSettings &settings) const
{
    settings.setValue(u"sendSplitter"_qs, m_splitter->saveState());
    settings.setValue(u"sendType"_qs, m_type->value());
    settings.setValue(u"sendQos"_qs, m_qos->currentIndex());
    settings.setValue(u"sendTimeout"_qs, m_timeout->value());
    settings.setValue(u"sendJson"_qs, m_json->isChecked());
}

void SendPanel::restoreState(QSettings &settings)
{
    m_splitter->restoreState(settings.value(u"sendSplitter"_qs).toByteArray());
    m_type->setValue(settings.value(u"sendType"_qs, 1).toInt());
    m_qos->setCurrentIndex(qBound(0, settings.value(u"sendQos"_qs, 1).toInt(), 2));
    m_timeout->setValue(settings.value(u"sendTimeout"_qs, DefaultTimeout).toDouble());
    (settings.value(u"sendJson"_qs, true).toBool() ? m_json : m_text)->setChecked(true);
}

SentMessage SendPanel::written() const
{
    SentMessage message;
    message.channel = m_channel;
    message.type = m_type->value();
    message.qos = m_qos->currentIndex();
    message.payload = m_payload->toPlainText();
    message.isJson = m_json->isChecked();
    message.timeoutMs = qRound(m_timeout->value() * 1000);
    message.sentAt = QDateTime::currentMSecsSinceEpoch();
    return message;
}

void SendPanel::updateState()
{
    m_heading->setText(m_channel.isEmpty() ? tr("Send a message")
                                           : tr("Send a message to “%1”").arg(m_channel.title()));
    m_heading->setToolTip(m_channel.title().toHtmlEscaped());
    m_qos->setToolTip(m_qos->currentData(Qt::ToolTipRole).toString());
    m_timeout->setEnabled(m_qos->currentIndex() > 0);
    m_timeoutLabel->setEnabled(m_timeout->isEnabled());
    const bool open = m_client.state() == FeedClient::State::Open;
    const bool tooLarge = written().frameSize() > SentMessage::MaxFrameSize;
    m_send->setEnabled(open && !m_channel.isEmpty() && !m_payload->problem() && !tooLarge);
    if (m_channel.isEmpty())
        m_send->setToolTip(tr("Choose a channel first."));
    else if (!open)
        m_send->setToolTip(tr("Not connected."));
    else
        m_send->setToolTip(
            tr("Sends the message (%1)")
                .arg(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)));
}

void SendPanel::showCheck()
{
    const auto &problem = m_payload->problem();
    m_format->setVisible(m_json->isChecked());
    m_format->setEnabled(!problem && m_json->isChecked());
    const bool empty = m_payload->toPlainText().isEmpty();
    if (written().frameSize() > SentMessage::MaxFrameSize)
        m_check->setContent(Kind::Bad,
                            tr("This is too large to be sent from here: at most %1.")
                                .arg(Format::bytes(SentMessage::MaxFrameSize)));
    else if (!problem)
        m_check->setContent(Kind::Quiet, m_json->isChecked() ? tr("Valid JSON") : QString());
    else if (empty)
        m_check->setContent(Kind::Quiet, tr("Write some JSON, or choose “Text”."));
    else
        m_check->setContent(Kind::Bad,
                            tr("Line %1, column %2: %3")
                                .arg(problem->line)
                                .arg(problem->column)
                                .arg(problem->text));
    updateState();
}

void SendPanel::send()
{
    if (!m_send->isEnabled()) {
        m_payload->goToProblem();
        return;
    }
    const SentMessage message = written();
    const qint64 number = m_history->add(message);
    m_sent->selectRow(0);
    m_sent->scrollToTop();
    showResult();
    m_client.act(u"send"_qs, message.toJson(), m_history,
                 [this, number](const FeedAnswer &answer) { m_history->take(number, answer); });
}

void SendPanel::showResult()
{
    const QModelIndex index = m_sent->currentIndex();
    m_result->show(index.isValid() ? &m_history->message(index.row()) : nullptr);
    m_again->setEnabled(index.isValid());
}

void SendPanel::useAgain()
{
    const QModelIndex index = m_sent->currentIndex();
    if (!index.isValid())
        return;
    const SentMessage message = m_history->message(index.row());
    m_type->setValue(message.type);
    m_qos->setCurrentIndex(message.qos);
    m_timeout->setValue(message.timeoutMs / 1000.0);
    (message.isJson ? m_json : m_text)->setChecked(true);
    m_payload->setPlainText(message.payload);
    m_payload->setFocus();
}

} // namespace Rainbow::Admin
