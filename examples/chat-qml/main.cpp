// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "translations/translations.h"

#include <QCommandLineParser>
#include <QGuiApplication>
#include <QQmlApplicationEngine>
#include <QQuickStyle>
#include <QSettings>
#include <QUrl>
#include <QUuid>

#ifdef RAINBOW_STATIC_QML
#include <QtQml/QQmlExtensionPlugin>
Q_IMPORT_QML_PLUGIN(RainbowPlugin)
#endif

namespace {

/// One for this installation; profiles let several run on one machine.
QString deviceId(const QString &profile)
{
    QSettings settings(u"rainbow"_qs, u"chat-qml"_qs);
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
    QGuiApplication app(argc, argv);
    QGuiApplication::setApplicationName(u"rainbow-chat-qml"_qs);
    QGuiApplication::setApplicationDisplayName(u"Rainbow chat"_qs);
    QGuiApplication::setApplicationVersion(QStringLiteral(RAINBOW_VERSION));
    QQuickStyle::setStyle(u"Material"_qs);
    Rainbow::Translations::install(app, {u"rainbow_chat"_qs, u"rainbow_client"_qs});

    QCommandLineParser parser;
    parser.setApplicationDescription(u"A chat over a Rainbow relay, for phones."_qs);
    const QCommandLineOption name(u"name"_qs, u"What others see you by."_qs, u"name"_qs,
                                  u"Guest"_qs);
    const QCommandLineOption profile(u"profile"_qs, u"Which of several on this machine."_qs,
                                     u"profile"_qs, u"default"_qs);
    parser.addOptions({name, profile});
    parser.addPositionalArgument(u"url"_qs, u"The relay; ws://127.0.0.1:1984/connect/."_qs,
                                 u"[url]"_qs);
    parser.addHelpOption();
    parser.addVersionOption();
    parser.process(app);

    QQmlApplicationEngine engine;
#ifdef RAINBOW_QML_DIR
    engine.addImportPath(QStringLiteral(RAINBOW_QML_DIR));
#endif
    engine.setInitialProperties(
        {{u"url"_qs,
          QUrl(parser.positionalArguments().value(0, u"ws://127.0.0.1:1984/connect/"_qs))},
         {u"deviceId"_qs, deviceId(parser.value(profile))},
         {u"userName"_qs, parser.value(name)}});
    QObject::connect(
        &engine, &QQmlApplicationEngine::objectCreated, &app,
        [](const QObject *object) {
            if (!object)
                QCoreApplication::exit(EXIT_FAILURE);
        },
        Qt::QueuedConnection);
    engine.load(QUrl(u"qrc:/RainbowChat/Main.qml"_qs));
    return QGuiApplication::exec();
}
