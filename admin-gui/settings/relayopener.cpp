// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/relayopener.h"

#include "feed/feedclient.h"
#include "settings/relayaddress.h"
#include "settings/tokendialog.h"
#include "settings/tokenstore.h"

namespace Rainbow::Admin {

RelayOpener::RelayOpener(RelayBook &book, TokenStore &tokens, FeedClient &client, QWidget *window)
    : QObject(window), m_book(book), m_tokens(tokens), m_client(client), m_window(window)
{
    connect(&m_client, &FeedClient::stateChanged, this, &RelayOpener::onStateChanged);
    connect(&m_book, &RelayBook::changed, this, &RelayOpener::onBookChanged);
}

void RelayOpener::open(const QString &relay)
{
    if (const auto known = m_book.relay(relay))
        begin(*known);
}

void RelayOpener::open(const QUrl &url)
{
    open(url, {});
}

void RelayOpener::open(const QUrl &url, const QString &token)
{
    const auto known = m_book.find(url);
    begin(known ? *known : Relay{url.toString(), RelayAddress::shortText(url), url}, token);
}

void RelayOpener::close()
{
    ++m_turn;
    m_current.reset();
    if (m_dialog)
        m_dialog->reject();
    m_client.close();
    Q_EMIT currentChanged();
}

void RelayOpener::begin(const Relay &relay, const QString &token)
{
    const int turn = ++m_turn;
    if (m_dialog)
        m_dialog->reject();
    m_client.close();
    m_current = relay;
    Q_EMIT currentChanged();
    if (!token.isEmpty()) {
        m_client.open(relay.url, token);
        return;
    }
    m_tokens.read(relay.id, this, [this, turn](const QString &known) {
        if (turn != m_turn)
            return;
        if (known.isEmpty())
            ask({});
        else
            m_client.open(m_current->url, known);
    });
}

void RelayOpener::ask(const QString &problem)
{
    if (m_dialog)
        return;
    m_dialog = new TokenDialog(m_current->name, m_tokens.isLasting(), problem, m_window);
    m_dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_dialog, &TokenDialog::accepted, this, [this, turn = m_turn, dialog = m_dialog] {
        if (turn != m_turn)
            return;
        m_dialog.clear(); // it is closing, and the next question may come before it is gone
        m_tokens.write(m_current->id, dialog->token(), dialog->remember());
        m_client.open(m_current->url, dialog->token());
    });
    m_dialog->open();
}

void RelayOpener::onStateChanged()
{
    if (m_current && m_client.state() == FeedClient::State::Refused)
        ask(m_client.problem());
}

void RelayOpener::onBookChanged()
{
    if (!m_current)
        return;
    const auto known = m_book.relay(m_current->id);
    if (!known || *known == *m_current)
        return;
    if (known->url != m_current->url) {
        begin(*known);
        return;
    }
    m_current = known;
    Q_EMIT currentChanged();
}

} // namespace Rainbow::Admin
