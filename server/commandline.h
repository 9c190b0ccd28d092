// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"

#include <QCommandLineParser>
#include <QCoreApplication>

#include <optional>

namespace Rainbow {

/// What the relay was told when it was started, and the configuration that this and the file
/// make up. Help, and what is wrong with arguments, is in the language of the environment;
/// what is wrong with the configuration is in English, as it is in the log after a reload.
class CommandLine {
    Q_DECLARE_TR_FUNCTIONS(Rainbow::CommandLine)

public:
    CommandLine();

    /// Reads the arguments. Returns what is wrong with them; empty: nothing.
    [[nodiscard]] QString parse(const QStringList &arguments);
    /// Prints what --help and --version ask for, and ends the program, if they were given.
    void showHelp();

    [[nodiscard]] bool checksConfig() const { return m_parser.isSet(m_checkConfig); }
    [[nodiscard]] bool printsConfig() const { return m_parser.isSet(m_printConfig); }
    [[nodiscard]] bool isDev() const { return m_parser.isSet(m_dev); }

    struct Configured {
        std::optional<Config> config; ///< none: see problems
        QStringList problems; ///< each with its file and line; never hold a secret
        QStringList warnings;
    };
    /// Reads the file, as it is now; options of the command line stand above it.
    [[nodiscard]] Configured configure() const;
    /// Of the configuration; empty: none is read.
    [[nodiscard]] QString fileName() const { return m_path; }
    /// configure() may tell something else later on: there was a file, no pipe, in the beginning.
    [[nodiscard]] bool canReload() const { return m_isFile; }

private:
    void override(Configured &configured) const;

    QCommandLineOption m_file;
    QCommandLineOption m_port;
    QCommandLineOption m_listen;
    QCommandLineOption m_workers;
    QCommandLineOption m_dev;
    QCommandLineOption m_checkConfig;
    QCommandLineOption m_printConfig;
    QCommandLineParser m_parser;
    QString m_path; ///< of the file; empty: none is read
    bool m_isFile = false;
};

} // namespace Rainbow
