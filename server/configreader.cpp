// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configreader.h"

#include "secretfile.h"

#include <algorithm>

namespace Rainbow {

namespace {

constexpr QByteArrayView sections[] = {"main", "limits", "endpoint:/connect/",
                                       "tls",  "log",    "admin"};
constexpr QByteArrayView adminPrefix = "admin:";
constexpr quint16 firstGenerationHttpPort = 2501;

bool isKnown(QByteArrayView section)
{
    return std::find(std::begin(sections), std::end(sections), section) != std::end(sections);
}

// A URL with '@' may hold a password, even one that does not parse.
bool mayBeShown(const ConfigKey &key, QByteArrayView value)
{
    return !key.isSecret() && !value.contains('@');
}

bool isAdminName(QByteArrayView name)
{
    constexpr qsizetype longest = 64;
    const auto isAllowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
            || c == '.' || c == '_' || c == '-';
    };
    return !name.isEmpty() && name.size() <= longest
        && std::all_of(name.begin(), name.end(), isAllowed);
}

// Whether it can be sent as it is, in one piece, as `Bearer TOKEN`.
bool isBearerToken(QByteArrayView token)
{
    return std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c <= '~'; });
}

QString titleOf(const AdminUser &user)
{
    return user.name == "admin" ? u"[admin]"_qs
                                : u"[admin:%1]"_qs.arg(QLatin1StringView(user.name));
}

} // namespace

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

QString applySetting(Config &config, const ConfigKey &key, QByteArrayView name,
                     QByteArrayView value)
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

QString unknownKey(QByteArrayView section, QByteArrayView name)
{
    const QString text = u"unknown key \"%1\""_qs.arg(shown(name));
    const QLatin1StringView nearest = nearestConfigKey(section, name);
    return nearest.isEmpty() ? text : text + u"; did you mean \"%1\"?"_qs.arg(nearest);
}

ConfigResult ConfigReader::read(const QByteArray &text)
{
    const IniFile file = readIni(text);
    m_result.problems = file.problems;
    for (const IniLine &line : file.lines)
        readLine(line);
    Config &config = m_result.config;
    if (m_firstGeneration && !m_seen.contains(findConfigKey("main", "http_port")))
        config.httpPort = firstGenerationHttpPort;
    readSecret(m_seen, findConfigKey("main", "security_token"),
               findConfigKey("main", "security_token_file"), config.tokenFile,
               config.business.token);
    readAdmins();
    checkRight("client_subscribe", config.hub.clientSubscribe, "subscribe_url",
               config.business.subscribeUrl);
    checkRight("client_publish", config.hub.clientPublish, "publish_url",
               config.business.publishUrl);
    std::stable_sort(m_result.problems.begin(), m_result.problems.end(),
                     [](const Problem &a, const Problem &b) { return a.line < b.line; });
    warn();
    return m_result;
}

bool ConfigReader::hasProblem(int line) const
{
    return std::any_of(m_result.problems.begin(), m_result.problems.end(),
                       [line](const Problem &problem) { return problem.line == line; });
}

void ConfigReader::readLine(const IniLine &line)
{
    if (line.key.isEmpty())
        openSection(line);
    else if (line.section.isEmpty() && !m_sectionSeen)
        problem(line.number, u"key \"%1\" stands before the first section"_qs.arg(shown(line.key)));
    else if (isKnown(line.section))
        readSetting(line);
    else if (m_admins.contains(line.section))
        readAdminSetting(line);
}

void ConfigReader::openSection(const IniLine &line)
{
    m_sectionSeen = true;
    if (line.section.startsWith(adminPrefix)) {
        openAdminSection(line);
    } else if (!isKnown(line.section) && !line.section.isEmpty()) {
        problem(line.number,
                u"unknown section [%1]; there are [main], [limits], [endpoint:/connect/], "
                "[tls], [log], [admin] and [admin:NAME]"_qs.arg(shown(line.section)));
    }
}

void ConfigReader::openAdminSection(const IniLine &line)
{
    const QByteArray name = line.title.sliced(adminPrefix.size());
    if (!isAdminName(name)) {
        problem(line.number,
                u"[%1]: a name is 1 to 64 letters, digits, \".\", \"_\" and \"-\""_qs.arg(
                    shown(line.title)));
        return;
    }
    if (line.section == "admin:admin") {
        problem(line.number, u"[admin:admin]: that is what [admin] is called; take another"_qs);
        return;
    }
    if (const auto before = m_admins.constFind(line.section); before != m_admins.cend()) {
        problem(line.number,
                u"[%1] again; it stands in line %2"_qs.arg(shown(line.title)).arg(before->line));
        return;
    }
    AdminSection section{line.number, {}};
    section.config.admin.sections.first().name = name;
    m_admins.insert(line.section, section);
    m_adminOrder.append(line.section);
}

