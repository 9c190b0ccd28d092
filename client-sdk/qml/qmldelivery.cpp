// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "qmldelivery.h"

#include "payload.h"

#include <QJSEngine>

#include <utility>

namespace Rainbow {

QmlDelivery::QmlDelivery(Delivery *delivery, QObject *parent)
    : QObject(parent), m_delivery(delivery), m_state(State(delivery->state()))
{
    connect(delivery, &Delivery::success, this, [this](const QByteArray &answer) {
        m_answer = answer;
        setState(Succeeded);
        end();
    });
    connect(delivery, &Delivery::fail, this, [this](const Error &error) {
        m_error = error;
        setState(Failed);
        end();
    });
    connect(delivery, &Delivery::stateChanged, this, [this](Delivery::State state) {
        // The last one comes with what it is about.
        if (state == Delivery::State::Queued || state == Delivery::State::Sent)
            setState(State(state));
    });
}

QmlDelivery *QmlDelivery::then(const QJSValue &onSuccess)
{
    m_onSuccess = onSuccess;
    if (m_state == Succeeded)
        QMetaObject::invokeMethod(this, &QmlDelivery::end, Qt::QueuedConnection);
    return this;
}

QmlDelivery *QmlDelivery::fail(const QJSValue &onFail)
{
    m_onFail = onFail;
    if (m_state == Failed)
        QMetaObject::invokeMethod(this, &QmlDelivery::end, Qt::QueuedConnection);
    return this;
}

void QmlDelivery::cancel()
{
    if (m_delivery)
        m_delivery->cancel();
}

void QmlDelivery::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

void QmlDelivery::end()
{
    QJSEngine *engine = qjsEngine(this);
    if (!engine)
        return;
    const QPointer<QmlDelivery> alive(this);
    const QJSValue onSuccess = std::exchange(m_onSuccess, {});
    const QJSValue onFail = std::exchange(m_onFail, {});
    if (m_state == Succeeded)
        callBack(onSuccess, {valueOf(m_answer, *engine)});
    else
        callBack(onFail, {engine->toScriptValue(m_error)});
    if (!alive)
        return;
    setParent(nullptr);
    QJSEngine::setObjectOwnership(this, QJSEngine::JavaScriptOwnership);
}

} // namespace Rainbow
