// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "config.h"
#include "configkeys.h"

#include <QDir>
#include <QHash>

#include <deque>
#include <optional>

namespace Rainbow {

/// What a person wrote, fit for one line of a terminal.
[[nodiscard]] QString shown(QByteArrayView text);

/// Reads value and sets the key; name is what the key was called. Returns what is wrong, without
/// showing a secret; empty: all is well.
[[nodiscard]] QString applySetting(Config &config, const ConfigKey &key, QByteArrayView name,
                                   QByteArrayView value);

/// `unknown key "prot"; did you mean "port"?`; nearest: the key that is meant, if there is one.
[[nodiscard]] QString unknownKey(QByteArrayView name, QLatin1StringView nearest);

/// Reads the text of one configuration file: first line by line, then what sections with names
/// are about, then what must fit together.
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

    /// One section with a name.
    struct Section {
        NamedSection kind = NamedSection::Admin;
        QByteArray name;
        int line = 0;
        Config config; ///< that stands for it alone
        SeenKeys seen = {};
    };

    // --- lines (configreader.cpp)
    void problem(int line, const QString &text) { m_result.problems.append({line, text}); }
    [[nodiscard]] bool hasProblem(int line) const;
    void readLine(const IniLine &line);
    void openSection(const IniLine &line);
    void openNamed(NamedSection kind, const IniLine &line);
    void readSetting(const IniLine &line);
    void readNamedSetting(Section &section, const IniLine &line);
    void set(Config &config, SeenKeys &seen, const ConfigKey &key, const IniLine &line);

    // --- secrets and what must fit together (configreader.cpp)
    /// The secret that key or fileKey gave, from its file, if there is one and there are no two.
    void readSecret(const SeenKeys &seen, const ConfigKey *key, const ConfigKey *fileKey,
                    const QByteArray &path, QByteArray &secret);
    void bothSet(const Seen &a, const Seen &b);
    void checkApp(Config &config, const SeenKeys &seen, const Section *section);
    void checkRight(const char *name, ClientRight &right, const char *urlName, const QUrl &url,
                    const SeenKeys &seen, const Section *section);

    // --- sections with names (configsections.cpp)
    void readAdmins();
    void readAdmin(AdminUser &user, const SeenKeys &seen, const Section *section);
    void refuseSameTokens(const QList<int> &lines);
    void readApps();
    [[nodiscard]] Config makeApp(const Section &section) const;
    void readEndpoints();
    void readAccess();
    [[nodiscard]] QList<const Section *> sectionsOf(NamedSection kind) const;
    /// Of an application that a section names.
    void resolveApp(QByteArray &name, const Section &section);

    const std::optional<QDir> m_folder;
    ConfigResult m_result;
    SeenKeys m_seen;
    std::deque<Section> m_sections; ///< as they stand in the file
    QHash<QByteArray, Section *> m_byId;
    Section *m_current = nullptr; ///< whose settings are being read
    bool m_sectionSeen = false;
    bool m_firstGeneration = false;
};

} // namespace Rainbow
