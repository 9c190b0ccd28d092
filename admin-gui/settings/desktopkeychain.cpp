// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "settings/desktopkeychain.h"

#include <qt6keychain/keychain.h>

#include <QPointer>

namespace Rainbow::Admin {

namespace {

Keychain::Outcome outcomeOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::NoError:
        return Keychain::Outcome::Done;
    case QKeychain::EntryNotFound:
        return Keychain::Outcome::Missing;
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser:
    case QKeychain::CouldNotDeleteEntry:
        return Keychain::Outcome::Refused;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
    case QKeychain::OtherError: // what a desktop without a secret service gives
        break;
    }
    return Keychain::Outcome::Absent;
}

} // namespace

DesktopKeychain::DesktopKeychain(const QString &service) : m_service(service)
{
}

void DesktopKeychain::start(QKeychain::Job *job, const QString &key, QObject *context,
                            Handler handler)
{
    job->setKey(key);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, context,
                     [handler = std::move(handler)](QKeychain::Job *done) {
                         Result result{outcomeOf(done->error()), {}, done->errorString()};
                         if (auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(done);
                             read && result.outcome == Outcome::Done)
                             result.secret = read->textData();
                         handler(result);
                     });
    job->start();
}

void DesktopKeychain::read(const QString &key, QObject *context, Handler handler)
{
    start(new QKeychain::ReadPasswordJob(m_service), key, context, std::move(handler));
}

void DesktopKeychain::write(const QString &key, const QString &secret, QObject *context,
                            Handler handler)
{
    auto *job = new QKeychain::WritePasswordJob(m_service);
    job->setTextData(secret);
    start(job, key, context, std::move(handler));
}

void DesktopKeychain::remove(const QString &key, QObject *context, Handler handler)
{
    start(new QKeychain::DeletePasswordJob(m_service), key, context, std::move(handler));
}

} // namespace Rainbow::Admin
