// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "commandline.h"

#include "configchanges.h"
#include "loadtls.h"

#include <QFileInfo>

namespace Rainbow {

namespace {

const QString DefaultFile = QStringLiteral("/etc/rainbow/server.ini");

} // namespace

CommandLine::CommandLine()
    : m_file({u"f"_qs, u"file"_qs},
             tr("Read the configuration from FILE (default: %1).").arg(DefaultFile), u"FILE"_qs),
      m_port({u"p"_qs, u"port"_qs}, tr("Listen on PORT (default: 1984; 0: any free port)."),
             u"PORT"_qs),
      m_listen({u"l"_qs, u"listen"_qs}, tr("Listen on ADDRESS only (default: all)."),
               u"ADDRESS"_qs),
      m_workers(u"workers"_qs, tr("Run N threads (default: one per core)."), u"N"_qs),
      m_dev(u"dev"_qs,
            tr("For development: without connect_url everybody is let in, without "
               "security_token no call is checked.")),
      m_checkConfig(u"check-config"_qs,
                    tr("Check the configuration, print what is wrong, and exit.")),
      m_printConfig(u"print-config"_qs, tr("Print every setting with its value, and exit."))
{
    m_parser.setApplicationDescription(
        tr("Holds the WebSocket connections of an app, so that its server stays plain HTTP."));
    m_parser.addHelpOption();
    m_parser.addVersionOption();
    m_parser.addOptions({m_file, m_port, m_listen, m_workers, m_dev, m_checkConfig, m_printConfig});
}

QString CommandLine::parse(const QStringList &arguments)
{
    if (!m_parser.parse(arguments))
        return m_parser.errorText();
    if (!m_parser.positionalArguments().isEmpty())
        return tr("Unexpected argument '%1'.").arg(m_parser.positionalArguments().constFirst());

    const bool isNamed = m_parser.isSet(m_file);
    const QString path = isNamed ? m_parser.value(m_file) : DefaultFile;
    const bool isNeeded = !m_parser.isSet(m_dev) && !m_parser.isSet(m_printConfig);
    if (isNamed || isNeeded || QFileInfo::exists(path))
        m_path = path;
    m_isFile = QFileInfo(m_path).isFile();
    return {};
}

void CommandLine::showHelp()
{
    if (m_parser.isSet(u"help"_qs))
        m_parser.showHelp();
    if (m_parser.isSet(u"version"_qs))
        m_parser.showVersion();
}

CommandLine::Configured CommandLine::configure() const
{
    Configured configured;
    ConfigResult result;
    if (!m_path.isEmpty())
        result = loadConfig(m_path);
    // What the settings are can be looked at wherever the files are not.
    if (!printsConfig())
        loadTls(result);
    for (const Problem &problem : std::as_const(result.problems))
        configured.problems += formatProblem(m_path, problem);
    if (!m_parser.isSet(m_file) && !m_path.isEmpty() && !QFileInfo::exists(m_path))
        configured.problems += u"rainbow-server: name another file with -f"_qs;
    configured.warnings = result.warnings;
    configured.config = std::move(result.config);
    configured.config->dev = m_parser.isSet(m_dev);
    override(configured);
    shareWithApps(*configured.config);
    if (!configured.problems.isEmpty())
        configured.config.reset();
    return configured;
}

void CommandLine::override(Configured &configured) const
{
    const std::pair<const QCommandLineOption &, QByteArray> overrides[] = {
        {m_port, "port"}, {m_listen, "listen"}, {m_workers, "workers"}};
    for (const auto &[option, key] : overrides) {
        if (!m_parser.isSet(option))
            continue;
        // Any free port makes sense to whoever starts the program, but not in a file.
        if (key == "port" && m_parser.value(option) == u"0") {
            configured.config->port = 0;
            continue;
        }
        const QString wrong =
            setConfigValue(*configured.config, key, m_parser.value(option).toUtf8());
        if (!wrong.isEmpty()) {
            configured.problems +=
                u"rainbow-server: --"_qs + option.names().constLast() + u": "_qs + wrong;
        }
    }
}

} // namespace Rainbow
