// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/delivery.h>

#include "src/clientprivate.h"
#include "src/deliveryprivate.h"

namespace Rainbow {

SendFailed::SendFailed(const Error &error) : m_error(error), m_what(error.message().toUtf8())
{
}
SendFailed::~SendFailed() = default;

const char *SendFailed::what() const noexcept
{
    return m_what.constData();
}

void DeliveryPrivate::keepPromise()
{
    if (!promise)
        return;
    if (state == Delivery::State::Succeeded)
        promise->addResult(answer);
    else
        promise->setException(std::make_exception_ptr(SendFailed(error)));
    promise->finish();
    promise.reset();
}

Delivery::Delivery(DeliveryPrivate *data, QObject *parent) : QObject(parent), d(data)
{
}

Delivery::~Delivery()
{
    if (d->isOver())
        return;
    // Deleted by the app, or with a client that is gone.
    if (d->client)
        d->client->forget(this);
    d->error = Error(Error::Code::Cancelled, u"the delivery was deleted"_qs);
    d->state = State::Failed;
    d->keepPromise();
}

Delivery::State Delivery::state() const
{
    return d->state;
}

quint16 Delivery::type() const
{
    return d->type;
}

QoS Delivery::qos() const
{
    return d->qos;
}

QByteArray Delivery::payload() const
{
    return d->payload;
}

int Delivery::attempts() const
{
    return d->attempts;
}

void Delivery::cancel()
{
    if (d->client)
        d->client->cancel(this);
}

QFuture<QByteArray> Delivery::future() const
{
    if (!d->promise) {
        d->promise = std::make_unique<QPromise<QByteArray>>();
        d->promise->start();
    }
    QFuture<QByteArray> future = d->promise->future();
    if (d->isOver())
        d->keepPromise();
    return future;
}

} // namespace Rainbow
