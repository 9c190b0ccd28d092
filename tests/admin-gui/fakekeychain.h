// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "settings/keychain.h"

#include <QHash>
#include <QTimer>

namespace Rainbow::Test {

/// A keychain in memory that does as it is told.
class FakeKeychain : public Admin::Keychain {
public:
    QHash<QString, QString> secrets;
    Outcome outcome = Outcome::Done; ///< other than Done: of everything
    QString problem;
    int calls = 0;

    void read(const QString &key, QObject *context, Handler handler) override
    {
        Result result = makeResult();
        if (result.outcome == Outcome::Done && !secrets.contains(key))
            result.outcome = Outcome::Missing;
        if (result.outcome == Outcome::Done)
            result.secret = secrets.value(key);
        answer(context, handler, result);
    }
    void write(const QString &key, const QString &secret, QObject *context,
               Handler handler) override
    {
        const Result result = makeResult();
        if (result.outcome == Outcome::Done)
            secrets[key] = secret;
        answer(context, handler, result);
    }
    void remove(const QString &key, QObject *context, Handler handler) override
    {
        Result result = makeResult();
        if (result.outcome == Outcome::Done && secrets.remove(key) == 0)
            result.outcome = Outcome::Missing;
        answer(context, handler, result);
    }

private:
    Result makeResult()
    {
        ++calls;
        return {outcome, {}, problem};
    }
    static void answer(QObject *context, const Handler &handler, const Result &result)
    {
        QTimer::singleShot(0, context, [handler, result] { handler(result); });
    }
};

} // namespace Rainbow::Test
