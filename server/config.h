// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/accesssettings.h"
#include "appsettings.h"
#include "business/businesssettings.h"
#include "gate/endpointsettings.h"
#include "gate/gatesettings.h"
#include "gate/tlssettings.h"
#include "http/httpsettings.h"
#include "hub/hubsettings.h"
#include "inireader.h"
#include "logging.h"
#include "observe/adminsettings.h"

#include <QByteArray>
#include <QByteArrayView>
#include <QHash>
#include <QHostAddress>
#include <QList>
#include <QString>
#include <QStringList>

#include <chrono>
#include <memory>
#include <optional>

namespace Rainbow {

class TlsContext;

/// All settings of a relay. What several modules go by (max_payload, max_head, head_timeout,
/// max_backlog) is one key in the file and is set in all of them.
struct Config {
    HubSettings hub;
    GateSettings gate;
    HttpSettings http;
    BusinessSettings business;
    LogSettings log;
    TlsSettings tls;
    AdminSettings admin;
    AppSettings app; ///< which application hub, gate and business above are those of
    /// The others: as if each were alone, with the settings of [main] and [limits] but for URLs,
    /// secrets and what its section says. By name, in the order of the file; theirs are empty.
    QList<std::shared_ptr<const Config>> apps;
    QList<EndpointSettings> endpoints = defaultEndpoints();
    QList<AccessUser> access; ///< none: only this machine may call the mesh API
    std::shared_ptr<const TlsContext> tlsContext; ///< what loadTls() has made of tls; null: no TLS

    QHostAddress listenAddress{QHostAddress::Any}; ///< Any: all addresses, IPv6 and IPv4
    quint16 port = 1984; ///< of WebSocket and HTTP; 0 (command line only): any free one
    std::optional<quint16> httpPort; ///< the HTTP API listens there instead; may equal port
    int workers = 0; ///< threads; 0: one per core
    QList<quint16> udpPorts; ///< where the relays of a cluster announce themselves

    QByteArray tokenFile; ///< loadConfig() reads business.token from there
    qint64 memoryBudget = 0; ///< resident bytes from which on load is shed; 0: never
    std::chrono::milliseconds signatureWindow{10'000};
    std::chrono::milliseconds maxSendTimeout{120'000}; ///< longer timeouts of /send/ become this
    std::chrono::milliseconds drainTimeout{3'000}; ///< for calls in flight at the end

    bool dev = false; ///< --dev; no key of the file

    /// Where there is no [endpoint:/path]: all dialects, of the application default.
    [[nodiscard]] static QList<EndpointSettings> defaultEndpoints();
};

/// What reading gave. With problems the configuration must not be used; warnings are for the
/// log. Neither ever holds a secret.
struct ConfigResult {
    Config config;
    QList<Problem> problems; ///< by line
    QStringList warnings;
    QHash<QByteArray, int> lines = {}; ///< where the keys stand that are set, by their labels

    [[nodiscard]] bool ok() const { return problems.isEmpty(); }
};

/// Reads and checks the text of a configuration file (rainbow.md §1). Finds every problem, not
/// only the first.
[[nodiscard]] ConfigResult readConfig(const QByteArray &text);

/// The same for a file. One that cannot be read is a problem of line 0; one that holds a token
/// and that everybody may read is a warning. Reads the security_token_file too, whose path counts
/// from the folder of this file, and the token_files of [admin]; what is wrong with one is a
/// problem of that key's line.
[[nodiscard]] ConfigResult loadConfig(const QString &path);

/// `PATH:LINE: text`; what is wrong with the file as a whole is in line 0.
[[nodiscard]] QString formatProblem(const QString &path, const Problem &problem);

/// Sets one key to a value as the file would write it: for options of the command line that stand
/// above the file. Returns what is wrong (`port = 99999: must be 1 to 65535`), empty when fine.
/// section: where to look for the key first.
[[nodiscard]] QString setConfigValue(Config &config, QByteArrayView key, QByteArrayView value,
                                     QByteArrayView section = "main");

/// What HTTP connections go by.
[[nodiscard]] HttpSettings httpSettings(const Config &config);

/// The configuration as a file: every key with its meaning, default and range. What is not set is
/// a comment, and so is a secret, which reads ***. readConfig() of it gives the same settings but
/// for the secrets.
[[nodiscard]] QByteArray printConfig(const Config &config);

} // namespace Rainbow
