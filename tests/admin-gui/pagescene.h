// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "admin-gui/syntheticfeed.h"
#include "feed/feedclient.h"
#include "settings/theme.h"
#include "support/testing.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QMessageBox>
#include <QPushButton>
#include <QTest>

namespace Rainbow::Test {

/// Takes a picture for people to look at, into the directory that RAINBOW_SCREENSHOTS names, if it
/// does.
inline void shoot(QWidget &widget, const QString &name)
{
    const QString directory = qEnvironmentVariable("RAINBOW_SCREENSHOTS");
    if (directory.isEmpty())
        return;
    using Admin::Theme;
    for (const Theme::Scheme scheme : {Theme::Scheme::Dark, Theme::Scheme::Light}) {
        QApplication::setPalette(Theme::palette(scheme));
        (void)holdsFor(150ms, [] { return true; });
        const QString suffix = scheme == Theme::Scheme::Dark ? u"-dark.png"_qs : u"-light.png"_qs;
        QVERIFY(widget.grab().save(QDir(directory).filePath(name + suffix)));
    }
}

/// A page of the dashboard before a synthetic relay with 500 connections in 60 channels; nothing
/// happens in it by itself.
template <typename SomePage>
struct PageScene {
    explicit PageScene(int connections = 500, int channels = 60) : page(client)
    {
        feed.setAlive(false);
        feed.relay.populate(connections, channels, QDateTime::currentMSecsSinceEpoch());
        page.resize(1080, 740); // what the main window leaves of 1280×800
    }
    /// Shows the page, and connects it.
    [[nodiscard]] bool start(const char *token = SyntheticFeed::Token)
    {
        if (!feed.start())
            return false;
        client.open(feed.url(), QString::fromLatin1(token));
        page.show();
        return waitUntil([this] { return isOpen(); });
    }
    [[nodiscard]] bool isOpen() const { return client.state() == Admin::FeedClient::State::Open; }

    template <typename Widget>
    Widget *find(const char *name)
    {
        return page.template findChild<Widget *>(QString::fromLatin1(name));
    }
    void press(const char *name)
    {
        auto *button = find<QPushButton>(name);
        // What has just come into sight gets its place a moment later.
        (void)waitUntil(
            [&] { return page.childAt(button->mapTo(&page, button->rect().center())) == button; });
        QTest::mouseClick(button, Qt::LeftButton);
    }
    /// Gives it the keyboard, which shortcuts need; it comes a moment later.
    [[nodiscard]] bool isFocused(QWidget *widget)
    {
        page.activateWindow();
        widget->setFocus();
        return QApplication::focusWidget() == widget;
    }
    /// Presses the verb of the question that is on top; false: there is none.
    bool confirm()
    {
        auto *box = page.template findChild<QMessageBox *>(u"confirm"_qs);
        if (!box)
            return false;
        QTest::mouseClick(box->template findChild<QPushButton *>(u"confirmAction"_qs),
                          Qt::LeftButton);
        return true;
    }
    [[nodiscard]] QJsonObject lastAction(const QString &what) const
    {
        const QList<QJsonObject> all = feed.requests(u"do"_qs, what);
        return all.isEmpty() ? QJsonObject() : all.last();
    }

    SyntheticFeed feed;
    Admin::FeedClient client;
    SomePage page;
};

} // namespace Rainbow::Test
