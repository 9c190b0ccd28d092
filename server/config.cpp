// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"

#include "configkeys.h"
#include "secretfile.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QHash>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr QByteArrayView sections[] = {"main", "limits", "endpoint:/connect/", "tls", "log"};
constexpr quint16 firstGenerationHttpPort = 2501;

// What a person wrote, fit for one line of a terminal.
QString shown(QByteArrayView text)
{
    constexpr qsizetype longest = 80;
    QString line = QString::fromUtf8(text);
    if (line.size() > longest)
        line = line.first(longest - 1) + u'…';
    for (QChar &c : line) {
        if (!c.isPrint())
            c = QChar::ReplacementCharacter;
    }
    return line;
}

// A URL with '@' may hold a password, even one that does not parse.
bool mayBeShown(const ConfigKey &key, QByteArrayView value)
{
    return !key.isSecret() && !value.contains('@');
}

// Reads value and sets the key; name is what the key was called. Empty: all is well.
QString apply(Config &config, const ConfigKey &key, QByteArrayView name, QByteArrayView value)
{
    if (value.isEmpty() && !key.isOptional())
        return shown(name) + u" has no value"_qs;
    const ParsedValue parsed = parseValue(key.rule, value);
    if (parsed.problem.isEmpty()) {
        key.set(config, parsed.value);
        return {};
    }
    const QString prefix =
        mayBeShown(key, value) ? shown(name) + u" = "_qs + shown(value) : shown(name);
    return prefix + u": "_qs + parsed.problem;
}

QString unknownKey(QByteArrayView name)
{
    const QString text = u"unknown key \"%1\""_qs.arg(shown(name));
    const QLatin1StringView nearest = nearestConfigKey(name);
    return nearest.isEmpty() ? text : text + u"; did you mean \"%1\"?"_qs.arg(nearest);
}

class ConfigReader {
public:
    /// folder: where the files that the configuration names are looked for; none: they are not
    /// read.
    explicit ConfigReader(std::optional<QDir> folder = {}) : m_folder(std::move(folder)) { }

    [[nodiscard]] ConfigResult read(const QByteArray &text)
    {
        const IniFile file = readIni(text);
        m_result.problems = file.problems;
        for (const IniLine &line : file.lines) {
            if (line.key.isEmpty())
                checkSection(line);
            else if (line.section.isEmpty() && !m_sectionSeen)
                problem(line,
                        u"key \"%1\" stands before the first section"_qs.arg(shown(line.key)));
            else if (isKnown(line.section))
                readSetting(line);
        }
        if (m_firstGeneration && !m_seen.contains(findConfigKey("http_port")))
            m_result.config.httpPort = firstGenerationHttpPort;
        readToken();
        checkRight("client_subscribe", m_result.config.hub.clientSubscribe, "subscribe_url",
                   m_result.config.business.subscribeUrl);
        checkRight("client_publish", m_result.config.hub.clientPublish, "publish_url",
                   m_result.config.business.publishUrl);
        std::stable_sort(m_result.problems.begin(), m_result.problems.end(),
                         [](const Problem &a, const Problem &b) { return a.line < b.line; });
        warn();
        return m_result;
    }

private:
    struct Seen {
        int line = 0;
        QByteArray name;
    };

    static bool isKnown(QByteArrayView section)
    {
        return std::find(std::begin(sections), std::end(sections), section) != std::end(sections);
    }

    void problem(const IniLine &line, const QString &text)
    {
        m_result.problems.append({line.number, text});
    }

    void checkSection(const IniLine &line)
    {
        m_sectionSeen = true;
        if (!isKnown(line.section) && !line.section.isEmpty()) {
            problem(line,
                    u"unknown section [%1]; there are [main], [limits], [endpoint:/connect/], "
                    "[tls] and [log]"_qs.arg(shown(line.section)));
        }
    }

    void readSetting(const IniLine &line)
    {
        const ConfigKey *key = findConfigKey(line.key);
        if (!key)
            return problem(line, unknownKey(line.key));
        if (!key->belongsIn(line.section)) {
            return problem(line,
                           u"key \"%1\" belongs in [%2]"_qs.arg(shown(line.key), key->section));
        }
        if (const auto seen = m_seen.constFind(key); seen != m_seen.cend()) {
            return problem(line,
                           u"key \"%1\" again; \"%2\" stands in line %3"_qs
                               .arg(shown(line.key), shown(seen->name))
                               .arg(seen->line));
        }
        m_seen.insert(key, {line.number, line.key});
        m_result.lines.insert(QByteArrayView(key->name).toByteArray(), line.number);
        m_firstGeneration = m_firstGeneration || key->name != QByteArrayView(line.key);
        const QString wrong = apply(m_result.config, *key, line.key, line.value);
        if (!wrong.isEmpty())
            problem(line, wrong);
    }

