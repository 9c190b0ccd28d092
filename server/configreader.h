// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configkeys.h"

#include <QDir>
#include <QMap>

#include <optional>

namespace Rainbow {

/// What a person wrote, fit for one line of a terminal.
[[nodiscard]] QString shown(QByteArrayView text);

/// Reads value and sets the key; name is what the key was called. Returns what is wrong, without
/// showing a secret; empty: all is well.
[[nodiscard]] QString applySetting(Config &config, const ConfigKey &key, QByteArrayView name,
                                   QByteArrayView value);

/// `unknown key "prot"; did you mean "port"?`
[[nodiscard]] QString unknownKey(QByteArrayView section, QByteArrayView name);

/// Reads the text of one configuration file.
class ConfigReader {
public:
    /// folder: where the files that the configuration names are looked for; none: they are not
    /// read.
    explicit ConfigReader(std::optional<QDir> folder = {}) : m_folder(std::move(folder)) { }

    /// To be called once.
    [[nodiscard]] ConfigResult read(const QByteArray &text);

private:
    struct Seen {
        int line = 0;
        QByteArray name; ///< that was used for it
    };
    using SeenKeys = QHash<const ConfigKey *, Seen>;

    /// One [admin:NAME].
    struct AdminSection {
        int line = 0;
        Config config; ///< as if all its settings were those of [admin]
        SeenKeys seen = {};
    };

    void problem(int line, const QString &text) { m_result.problems.append({line, text}); }
    [[nodiscard]] bool hasProblem(int line) const;

    void readLine(const IniLine &line);
    void openSection(const IniLine &line);
    void openAdminSection(const IniLine &line);
    void readSetting(const IniLine &line);
    void readAdminSetting(const IniLine &line);
    void set(Config &config, SeenKeys &seen, const ConfigKey &key, const IniLine &line);

    /// The secret that key or fileKey gave, from its file, if there is one and there are no two.
    void readSecret(const SeenKeys &seen, const ConfigKey *key, const ConfigKey *fileKey,
                    const QByteArray &path, QByteArray &secret);
    void readAdmins();
    void readAdmin(AdminUser &user, const SeenKeys &seen, int sectionLine);
    void refuseSameTokens();
    void checkRight(const char *name, ClientRight &right, const char *urlName, const QUrl &url);
    void warn();

    const std::optional<QDir> m_folder;
    ConfigResult m_result;
    SeenKeys m_seen;
    QMap<QByteArray, AdminSection> m_admins; ///< by their sections
    QByteArrayList m_adminOrder; ///< as they stand in the file
    QList<int> m_adminLines; ///< where the tokens stand of those in admin.sections
    bool m_sectionSeen = false;
    bool m_firstGeneration = false;
};

} // namespace Rainbow
