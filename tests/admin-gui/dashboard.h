// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "admin-gui/syntheticfeed.h"
#include "feed/feedclient.h"
#include "mainwindow.h"
#include "settings/keychain.h"
#include "settings/language.h"
#include "settings/relaybook.h"
#include "settings/theme.h"
#include "settings/tokenstore.h"

#include <QHash>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>

namespace Rainbow::Test {

/// A keychain that forgets everything when it goes.
class MemoryKeychain : public Admin::Keychain {
public:
    void read(const QString &key, QObject *context, Handler handler) override
    {
        const bool isThere = m_secrets.contains(key);
        QTimer::singleShot(0, context, [=, secret = m_secrets.value(key)] {
            handler({isThere ? Outcome::Done : Outcome::Missing, secret, {}});
        });
    }
    void write(const QString &key, const QString &secret, QObject *context,
               Handler handler) override
    {
        m_secrets.insert(key, secret);
        QTimer::singleShot(0, context, [handler] { handler({Outcome::Done, {}, {}}); });
    }
    void remove(const QString &key, QObject *context, Handler handler) override
    {
        m_secrets.remove(key);
        QTimer::singleShot(0, context, [handler] { handler({Outcome::Done, {}, {}}); });
    }

private:
    QHash<QString, QString> m_secrets;
};

/// The program's parts, as its main() puts them together, with settings that are nobody's.
struct Dashboard {
    QTemporaryDir folder;
    QSettings settings{folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat};
    Admin::Language language{settings};
    Admin::Theme theme{settings};
    Admin::RelayBook book{settings};
    Admin::TokenStore tokens{std::make_unique<MemoryKeychain>()};
    Admin::FeedClient client;
    std::unique_ptr<Admin::MainWindow> window;

    /// The window shows what is in the settings by now.
    void makeWindow()
    {
        window = std::make_unique<Admin::MainWindow>(
            Admin::Services{settings, language, theme, book, tokens, client});
    }
    /// Adds it to the book, and connects to it.
    void open(const QString &name, const QUrl &url, const QString &token)
    {
        const QString relay = book.add(name, url);
        tokens.write(relay, token);
        book.setDefaultRelay(relay);
        window->openAtStart();
    }
};

} // namespace Rainbow::Test