void ConfigReader::readSetting(const IniLine &line)
{
    const ConfigKey *key = findConfigKey(line.section, line.key);
    if (!key)
        return problem(line.number, unknownKey(line.section, line.key));
    if (!key->belongsIn(line.section)) {
        return problem(line.number,
                       u"key \"%1\" belongs in [%2]"_qs.arg(shown(line.key), key->section));
    }
    set(m_result.config, m_seen, *key, line);
    m_result.lines.insert(key->label().toUtf8(), m_seen.value(key).line);
    m_firstGeneration = m_firstGeneration || key->name != QByteArrayView(line.key);
}

void ConfigReader::readAdminSetting(const IniLine &line)
{
    const ConfigKey *key = findConfigKey("admin", line.key);
    if (!key)
        return problem(line.number, unknownKey("admin", line.key));
    if (!key->isOfEachAdmin()) {
        return problem(line.number,
                       u"key \"%1\" belongs in [%2]"_qs.arg(shown(line.key), key->section));
    }
    AdminSection &section = m_admins[line.section];
    set(section.config, section.seen, *key, line);
}

void ConfigReader::set(Config &config, SeenKeys &seen, const ConfigKey &key, const IniLine &line)
{
    if (const auto before = seen.constFind(&key); before != seen.cend()) {
        return problem(line.number,
                       u"key \"%1\" again; \"%2\" stands in line %3"_qs
                           .arg(shown(line.key), shown(before->name))
                           .arg(before->line));
    }
    seen.insert(&key, {line.number, line.key});
    const QString wrong = applySetting(config, key, line.key, line.value);
    if (!wrong.isEmpty())
        problem(line.number, wrong);
}

// --- secrets

void ConfigReader::readSecret(const SeenKeys &seen, const ConfigKey *key, const ConfigKey *fileKey,
                              const QByteArray &path, QByteArray &secret)
{
    if (path.isEmpty())
        return;
    const Seen file = seen.value(fileKey);
    const Seen token = seen.value(key);
    if (!secret.isEmpty()) {
        const bool fileIsLast = file.line > token.line;
        problem(fileIsLast ? file.line : token.line,
                u"both \"%1\" and \"%2\": one of them is enough; the other stands in line %3"_qs
                    .arg(shown(token.name), shown(file.name))
                    .arg(fileIsLast ? token.line : file.line));
        return;
    }
    if (!m_folder)
        return;
    Secret read = readSecretFile(m_folder->absoluteFilePath(QString::fromUtf8(path)));
    if (!read.problem.isEmpty()) {
        problem(file.line, shown(file.name) + u" = "_qs + shown(path) + u": "_qs + read.problem);
    }
    secret = std::move(read.text);
}

void ConfigReader::readAdmins()
{
    QList<AdminUser> &users = m_result.config.admin.sections;
    readAdmin(users.first(), m_seen, 0);
    for (const QByteArray &name : std::as_const(m_adminOrder)) {
        const AdminSection &section = m_admins[name];
        users.append(section.config.admin.sections.first());
        readAdmin(users.last(), section.seen, section.line);
    }
    refuseSameTokens();
    m_result.config.admin.gatherUsers();
}

/// sectionLine: of a section that must have a token; 0: it need not.
void ConfigReader::readAdmin(AdminUser &user, const SeenKeys &seen, int sectionLine)
{
    const ConfigKey *key = findConfigKey("admin", "token");
    const ConfigKey *fileKey = findConfigKey("admin", "token_file");
    const Seen used = seen.value(user.tokenFile.isEmpty() ? key : fileKey);
    m_adminLines.append(used.line);
    if (sectionLine > 0 && user.token.isEmpty() && user.tokenFile.isEmpty()) {
        if (used.line > 0)
            problem(used.line, u"%1 has no value"_qs.arg(shown(used.name)));
        else
            problem(sectionLine, u"%1 needs a token or a token_file"_qs.arg(titleOf(user)));
        return;
    }
    readSecret(seen, key, fileKey, user.tokenFile, user.token);
    if (!isBearerToken(user.token)) {
        problem(
            used.line,
            u"%1: the token may only hold printable ASCII without blanks"_qs.arg(shown(used.name)));
        user.token.clear();
    }
}

void ConfigReader::refuseSameTokens()
{
    const QList<AdminUser> &users = m_result.config.admin.sections;
    for (qsizetype i = 1; i < users.size(); ++i) {
        for (qsizetype j = 0; j < i; ++j) {
            if (users[i].token.isEmpty() || users[i].token != users[j].token)
                continue;
            problem(m_adminLines[i],
                    u"%1 has the same token as %2"_qs.arg(titleOf(users[i]), titleOf(users[j])));
            break;
        }
    }
}

// --- what must fit together

void ConfigReader::checkRight(const char *name, ClientRight &right, const char *urlName,
                              const QUrl &url)
{
    if (right != ClientRight::Ask || !url.isEmpty())
        return;
    right = ClientRight::Deny;
    const Seen urlSeen = m_seen.value(findConfigKey("main", urlName));
    if (urlSeen.line > 0 && hasProblem(urlSeen.line))
        return; // which is why there is none
    problem(m_seen.value(findConfigKey("main", name)).line,
            u"%1 = ask needs a %2"_qs.arg(QLatin1StringView(name), QLatin1StringView(urlName)));
}

void ConfigReader::warn()
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

} // namespace Rainbow
