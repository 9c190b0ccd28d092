// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/examplestage.h"

#include <QQmlContext>
#include <QQmlEngine>
#include <QtQuickTest>

using namespace Rainbow::Test;

// What the QML of the tests sees as `stage`: a relay and a business server.
class Stage : public QObject {
    Q_OBJECT
    Q_PROPERTY(QUrl url READ url CONSTANT)

public:
    [[nodiscard]] QUrl url() const { return m_stage.url(); }
    Q_INVOKABLE bool start() { return m_stage.start(); }
    Q_INVOKABLE bool startRelay() { return m_stage.startRelay(); }
    Q_INVOKABLE int stopRelay() { return m_stage.stopRelay(); }
    /// What the relay answered.
    Q_INVOKABLE QString send(const QString &channel, int type, const QString &payload)
    {
        return QString::fromUtf8(m_stage.send(channel, type, payload.toUtf8()));
    }

private:
    ExampleStage m_stage;
};

class Setup : public QObject {
    Q_OBJECT

public Q_SLOTS:
    void qmlEngineAvailable(QQmlEngine *engine)
    {
        engine->addImportPath(QStringLiteral(RAINBOW_QML_DIR));
        auto *stage = new Stage;
        stage->setParent(engine);
        if (!stage->start())
            qFatal("no relay");
        engine->rootContext()->setContextProperty(u"stage"_qs, stage);
    }
};

QUICK_TEST_MAIN_WITH_SETUP(rainbow, Setup)
#include "tst_qml.moc"
