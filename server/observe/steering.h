// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "logging.h"

#include <QByteArray>
#include <QList>
#include <QString>

#include <functional>

namespace Rainbow {

/// What people may have the whole relay do, and see of its settings: the service. Thread: the
/// node's.
class Steering {
public:
    virtual ~Steering() = default;

    /// As SIGTERM.
    virtual void drain() = 0;
    /// Until the settings are read again.
    virtual void setLogLevel(LogLevel level) = 0;

    struct Reloaded {
        QByteArrayList changed; ///< keys
        QStringList problems; ///< why the old settings stay; none: they do not
    };
    /// As SIGHUP. done is called once, when the new settings hold or it is known that they will
    /// not.
    virtual void reload(std::function<void(const Reloaded &reloaded)> done) = 0;

    /// As --print-config: without secrets.
    [[nodiscard]] virtual QByteArray configText() const = 0;
    /// The path of the file; empty: there is none.
    [[nodiscard]] virtual QString configFile() const = 0;
};

} // namespace Rainbow
