// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include <rainbow/delivery.h>

#include "src/clientprivate.h"
#include "src/deliveryprivate.h"

#include <utility>

namespace Rainbow {

SendFailed::SendFailed(const Error &error) : m_error(error), m_what(error.message().toUtf8())
{
}
SendFailed::~SendFailed() = default;

const char *SendFailed::what() const noexcept
{
    return m_what.constData();
}

void DeliveryPrivate::keepPromises()
{
    // By their own copies: what continues from here may delete the delivery.
    std::vector<QPromise<QByteArray>> all = std::exchange(promises, {});
    const bool succeeded = state == Delivery::State::Succeeded;
    const QByteArray result = answer;
    const Error why = error;
    for (QPromise<QByteArray> &promise : all) {
        if (succeeded)
            promise.addResult(result);
        else
            promise.setException(std::make_exception_ptr(SendFailed(why)));
        promise.finish();
    }
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
    d->keepPromises();
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

quint16 Delivery::id() const
{
    return d->id;
}

void Delivery::cancel()
{
    if (d->client)
        d->client->cancel(this);
}

QFuture<QByteArray> Delivery::future() const
{
    d->promises.emplace_back().start();
    QFuture<QByteArray> future = d->promises.back().future();
    if (d->isOver())
        d->keepPromises();
    return future;
}

} // namespace Rainbow
