// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configreader.h"

#include "configwarnings.h"
#include "namedsections.h"
#include "secretfile.h"

#include <algorithm>

namespace Rainbow {

namespace {

constexpr quint16 firstGenerationHttpPort = 2501;

// A URL with '@' may hold a password, even one that does not parse.
bool mayBeShown(const ConfigKey &key, QByteArrayView value)
{
    return !key.isSecret() && !value.contains('@');
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

QString unknownKey(QByteArrayView name, QLatin1StringView nearest)
{
    const QString text = u"unknown key \"%1\""_qs.arg(shown(name));
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
    checkApp(config, m_seen, nullptr);
    readAdmins();
    readApps();
    readEndpoints();
    readAccess();
    std::stable_sort(m_result.problems.begin(), m_result.problems.end(),
                     [](const Problem &a, const Problem &b) { return a.line < b.line; });
    m_result.warnings = warningsOf(config);
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
    else if (isSection(line.section))
        readSetting(line);
    else if (m_current)
        readNamedSetting(*m_current, line);
}

void ConfigReader::openSection(const IniLine &line)
{
    m_sectionSeen = true;
    m_current = nullptr;
    if (const auto kind = namedSectionOf(line.title)) {
        openNamed(*kind, line);
    } else if (!isSection(line.section) && !line.section.isEmpty()) {
        problem(
            line.number,
            u"unknown section [%1]; there are %2"_qs.arg(shown(line.title), describeSections()));
    }
}

void ConfigReader::openNamed(NamedSection kind, const IniLine &line)
{
    const QByteArray name = nameInTitle(line.title).toByteArray();
    const QString wrong = wrongWithName(kind, name);
    if (!wrong.isEmpty())
        return problem(line.number, u'[' + shown(line.title) + u"]: "_qs + wrong);
    const QByteArray id = idOfSection(kind, name);
    m_current = m_byId.value(id);
    if (m_current) {
        return problem(line.number,
                       u"[%1] again; it stands in line %2"_qs.arg(
                           shown(line.title), QString::number(m_current->line)));
    }
    if (sectionsOf(kind).size() == MaxNamedSections) {
        return problem(line.number,
                       u"[%1]: there may be %2 of these, and not one more"_qs.arg(
                           shown(line.title), QString::number(MaxNamedSections)));
    }
    m_sections.push_back({kind, name, line.number, startSection(kind, name)});
    m_current = &m_sections.back();
    m_byId.insert(id, m_current);
}

void ConfigReader::readSetting(const IniLine &line)
{
    const ConfigKey *key = findConfigKey(line.section, line.key);
    const QLatin1StringView home = homeOfKey(line.section, line.key);
    if (home.isEmpty()) {
        return problem(line.number, unknownKey(line.key, nearestConfigKey(line.section, line.key)));
    }
    if (!key || !key->belongsIn(line.section)) {
        return problem(line.number, u"key \"%1\" belongs in [%2]"_qs.arg(shown(line.key), home));
    }
    set(m_result.config, m_seen, *key, line);
    m_result.lines.insert(key->label().toUtf8(), m_seen.value(key).line);
    m_firstGeneration = m_firstGeneration || key->name != QByteArrayView(line.key);
}

void ConfigReader::readNamedSetting(Section &section, const IniLine &line)
{
    if (const ConfigKey *key = findConfigKey(section.kind, line.key))
        return set(section.config, section.seen, *key, line);
    const QByteArrayView near = section.kind == NamedSection::Admin ? "admin" : "";
    const QLatin1StringView home = homeOfKey(near, line.key);
    problem(line.number,
            home.isEmpty() ? unknownKey(line.key, nearestConfigKey(section.kind, line.key))
                           : u"key \"%1\" belongs in [%2]"_qs.arg(shown(line.key), home));
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

void ConfigReader::bothSet(const Seen &a, const Seen &b)
{
    const Seen &last = a.line > b.line ? a : b;
    problem(last.line,
            u"both \"%1\" and \"%2\": one of them is enough; the other stands in line %3"_qs
                .arg(shown(a.name), shown(b.name))
                .arg(std::min(a.line, b.line)));
}

void ConfigReader::readSecret(const SeenKeys &seen, const ConfigKey *key, const ConfigKey *fileKey,
                              const QByteArray &path, QByteArray &secret)
{
    if (path.isEmpty())
        return;
    const Seen file = seen.value(fileKey);
    const Seen token = seen.value(key);
    if (!secret.isEmpty())
        return bothSet(token, file);
    if (!m_folder)
        return;
    Secret read = readSecretFile(m_folder->absoluteFilePath(QString::fromUtf8(path)));
    if (!read.problem.isEmpty()) {
        problem(file.line, shown(file.name) + u" = "_qs + shown(path) + u": "_qs + read.problem);
    }
    secret = std::move(read.text);
}

// --- what must fit together

/// section: where config comes from; nullptr: [main].
void ConfigReader::checkApp(Config &config, const SeenKeys &seen, const Section *section)
{
    const auto key = [](const char *name) { return findConfigKey("main", name); };
    const auto used = [&](const char *name) { return seen.value(key(name)); };
    AppSettings &app = config.app;
    readSecret(seen, key("security_token"), key("security_token_file"), config.tokenFile,
               config.business.token);
    readSecret(seen, key("app_secret"), key("app_secret_file"), app.secretFile, app.secret);
    readSecret(seen, key("previous_secret"), key("previous_secret_file"), app.previousSecretFile,
               app.previousSecret);

    const bool isOfFile = !app.previousSecretFile.isEmpty();
    if ((isOfFile || !app.previousSecret.isEmpty()) && app.previousSecretUntil == 0) {
        const Seen previous = used(isOfFile ? "previous_secret_file" : "previous_secret");
        if (!hasProblem(used("previous_secret_until").line)) {
            problem(previous.line,
                    u"%1 needs a previous_secret_until"_qs.arg(shown(previous.name)));
        }
        app.previousSecret.clear();
        app.previousSecretFile.clear();
    }
    if (!app.queue.isEmpty() && !config.business.forwardUrl.isEmpty()) {
        bothSet(used("forward_url"), used("forward"));
        app.queue.clear();
    }
    checkRight("client_subscribe", config.hub.clientSubscribe, "subscribe_url",
               config.business.subscribeUrl, seen, section);
    checkRight("client_publish", config.hub.clientPublish, "publish_url",
               config.business.publishUrl, seen, section);
    config.hub.tellsMemberships =
        !config.business.subscribedUrl.isEmpty() || !config.business.unsubscribedUrl.isEmpty();
}

void ConfigReader::checkRight(const char *name, ClientRight &right, const char *urlName,
                              const QUrl &url, const SeenKeys &seen, const Section *section)
{
    if (right != ClientRight::Ask || !url.isEmpty())
        return;
    right = ClientRight::Deny;
    const Seen urlSeen = seen.value(findConfigKey("main", urlName));
    if (urlSeen.line > 0 && hasProblem(urlSeen.line))
        return; // which is why there is none
    const Seen used = seen.value(findConfigKey("main", name));
    const QString needs =
        u"%1 = ask needs a %2"_qs.arg(QLatin1StringView(name), QLatin1StringView(urlName));
    if (used.line > 0 || !section)
        return problem(used.line, needs);
    problem(section->line,
            QString::fromUtf8(titleOf(section->kind, section->name)) + u", as in [main]: "_qs
                + needs);
}

} // namespace Rainbow
