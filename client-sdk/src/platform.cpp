// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "src/platform.h"

#include <QCoreApplication>
#include <QMetaObject>
#include <QNetworkInformation>
#include <QThread>

namespace Rainbow {

QString platformName()
{
#if defined(Q_OS_ANDROID)
    return u"android"_qs;
#elif defined(Q_OS_IOS)
    return u"ios"_qs;
#elif defined(Q_OS_WASM)
    return u"wasm"_qs;
#elif defined(Q_OS_MACOS)
    return u"macos"_qs;
#elif defined(Q_OS_WIN)
    return u"windows"_qs;
#elif defined(Q_OS_LINUX)
    return u"linux"_qs;
#else
    return u"unknown"_qs;
#endif
}

Wakeups::Wakeups(QObject *parent) : QObject(parent)
{
    watchNetwork();
    watchApplication();
}

void Wakeups::watchNetwork()
{
    const QCoreApplication *app = QCoreApplication::instance();
    if (!app)
        return;
    // It is one for the whole process, and belongs to the thread of the app.
    if (!QNetworkInformation::instance() && QThread::currentThread() == app->thread())
        QNetworkInformation::loadBackendByFeatures(QNetworkInformation::Feature::Reachability);
    const QNetworkInformation *network = QNetworkInformation::instance();
    if (!network)
        return;
    connect(network, &QNetworkInformation::reachabilityChanged, this,
            [this](QNetworkInformation::Reachability reachability) {
                if (reachability != QNetworkInformation::Reachability::Disconnected)
                    Q_EMIT wokenUp();
            });
}

void Wakeups::watchApplication()
{
    // QGuiApplication has it; by name, so that apps without a GUI need not link it.
    const QCoreApplication *app = QCoreApplication::instance();
    if (app
        && app->metaObject()->indexOfSignal("applicationStateChanged(Qt::ApplicationState)") >= 0) {
        connect(app, SIGNAL(applicationStateChanged(Qt::ApplicationState)), this,
                SLOT(onApplicationState(Qt::ApplicationState)));
    }
}

void Wakeups::onApplicationState(Qt::ApplicationState state)
{
    const bool active = state == Qt::ApplicationActive;
    if (active && !m_wasActive)
        Q_EMIT wokenUp();
    m_wasActive = active;
}

} // namespace Rainbow
