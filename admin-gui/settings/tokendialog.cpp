// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/tokendialog.h"

#include "settings/tokenedit.h"
#include "statuslabel.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace Rainbow::Admin {

namespace {

using Kind = StatusLabel::Kind;
constexpr int Width = 480;

} // namespace

TokenDialog::TokenDialog(const QString &relayName, bool lasting, const QString &problem,
                         QWidget *parent)
    : FittingDialog(parent), m_relayName(relayName), m_lasting(lasting), m_question(new QLabel),
      m_label(new QLabel), m_problem(new StatusLabel), m_token(new TokenEdit),
      m_note(new StatusLabel), m_remember(new QCheckBox),
      m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel))
{
    setObjectName(u"tokenDialog"_qs);
    m_question->setTextFormat(Qt::PlainText);
    m_question->setWordWrap(true);
    QFont bold = font();
    bold.setBold(true);
    m_question->setFont(bold);
    m_problem->setObjectName(u"problem"_qs);
    m_label->setBuddy(m_token);
    m_remember->setObjectName(u"remember"_qs);
    m_remember->setChecked(lasting);
    m_remember->setVisible(lasting);

    auto *column = new QVBoxLayout(this);
    column->setSpacing(10);
    column->addWidget(m_question);
    column->addWidget(m_problem);
    column->addWidget(m_label);
    column->addWidget(m_token);
    column->addWidget(m_note);
    column->addWidget(m_remember);
    column->addStretch(1);
    column->addWidget(m_buttons);
    setMinimumWidth(Width);
    m_problem->setContent(Kind::Bad, problem);
    connect(m_token, &TokenEdit::edited, this, [this] { m_problem->setContent(Kind::Bad, {}); });
    connect(m_buttons, &QDialogButtonBox::accepted, this, &TokenDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &TokenDialog::reject);
    retranslate();
    m_token->setFocus();
}

QString TokenDialog::token() const
{
    return m_token->token();
}

bool TokenDialog::remember() const
{
    return m_lasting && m_remember->isChecked();
}

void TokenDialog::accept()
{
    const QString problem = m_token->problem();
    m_problem->setContent(Kind::Bad, problem);
    if (problem.isEmpty())
        FittingDialog::accept();
    else
        m_token->setFocus();
}

void TokenDialog::changeEvent(QEvent *event)
{
    FittingDialog::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

void TokenDialog::retranslate()
{
    setWindowTitle(tr("Token"));
    m_question->setText(tr("The relay “%1” asks for a token.").arg(m_relayName));
    m_label->setText(tr("&Token:"));
    m_token->setAccessibleText(tr("Token"));
    const QString where = TokenEdit::whereToFind();
    m_note->setContent(Kind::Quiet,
                       m_lasting ? where
                                 : where + u'\n'
                               + tr("No keychain runs on this desktop: the token is kept in memory "
                                    "until the program ends."));
    m_remember->setText(tr("Keep it in this desktop's &keychain"));
    m_buttons->button(QDialogButtonBox::Ok)->setText(tr("&Connect"));
    m_buttons->button(QDialogButtonBox::Cancel)->setText(tr("Cancel"));
}

} // namespace Rainbow::Admin
