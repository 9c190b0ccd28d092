// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "sessions/connectionactions.h"

#include "feed/feedclient.h"
#include "widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDialog>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

constexpr int MaxChannel = 255; // characters
constexpr int DialogWidth = 420;

/// A question over a form over buttons.
struct Form {
    QDialog *dialog;
    QLabel *question;
    QLabel *consequence;
    QFormLayout *fields;
    QDialogButtonBox *buttons;
    QPushButton *action;
};

QLabel *makeParagraph()
{
    auto *label = new QLabel;
    label->setTextFormat(Qt::PlainText);
    label->setWordWrap(true);
    return label;
}

Form makeForm(const char *name, QWidget *parent)
{
    Form form{};
    form.dialog = new QDialog(parent);
    form.dialog->setObjectName(QString::fromLatin1(name));
    form.dialog->setMinimumWidth(DialogWidth);
    form.question = makeParagraph();
    QFont bold = form.question->font();
    bold.setBold(true);
    form.question->setFont(bold);
    form.consequence = makeParagraph();
    form.fields = new QFormLayout;
    form.buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    form.action = form.buttons->addButton(QString(), QDialogButtonBox::AcceptRole);
    form.action->setObjectName(u"dialogAction"_qs);
    auto *column = new QVBoxLayout(form.dialog);
    column->setSpacing(10);
    column->addWidget(form.question);
    column->addWidget(form.consequence);
    column->addLayout(form.fields);
    column->addStretch();
    column->addWidget(form.buttons);
    QObject::connect(form.buttons, &QDialogButtonBox::accepted, form.dialog, &QDialog::accept);
    QObject::connect(form.buttons, &QDialogButtonBox::rejected, form.dialog, &QDialog::reject);
    return form;
}

} // namespace

ConnectionActions::ConnectionActions(FeedClient &client, QWidget *window)
    : QObject(window), m_client(client), m_window(window)
{
}

bool ConnectionActions::isAsking()
{
    if (!m_dialog)
        return false;
    m_dialog->raise();
    m_dialog->activateWindow();
    return true;
}

void ConnectionActions::open(QDialog *dialog)
{
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    dialog->open();
}

void ConnectionActions::kick(const QString &identity, const QString &name)
{
    if (isAsking())
        return;
    const Form form = makeForm("kickDialog", m_window);
    form.dialog->setWindowTitle(tr("Kick"));
    form.question->setText(tr("Kick %1?").arg(name));
    form.consequence->setText(tr(
        "The connection is closed with code 4500, and the client does not connect again by itself. "
        "Its session, with what waits in it, is gone."));
    auto *reason = new QLineEdit;
    reason->setObjectName(u"reason"_qs);
    reason->setPlaceholderText(tr("The client is told; may be empty"));
    auto *who = makeParagraph();
    who->setText(identity);
    who->setTextInteractionFlags(Qt::TextSelectableByMouse);
    form.fields->addRow(tr("Identity:"), who);
    form.fields->addRow(tr("&Reason:"), reason);
    form.action->setText(tr("&Kick"));
    // A stray Enter is not to throw anybody out; with a reason it is none.
    form.action->setAutoDefault(false);
    form.buttons->button(QDialogButtonBox::Cancel)->setAutoDefault(false);
    connect(reason, &QLineEdit::textChanged, reason, [reason, form](const QString &text) {
        form.action->setDefault(!text.trimmed().isEmpty());
        QString fits = text;
        while (fits.toUtf8().size() > MaxReason)
            fits.chop(1);
        if (fits != text)
            reason->setText(fits);
    });
    connect(form.dialog, &QDialog::accepted, this,
            [this, identity, reason] { doKick(identity, reason->text().trimmed()); });
    open(form.dialog);
    form.action->setDefault(false); // which the box has chosen
    reason->setFocus();
}