    void readToken()
    {
        Config &config = m_result.config;
        if (config.tokenFile.isEmpty())
            return;
        const Seen file = m_seen.value(findConfigKey("security_token_file"));
        const Seen token = m_seen.value(findConfigKey("security_token"));
        if (!config.business.token.isEmpty()) {
            const bool fileIsLast = file.line > token.line;
            m_result.problems.append(
                {fileIsLast ? file.line : token.line,
                 u"both \"%1\" and \"%2\": one of them is enough; the other stands in line %3"_qs
                     .arg(shown(token.name), shown(file.name))
                     .arg(fileIsLast ? token.line : file.line)});
            return;
        }
        if (!m_folder)
            return;
        Secret secret =
            readSecretFile(m_folder->absoluteFilePath(QString::fromUtf8(config.tokenFile)));
        if (!secret.problem.isEmpty()) {
            m_result.problems.append({file.line,
                                      shown(file.name) + u" = "_qs + shown(config.tokenFile)
                                          + u": "_qs + secret.problem});
        }
        config.business.token = std::move(secret.text);
    }

    [[nodiscard]] bool hasProblem(int line) const
    {
        return std::any_of(m_result.problems.begin(), m_result.problems.end(),
                           [line](const Problem &problem) { return problem.line == line; });
    }

    void checkRight(const char *name, ClientRight &right, const char *urlName, const QUrl &url)
    {
        if (right != ClientRight::Ask || !url.isEmpty())
            return;
        right = ClientRight::Deny;
        const Seen urlSeen = m_seen.value(findConfigKey(urlName));
        if (urlSeen.line > 0 && hasProblem(urlSeen.line))
            return; // which is why there is none
        m_result.problems.append(
            {m_seen.value(findConfigKey(name)).line,
             u"%1 = ask needs a %2"_qs.arg(QLatin1StringView(name), QLatin1StringView(urlName))});
    }

    void warn()
    {
        const Config &config = m_result.config;
        QStringList &warnings = m_result.warnings;
        if (config.business.token.isEmpty() && config.tokenFile.isEmpty())
            warnings += u"no security_token: every call of the HTTP API is refused"_qs;
        if (config.business.connectUrl.isEmpty())
            warnings += u"no connect_url: connections are refused with 503, but for --dev"_qs;
        if (config.business.forwardUrl.isEmpty())
            warnings += u"no forward_url: messages of clients go nowhere"_qs;
        if (config.hub.maxBacklog < config.gate.maxPayload)
            warnings += u"max_backlog is below max_payload: a message that large is dropped"_qs;
    }

    const std::optional<QDir> m_folder;
    ConfigResult m_result;
    QHash<const ConfigKey *, Seen> m_seen;
    bool m_sectionSeen = false;
    bool m_firstGeneration = false;
};

} // namespace

ConfigResult readConfig(const QByteArray &text)
{
    return ConfigReader().read(text);
}

ConfigResult loadConfig(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, {{0, u"cannot be read: "_qs + file.errorString()}}, {}};

    // One byte over the reader's limit is enough for it to refuse a device without an end.
    constexpr qint64 enough = 1024 * 1024 + 1;
    const QByteArray text = file.read(enough);
    if (file.error() != QFileDevice::NoError)
        return {{}, {{0, u"cannot be read: "_qs + file.errorString()}}, {}};

    ConfigResult result = ConfigReader(QFileInfo(path).absoluteDir()).read(text);
    if (!result.config.business.token.isEmpty() && result.config.tokenFile.isEmpty()
        && file.permissions().testFlag(QFileDevice::ReadOther)) {
        result.warnings += path + u" holds the security_token and everybody may read it"_qs;
    }
    return result;
}

QString formatProblem(const QString &path, const Problem &problem)
{
    return path + u':' + QString::number(problem.line) + u": "_qs + problem.text;
}

QString setConfigValue(Config &config, QByteArrayView key, QByteArrayView value)
{
    const QByteArray name = key.toByteArray().toLower();
    const ConfigKey *known = findConfigKey(name);
    return known ? apply(config, *known, name, value) : unknownKey(name);
}

QByteArray printConfig(const Config &config)
{
    const Config defaults;
    QByteArray out;
    QLatin1StringView section;
    for (const ConfigKey &key : configKeys()) {
        if (key.section != section) {
            section = key.section;
            out += (out.isEmpty() ? "[" : "\n[") + QByteArrayView(section).toByteArray() + "]\n";
        }
        const ConfigValue value = key.get(config);
        const bool isSet = !std::holds_alternative<std::monostate>(value);
        const QByteArray fallback = formatValue(key.rule, key.get(defaults));
        out += "\n# " + QByteArrayView(key.meaning).toByteArray() + "\n# "
            + describeRule(key.rule).toUtf8()
            + "; default: " + (fallback.isEmpty() ? QByteArray("none") : fallback) + '\n';
        if (!isSet || key.isSecret())
            out += "# ";
        out += QByteArrayView(key.name).toByteArray() + " =";
        if (isSet)
            out += ' ' + (key.isSecret() ? QByteArray("***") : formatValue(key.rule, value));
        out += '\n';
    }
    return out;
}

} // namespace Rainbow
