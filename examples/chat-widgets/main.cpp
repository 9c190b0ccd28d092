// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mainwindow.h"

#include "translations/translations.h"

#include <QApplication>
#include <QCommandLineParser>
#include <QSettings>
#include <QUuid>

using namespace Rainbow;

namespace {

QString userName()
{
    const QString name = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return name.isEmpty() ? u"Guest"_qs : name;
}

/// One for this installation; profiles let several run on one machine.
QString deviceId(const QString &profile)
{
    QSettings settings(u"rainbow"_qs, u"chat"_qs);
    const QString key = u"deviceId/"_qs + profile;
    QString id = settings.value(key).toString();
    if (id.isEmpty()) {
        id = QUuid::createUuid().toString(QUuid::WithoutBraces);
        settings.setValue(key, id);
    }
    return id;
}

} // namespace

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    QApplication::setApplicationName(u"rainbow-chat"_qs);
    QApplication::setApplicationDisplayName(u"Rainbow chat"_qs);
    QApplication::setApplicationVersion(QStringLiteral(RAINBOW_VERSION));
    Translations::install(app, {u"rainbow_chat"_qs, u"rainbow_client"_qs});

    QCommandLineParser parser;
    parser.setApplicationDescription(u"A chat over a Rainbow relay."_qs);
    const QCommandLineOption name(u"name"_qs, u"What others see you by."_qs, u"name"_qs,
                                  userName());
    const QCommandLineOption room(u"room"_qs, u"A room to join; may be repeated."_qs, u"room"_qs,
                                  u"lobby"_qs);
    const QCommandLineOption profile(u"profile"_qs, u"Which of several on this machine."_qs,
                                     u"profile"_qs, u"default"_qs);
    parser.addOptions({name, room, profile});
    parser.addPositionalArgument(u"url"_qs, u"The relay; ws://127.0.0.1:1984/connect/."_qs,
                                 u"[url]"_qs);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);

    const QUrl url(parser.positionalArguments().value(0, u"ws://127.0.0.1:1984/connect/"_qs));
    Chat::Chat chat(url, deviceId(parser.value(profile)), parser.value(name));
    for (const QString &each : parser.values(room))
        chat.join(each);
    Chat::MainWindow window(chat);
    window.show();
    chat.client().bloom();
    return QApplication::exec();
}