void ConnectionActions::join(const QString &identity, const QString &name)
{
    if (isAsking())
        return;
    const Form form = makeForm("joinDialog", m_window);
    form.dialog->setWindowTitle(tr("Join a channel"));
    form.question->setText(tr("Put %1 into a channel").arg(name));
    form.consequence->setText(tr("It gets what is sent there from now on."));
    auto *channel = new QLineEdit;
    channel->setObjectName(u"channel"_qs);
    channel->setMaxLength(MaxChannel);
    auto *occupy = new QCheckBox(tr("&Everybody else leaves the channel first"));
    occupy->setObjectName(u"occupy"_qs);
    form.fields->addRow(tr("&Channel:"), channel);
    form.fields->addRow(QString(), occupy);
    form.action->setText(tr("&Join"));
    form.action->setDefault(true);
    form.action->setEnabled(false);
    connect(channel, &QLineEdit::textChanged, form.action,
            [button = form.action](const QString &text) {
                button->setEnabled(!text.trimmed().isEmpty());
            });
    connect(form.dialog, &QDialog::accepted, this, [this, identity, channel, occupy] {
        doSubscribe(identity, channel->text().trimmed(), occupy->isChecked());
    });
    open(form.dialog);
    channel->setFocus();
}

void ConnectionActions::leave(const QString &identity, const QString &channel)
{
    if (!isAsking())
        confirm(m_window,
                {tr("Take this client out of the channel %1?").arg(channel),
                 tr("It no longer gets what is sent there."), tr("&Leave channel")},
                [this, identity, channel] { doLeave(identity, channel); });
}

void ConnectionActions::leaveOne(const QString &identity, const QString &name)
{
    if (isAsking())
        return;
    const Form form = makeForm("leaveDialog", m_window);
    form.dialog->setWindowTitle(tr("Leave a channel"));
    form.question->setText(tr("Take %1 out of a channel").arg(name));
    form.consequence->setText(tr("It no longer gets what is sent there."));
    auto *channel = new QComboBox;
    channel->setObjectName(u"channel"_qs);
    channel->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    form.fields->addRow(tr("&Channel:"), channel);
    form.action->setText(tr("&Leave channel"));
    form.action->setEnabled(false);
    // The channels it is in come from the relay.
    m_client.ask(
        u"connection"_qs, {{u"identity"_qs, identity}}, channel,
        [channel, action = form.action, consequence = form.consequence](const FeedAnswer &answer) {
            const QJsonArray names = answer.object[u"connection"][u"channelNames"].toArray();
            for (const auto &each : names)
                channel->addItem(each.toString());
            action->setEnabled(channel->count() > 0);
            if (!answer.ok)
                consequence->setText(answer.error);
            else if (names.isEmpty())
                consequence->setText(tr("It is in no channel."));
        });
    connect(form.dialog, &QDialog::accepted, this,
            [this, identity, channel] { doLeave(identity, channel->currentText()); });
    open(form.dialog);
}

void ConnectionActions::doKick(const QString &identity, const QString &reason)
{
    m_client.act(u"kick"_qs, {{u"identity"_qs, identity}, {u"reason"_qs, reason}}, this,
                 [this](const FeedAnswer &answer) { finish(answer, tr("Kicked.")); });
}

void ConnectionActions::doSubscribe(const QString &identity, const QString &channel, bool occupy)
{
    m_client.act(u"subscribe"_qs,
                 {{u"identity"_qs, identity}, {u"channel"_qs, channel}, {u"occupy"_qs, occupy}},
                 this, [this, channel](const FeedAnswer &answer) {
                     finish(answer, tr("It is in the channel %1 now.").arg(channel));
                 });
}

void ConnectionActions::doLeave(const QString &identity, const QString &channel)
{
    m_client.act(u"unsubscribe"_qs, {{u"identity"_qs, identity}, {u"channel"_qs, channel}}, this,
                 [this, channel](const FeedAnswer &answer) {
                     finish(answer, tr("It has left the channel %1.").arg(channel));
                 });
}

void ConnectionActions::finish(const FeedAnswer &answer, const QString &text)
{
    if (answer.ok)
        Q_EMIT done(text);
    else
        //: %1: why, from the relay, in English
        Q_EMIT failed(tr("It was not done: %1").arg(answer.error));
}

} // namespace Rainbow::Admin
