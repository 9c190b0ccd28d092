// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include "settings/relaybook.h"

#include <QObject>
#include <QPointer>

class QWidget;

namespace Rainbow::Admin {

class FeedClient;
class TokenDialog;
class TokenStore;

/// Connects the dashboard's feed to relays: gets the token, and asks for it where none is known or
/// the relay refuses it.
class RelayOpener : public QObject {
    Q_OBJECT

public:
    /// All must outlive it; window: what questions are put on top of.
    RelayOpener(RelayBook &book, TokenStore &tokens, FeedClient &client, QWidget *window);

    /// A relay of the book. Ends what was before.
    void open(const QString &relay);
    /// The book's relay of that address, or, for this run only, one that is not in it.
    void open(const QUrl &url);
    /// The same with a token that is not kept. Empty: as above.
    void open(const QUrl &url, const QString &token);
    void close();
    /// The one that is, or is to be, connected to; nothing: none.
    [[nodiscard]] std::optional<Relay> current() const { return m_current; }

Q_SIGNALS:
    void currentChanged();

private:
    void begin(const Relay &relay, const QString &token = {});
    void ask(const QString &problem);
    void onStateChanged();
    void onBookChanged();

    RelayBook &m_book;
    TokenStore &m_tokens;
    FeedClient &m_client;
    QWidget *m_window;
    std::optional<Relay> m_current;
    QPointer<TokenDialog> m_dialog;
    int m_turn = 0; ///< counts open() and close(), so that late answers are known as such
};

} // namespace Rainbow::Admin
