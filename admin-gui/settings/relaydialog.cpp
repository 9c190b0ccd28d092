// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/relaydialog.h"

#include "feed/feedclient.h"
#include "settings/relayaddress.h"
#include "settings/relaybook.h"
#include "settings/tokenedit.h"
#include "settings/tokenstore.h"
#include "statuslabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTimer>
#include <QVBoxLayout>

#include <chrono>

namespace Rainbow::Admin {

namespace {

using namespace std::chrono_literals;
using Kind = StatusLabel::Kind;

constexpr auto TestTime = 10s;
constexpr int Width = 560; // addresses are long

} // namespace

RelayDialog::RelayDialog(RelayBook &book, TokenStore &tokens, const QString &relay, QWidget *parent)
    : FittingDialog(parent), m_book(book), m_tokens(tokens), m_relay(relay)
{
    setObjectName(u"relayDialog"_qs);
    build();
    retranslate();
    load();
}

RelayDialog::~RelayDialog() = default;

void RelayDialog::build()
{
    m_intro = new QLabel;
    m_intro->setWordWrap(true);
    m_intro->setTextFormat(Qt::PlainText);
    m_name = new QLineEdit;
    m_name->setObjectName(u"name"_qs);
    m_nameNote = new StatusLabel;
    m_address = new QLineEdit;
    m_address->setObjectName(u"address"_qs);
    m_addressNote = new StatusLabel;
    m_addressNote->setObjectName(u"addressNote"_qs);
    m_nameNote->setObjectName(u"nameNote"_qs);
    m_token = new TokenEdit;
    m_tokenNote = new StatusLabel;
    m_tokenNote->setObjectName(u"tokenNote"_qs);
    m_remember = new QCheckBox;
    m_remember->setObjectName(u"remember"_qs);
    m_test = new QPushButton;
    m_test->setObjectName(u"test"_qs);
    m_test->setAutoDefault(false);
    m_testNote = new StatusLabel;
    m_testNote->setObjectName(u"testNote"_qs);
    m_buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    m_buttons->addButton(m_test, QDialogButtonBox::ActionRole);

    m_form = new QFormLayout;
    m_form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    const auto addField = [this](QWidget *field, StatusLabel *note) {
        auto *column = new QVBoxLayout;
        column->setSpacing(3);
        column->addWidget(field);
        column->addWidget(note);
        auto *label = new QLabel;
        label->setBuddy(field);
        m_form->addRow(label, column);
    };
    addField(m_address, m_addressNote);
    addField(m_name, m_nameNote);
    addField(m_token, m_tokenNote);
    m_form->addRow(nullptr, m_remember);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(12);
    column->addWidget(m_intro);
    column->addLayout(m_form);
    column->addWidget(m_testNote);
    column->addStretch(1);
    column->addWidget(m_buttons);
    setMinimumWidth(Width);

    connect(m_address, &QLineEdit::textEdited, this, &RelayDialog::endTest);
    connect(m_address, &QLineEdit::textChanged, this, &RelayDialog::checkAddress);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameNote->setContent({}, {}); });
    connect(m_token, &TokenEdit::edited, this, [this] {
        endTest();
        retranslate();
    });
    connect(m_test, &QPushButton::clicked, this, &RelayDialog::test);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &RelayDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &RelayDialog::reject);
}

void RelayDialog::load()
{
    m_remember->setChecked(true);
    const auto relay = m_book.relay(m_relay);
    if (!relay) {
        m_address->setFocus();
        return;
    }
    m_name->setText(relay->name);
    m_address->setText(relay->url.toString());
    m_address->setCursorPosition(0);
    m_tokens.read(m_relay, this, [this](const QString &token) {
        m_kept = token;
        m_remember->setChecked(token.isEmpty() || m_tokens.isRemembered(m_relay)
                               || !m_tokens.isLasting());
        if (m_token->token().isEmpty())
            m_token->setToken(token);
    });
}

