// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/tokenstore.h"

#include <QPointer>
#include <QTimer>

namespace Rainbow::Admin {

TokenStore::TokenStore(std::unique_ptr<Keychain> keychain, QObject *parent)
    : QObject(parent), m_keychain(std::move(keychain))
{
}

TokenStore::~TokenStore() = default;

bool TokenStore::judge(const Keychain::Result &result)
{
    using Outcome = Keychain::Outcome;
    if (result.outcome == Outcome::Refused) {
        //: %1: what the keychain says, mostly in English
        const QString text = tr("The desktop's keychain has refused: %1");
        Q_EMIT problem(text.arg(result.problem.isEmpty() ? tr("access denied") : result.problem));
    } else if (result.outcome == Outcome::Absent && m_lasting) {
        m_lasting = false;
        Q_EMIT problem(tr("No keychain runs on this desktop: tokens are kept in memory, and asked "
                          "for again the next time."));
    }
    return result.outcome == Outcome::Done;
}

void TokenStore::read(const QString &relay, QObject *context,
                      std::function<void(const QString &)> handler)
{
    if (m_known.contains(relay) || !m_lasting) {
        QTimer::singleShot(
            0, context,
            [handler = std::move(handler), token = m_known.value(relay).text] { handler(token); });
        return;
    }
    // What the store does with the answer does not depend on the asker's being there still.
    m_keychain->read(relay, this,
                     [this, relay, asker = QPointer<QObject>(context),
                      handler = std::move(handler)](const Keychain::Result &result) {
                         // What was typed meanwhile is newer.
                         if (judge(result) && !m_known.contains(relay))
                             m_known.insert(relay, {result.secret, true});
                         if (asker)
                             handler(m_known.value(relay).text);
                     });
}

void TokenStore::write(const QString &relay, const QString &token, bool remember)
{
    const bool wasRemembered = m_known.value(relay).remembered;
    if (wasRemembered && remember && m_known.value(relay).text == token)
        return;
    m_known.insert(relay, {token, remember});
    if (!m_lasting)
        return;
    if (!remember) {
        m_keychain->remove(relay, this, [this](const Keychain::Result &result) { judge(result); });
        return;
    }
    m_keychain->write(relay, token, this, [this, relay, token](const Keychain::Result &result) {
        // The next write tries again.
        if (!judge(result) && m_known.value(relay).text == token)
            m_known[relay].remembered = false;
    });
}

void TokenStore::remove(const QString &relay)
{
    m_known.remove(relay);
    if (m_lasting)
        m_keychain->remove(relay, this, [this](const Keychain::Result &result) { judge(result); });
}

bool TokenStore::isRemembered(const QString &relay) const
{
    return m_lasting && m_known.value(relay).remembered;
}

} // namespace Rainbow::Admin
