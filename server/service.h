// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "commandline.h"
#include "node.h"
#include "observe/steering.h"
#include "signals.h"
#include "systemdnotifier.h"

#include <QObject>

#include <functional>
#include <memory>
#include <vector>

namespace Rainbow {

class Watchdog;

/// The relay as those who run it see it: signals stop it and have it read its settings again, and
/// systemd is told how it is doing. Thread: the main one.
class Service final : public QObject, private Steering {
    Q_OBJECT

public:
    /// Make it before any thread. commandLine must outlive it; config is what it gave.
    Service(const CommandLine &commandLine, const Config &config, QObject *parent = nullptr);
    ~Service() override;

    /// Listens and serves. Returns why not; empty: all is well.
    [[nodiscard]] QByteArray start();

Q_SIGNALS:
    void stopped();

private:
    // --- for the feed
    void drain() override;
    void setLogLevel(LogLevel level) override;
    void reload(std::function<void(const Reloaded &)> done) override;
    [[nodiscard]] QByteArray configText() const override;
    [[nodiscard]] QString configFile() const override;

    void stop();
    void readAgain();
    void apply(const CommandLine::Configured &configured);
    void keepOld(const QStringList &problems);
    void onReloaded(const QByteArrayList &changed);
    /// Whatever came of the reload.
    void endReload(const Reloaded &reloaded);
    [[nodiscard]] QByteArray status() const;

    const CommandLine &m_commandLine;
    Config m_config; ///< what holds now
    Signals m_signals; ///< before all that has threads
    SystemdNotifier m_systemd;
    Node m_node;
    std::unique_ptr<Watchdog> m_watchdog; ///< asks the node
    bool m_stopping = false;
    bool m_reloading = false; ///< not all workers have the new settings yet
    bool m_reloadAgain = false; ///< and meanwhile there are newer ones
    using ReloadHandlers = std::vector<std::function<void(const Reloaded &)>>;
    ReloadHandlers m_reloadHandlers; ///< who is to be told what came of it
    ReloadHandlers m_nextReloadHandlers; ///< and of the one after it
};

} // namespace Rainbow
