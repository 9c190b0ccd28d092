// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "channels/sendresult.h"

#include "channels/sentmessage.h"
#include "format.h"
#include "jsontext.h"
#include "statuslabel.h"
#include "widgets.h"

#include <QFontDatabase>
#include <QLabel>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

using Kind = StatusLabel::Kind;

} // namespace

SendResult::SendResult(QWidget *parent)
    : QWidget(parent), m_status(new StatusLabel), m_late(new StatusLabel),
      m_details(makeQuietLabel()), m_answer(new QPlainTextEdit)
{
    m_status->setObjectName(u"sendStatus"_qs);
    m_late->setObjectName(u"sendLate"_qs);
    m_details->setObjectName(u"sendDetails"_qs);
    m_details->setWordWrap(true);
    m_answer->setObjectName(u"sendAnswer"_qs);
    m_answer->setReadOnly(true);
    m_answer->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_answer->setTabChangesFocus(true);
    m_answer->setMinimumHeight(3 * m_answer->fontMetrics().lineSpacing());

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addWidget(m_status);
    column->addWidget(m_late);
    column->addWidget(m_details);
    column->addWidget(m_answer, 1);
    show(nullptr);
}

void SendResult::show(const SentMessage *message)
{
    m_answer->setAccessibleName(tr("Last answer"));
    m_late->setContent({}, {});
    m_details->clear();
    m_answer->clear();
    m_answer->setPlaceholderText({});
    if (!message) {
        m_status->setContent(Kind::Quiet, {});
        m_answer->setPlaceholderText(tr("Who answered, after how long, and what, shows here."));
    } else if (message->state == SentMessage::State::Waiting) {
        m_status->setContent(Kind::Quiet,
                             message->qos == 0 ? tr("Sending…") : tr("Waiting for answers…"));
    } else if (message->state == SentMessage::State::Failed) {
        m_status->setContent(Kind::Bad, tr("Not sent: %1").arg(message->problem));
    } else {
        showDone(*message);
    }
    m_details->setVisible(!m_details->text().isEmpty());
}

void SendResult::showDone(const SentMessage &message)
{
    const QString took = Format::latency(message.tookMs);
    if (message.matched == 0) {
        m_status->setContent(Kind::Warning, tr("Nobody is in the channel."));
    } else if (message.qos == 0) {
        //: %1: a duration
        m_status->setContent(Kind::Good,
                             tr("Put out to %n client(s) in %1.", "", message.confirmed).arg(took));
    } else {
        const bool all = message.confirmed >= message.matched;
        //: %1 and %2: numbers, %3: a duration
        m_status->setContent(
            all ? Kind::Good : Kind::Warning,
            tr("%1 of %2 clients answered in %3.")
                .arg(Format::count(message.confirmed), Format::count(message.matched), took));
    }
    if (message.timedOut)
        m_late->setContent(Kind::Warning,
                           tr("Time was up (%1) before all had answered.")
                               .arg(Format::latency(message.timeoutMs)));
    if (!message.platforms.isEmpty())
        m_details->setText(tr("Platforms: %1").arg(message.platforms.join(tr(", "))));
    if (message.isAnswerBinary)
        m_answer->setPlainText(tr("The last answer is no text; in Base64:") + u'\n'
                               + message.answer);
    else
        m_answer->setPlainText(JsonText::format(message.answer));
    if (message.answer.isEmpty())
        m_answer->setPlaceholderText(message.qos == 0 ? tr("Nobody answers messages of QoS 0.")
                                                      : tr("No answer has a content."));
}

} // namespace Rainbow::Admin
