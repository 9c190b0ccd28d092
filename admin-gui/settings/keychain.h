// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#pragma once

#include <QString>

#include <functional>

class QObject;

namespace Rainbow::Admin {

/// A place where secrets are safe. Handlers are called exactly once, later, unless context is gone
/// by then. Thread: the GUI's.
class Keychain {
public:
    enum class Outcome {
        Done,
        Missing, ///< read: there is no such secret
        Refused, ///< the keychain is there, and does not give it: locked, denied
        Absent, ///< no keychain runs
    };
    struct Result {
        Outcome outcome = Outcome::Absent;
        QString secret; ///< read and Done
        QString problem; ///< Refused, Absent: in the keychain's own words; may be empty
    };
    using Handler = std::function<void(const Result &result)>;

    Keychain() = default;
    virtual ~Keychain() = default;
    Keychain(const Keychain &) = delete;
    Keychain &operator=(const Keychain &) = delete;

    virtual void read(const QString &key, QObject *context, Handler handler) = 0;
    virtual void write(const QString &key, const QString &secret, QObject *context,
                       Handler handler) = 0;
    virtual void remove(const QString &key, QObject *context, Handler handler) = 0;
};

} // namespace Rainbow::Admin