void RelayDialog::changeEvent(QEvent *event)
{
    FittingDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void RelayDialog::retranslate()
{
    setWindowTitle(m_book.relay(m_relay) ? tr("Edit relay") : tr("Add relay"));
    m_intro->setText(tr("The dashboard connects to the feed of a relay, which is on once the relay "
                        "has a token for it."));
    const auto label = [this](int row, const QString &text) {
        qobject_cast<QLabel *>(m_form->itemAt(row, QFormLayout::LabelRole)->widget())
            ->setText(text);
    };
    label(0, tr("&Address:"));
    label(1, tr("&Name:"));
    label(2, tr("&Token:"));
    m_address->setAccessibleName(tr("Address"));
    m_address->setPlaceholderText(tr("host, host:port, or https://…"));
    m_name->setAccessibleName(tr("Name"));
    m_name->setPlaceholderText(tr("As you call it; the address if left empty"));
    m_token->setAccessibleText(tr("Token"));
    m_tokenNote->setContent(Kind::Quiet,
                            tr("It proves that you may watch the relay, and act on it if its role "
                               "is operator.")
                                + u' ' + TokenEdit::whereToFind());
    m_remember->setText(tr("Keep the token in this desktop's &keychain"));
    m_remember->setEnabled(m_tokens.isLasting());
    m_remember->setToolTip(m_tokens.isLasting()
                               ? tr("Otherwise it is asked for each time the program starts.")
                               : tr("No keychain runs on this desktop. The token is kept until the "
                                    "program ends."));
    m_test->setText(tr("Test &connection"));
    m_buttons->button(QDialogButtonBox::Save)->setText(tr("&Save"));
    m_buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
    checkAddress();
}

void RelayDialog::checkAddress()
{
    const RelayAddress address = RelayAddress::parse(m_address->text());
    if (m_address->text().trimmed().isEmpty() && !m_tried)
        m_addressNote->setContent(Kind::Quiet,
                                  tr("Without a port it is %1.").arg(RelayAddress::DefaultPort));
    else if (!address.isValid())
        m_addressNote->setContent(Kind::Bad, address.problem());
    else if (address.isExposed())
        m_addressNote->setContent(
            Kind::Warning,
            tr("Connects to %1, unencrypted: the token can be read on the way. "
               "https:// or a tunnel would keep it safe.")
                .arg(address.url().toString()));
    else
        m_addressNote->setContent(Kind::Quiet, tr("Connects to %1").arg(address.url().toString()));
}

bool RelayDialog::check()
{
    m_tried = true;
    checkAddress();
    QWidget *wrong = nullptr;
    const QString name = m_name->text().trimmed().isEmpty()
        ? QString()
        : m_book.nameProblem(m_name->text(), m_relay);
    m_nameNote->setContent(Kind::Bad, name);
    if (!m_token->token().isEmpty() && !m_token->problem().isEmpty()) {
        m_tokenNote->setContent(Kind::Bad, m_token->problem());
        wrong = m_token;
    }
    if (!name.isEmpty())
        wrong = m_name;
    if (!RelayAddress::parse(m_address->text()).isValid())
        wrong = m_address;
    if (wrong)
        wrong->setFocus();
    return !wrong;
}

void RelayDialog::accept()
{
    if (!check())
        return;
    const QUrl url = RelayAddress::parse(m_address->text()).url();
    const auto old = m_book.relay(m_relay);
    if (old) {
        const QString name = m_name->text().trimmed();
        m_book.update({m_relay, name.isEmpty() ? old->name : name, url});
    } else {
        m_relay = m_book.add(m_name->text(), url);
    }
    const QString token = m_token->token();
    if (!token.isEmpty())
        m_tokens.write(m_relay, token, m_remember->isChecked());
    else if (!m_kept.isEmpty())
        m_tokens.remove(m_relay);
    FittingDialog::accept();
}

void RelayDialog::test()
{
    endTest();
    if (!check())
        return;
    if (m_token->token().isEmpty()) {
        m_testNote->setContent(Kind::Bad, m_token->problem());
        m_token->setFocus();
        return;
    }
    m_client = new FeedClient(this);
    connect(m_client, &FeedClient::stateChanged, this, &RelayDialog::showTest);
    QTimer::singleShot(TestTime, m_client, [this] {
        endTest();
        m_testNote->setContent(Kind::Bad, tr("The relay does not answer."));
    });
    m_testNote->setContent(Kind::Quiet, tr("Connecting…"));
    m_test->setEnabled(false);
    m_client->open(RelayAddress::parse(m_address->text()).url(), m_token->token());
}

void RelayDialog::endTest()
{
    m_test->setEnabled(true);
    m_testNote->setContent(Kind::Quiet, {});
    if (!m_client)
        return;
    m_client->disconnect(this);
    m_client->close();
    m_client->deleteLater();
    m_client = nullptr;
}

void RelayDialog::showTest()
{
    using State = FeedClient::State;
    const RelayInfo info = m_client->info();
    const QString problem = m_client->problem();
    switch (m_client->state()) {
    case State::Closed:
    case State::Connecting:
        return;
    case State::Open: {
        endTest();
        const QString role =
            info.mayAct ? tr("operator: may look and act") : tr("viewer: may look");
        //: %1: a relay's name, %2: its version, %3: a person's or token's name, %4: the role
        m_testNote->setContent(Kind::Good,
                               tr("Connected to %1, Rainbow %2, as %3 (%4).")
                                   .arg(info.node, info.version, info.who, role));
        return;
    }
    case State::Waiting:
    case State::Refused:
        endTest();
        m_testNote->setContent(Kind::Bad, problem);
    }
}

} // namespace Rainbow::Admin
