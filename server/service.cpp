// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "service.h"

#include "configchanges.h"
#include "logging.h"
#include "watchdog.h"

#include <utility>

namespace Rainbow {

Service::Service(const CommandLine &commandLine, const Config &config, QObject *parent)
    : QObject(parent), m_commandLine(commandLine), m_config(config), m_node(config, *this)
{
    connect(&m_signals, &Signals::stopRequested, this, &Service::stop);
    connect(&m_signals, &Signals::reloadRequested, this, &Service::readAgain);
    connect(&m_node, &Node::stopped, this, &Service::stopped);
}

Service::~Service() = default;

QByteArray Service::start()
{
    QByteArray error = m_node.start();
    if (!error.isEmpty())
        return error;
    m_systemd.ready(status());
    m_watchdog = std::make_unique<Watchdog>(m_systemd.watchdogTimeout(), [this](auto answered) {
        m_node.askWorkers(std::move(answered));
    });
    connect(m_watchdog.get(), &Watchdog::alive, this, [this] { m_systemd.alive(status()); });
    return {};
}

void Service::stop()
{
    m_stopping = true;
    m_systemd.stopping();
    m_node.stop();
}

// --- for the feed

void Service::drain()
{
    if (!m_stopping)
        stop();
}

void Service::setLogLevel(LogLevel level)
{
    LogSettings settings = m_config.log;
    settings.level = level;
    installLogging(settings);
}

QByteArray Service::configText() const
{
    return printConfig(m_config);
}

QString Service::configFile() const
{
    return m_commandLine.fileName();
}

void Service::reload(std::function<void(const Reloaded &)> done)
{
    if (m_stopping || !m_commandLine.canReload()) {
        done({{},
              {m_stopping ? u"the relay is going away"_qs
                          : u"there is nothing to reload: the settings come from no file"_qs}});
        return;
    }
    // What is under way may have read the file before it was what it is now.
    (m_reloading ? m_nextReloadHandlers : m_reloadHandlers).push_back(std::move(done));
    readAgain();
}

// --- reloading

void Service::readAgain()
{
    if (m_stopping)
        return;
    if (!m_commandLine.canReload()) {
        qCWarning(lcNode, "there is nothing to reload: the settings come from no file");
        return;
    }
    if (m_reloading) {
        m_reloadAgain = true;
        return;
    }
    m_reloading = true;
    m_systemd.reloading();
    const CommandLine::Configured configured = m_commandLine.configure();
    if (configured.config)
        apply(configured);
    else
        keepOld(configured.problems);
}

void Service::apply(const CommandLine::Configured &configured)
{
    Config config = *configured.config;
    for (const ConfigKey *key : keepWhatNeedsRestart(config, m_config))
        qCWarning(lcNode, "%s has changed and needs a restart", qUtf8Printable(key->label()));
    const QByteArrayList changed = changedLabels(m_config, config);
    const QByteArray error = m_node.reload(config, [this, changed] { onReloaded(changed); });
    if (!error.isEmpty())
        return keepOld({QString::fromUtf8(error)});
    m_config = config;
    installLogging(config.log);
    if (config.tlsContext)
        qCInfo(lcNode, "certificates read again");
    for (const QString &warning : configured.warnings)
        qCWarning(lcNode, "%s", qUtf8Printable(warning));
}

void Service::keepOld(const QStringList &problems)
{
    for (const QString &problem : problems)
        qCCritical(lcNode, "%s", qUtf8Printable(problem));
    qCCritical(lcNode, "settings not reloaded: the old settings stay");
    endReload({{}, problems});
}

void Service::onReloaded(const QByteArrayList &changed)
{
    if (changed.isEmpty())
        qCInfo(lcNode, "settings reloaded: nothing has changed");
    else
        qCInfo(lcNode, "settings reloaded: changed %s", changed.join(", ").constData());
    endReload({changed, {}});
}

void Service::endReload(const Reloaded &reloaded)
{
    m_reloading = false;
    for (const auto &handler : std::exchange(m_reloadHandlers, {}))
        handler(reloaded);
    if (m_stopping)
        return;
    m_systemd.ready(status());
    m_reloadHandlers = std::exchange(m_nextReloadHandlers, {});
    if (std::exchange(m_reloadAgain, false))
        readAgain();
}

QByteArray Service::status() const
{
    return QByteArray::number(m_node.connectionCount()) + " connections";
}

} // namespace Rainbow
