// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "clientscene.h"

#include "src/platform.h"

#include <QCoreApplication>
#include <QTest>

using namespace Rainbow;
using namespace Rainbow::Test;

/// As much of QGuiApplication as the library knows of.
class Application : public QCoreApplication {
    Q_OBJECT

public:
    using QCoreApplication::QCoreApplication;

Q_SIGNALS:
    void applicationStateChanged(Qt::ApplicationState state);
};

/// What a Client makes of the platform it runs on.
class tst_ClientPlatform : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void wakesUpInTheForeground();
    void comesBackInTheForeground();
};

void tst_ClientPlatform::wakesUpInTheForeground()
{
    auto *app = qobject_cast<Application *>(QCoreApplication::instance());
    const Wakeups wakeups;
    int count = 0;
    connect(&wakeups, &Wakeups::wokenUp, this, [&count] { ++count; });
    Q_EMIT app->applicationStateChanged(Qt::ApplicationActive); // as it was
    QCOMPARE(count, 0);
    Q_EMIT app->applicationStateChanged(Qt::ApplicationInactive);
    Q_EMIT app->applicationStateChanged(Qt::ApplicationSuspended);
    QCOMPARE(count, 0);
    Q_EMIT app->applicationStateChanged(Qt::ApplicationActive);
    QCOMPARE(count, 1);
}

void tst_ClientPlatform::comesBackInTheForeground()
{
    auto *app = qobject_cast<Application *>(QCoreApplication::instance());
    ClientScene scene;
    QVERIFY(scene.connect());
    Backoff &backoff = ClientPrivate::of(scene.client)->backoff;
    backoff = Backoff([] { return 0.9; });
    backoff.setDelays(24h, 24h);
    Q_EMIT app->applicationStateChanged(Qt::ApplicationSuspended);
    scene.relay.drop();
    EVENTUALLY_COMPARE(scene.client.state(), Client::State::Withering);
    Q_EMIT app->applicationStateChanged(Qt::ApplicationActive);
    QVERIFY(scene.blooming(2));
}

int main(int argc, char **argv)
{
    Application app(argc, argv);
    tst_ClientPlatform test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_clientplatform.moc"
