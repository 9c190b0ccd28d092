// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"
#include "configkeys.h"
#include "fuzz/fuzz.h"

using namespace Rainbow;

namespace {

// What is printed, but for the lines of secrets, of which it only shows whether there are any.
QByteArray withoutSecrets(const QByteArray &printed)
{
    QByteArrayList lines = printed.split('\n');
    lines.removeIf([](const QByteArray &line) {
        return line.startsWith("# ") && (line.endsWith(" = ***") || line.endsWith(" ="));
    });
    return lines.join('\n');
}

void change(QByteArray &secret)
{
    if (!secret.isEmpty())
        secret = "another";
}

Config withOtherSecrets(Config config)
{
    const auto changeApp = [](Config &app) {
        change(app.business.token);
        change(app.app.secret);
        change(app.app.previousSecret);
    };
    changeApp(config);
    for (auto &shared : config.apps) {
        Config app = *shared;
        changeApp(app);
        shared = std::make_shared<const Config>(app);
    }
    for (AdminUser &user : config.admin.sections)
        change(user.token);
    for (AccessUser &user : config.access)
        change(user.password);
    return config;
}

} // namespace

// Configurations: one that is good can be printed and read again, and is the same; its secrets are
// not in the print. One that is not good is told so, line by line.
extern "C" int LLVMFuzzerTestOneInput(const quint8 *data, size_t size)
{
    const QByteArray text = Fuzz::bytesOf(data, size).toByteArray();
    const ConfigResult read = readConfig(text);
    const auto lines = text.count('\n') + 1;
    int last = 0;
    for (const Problem &problem : read.problems) {
        MUST(problem.line >= last && problem.line <= lines);
        last = problem.line;
        MUST(!problem.text.isEmpty() && !problem.text.contains(u'\n'));
    }
    if (!read.ok())
        return 0;

    const QByteArray printed = printConfig(read.config);
    const ConfigResult again = readConfig(printed);
    MUST(again.ok());
    for (const ConfigKey &key : configKeys())
        MUST(key.isSecret() || key.get(read.config) == key.get(again.config));
    MUST(read.config.endpoints == again.config.endpoints);
    MUST(read.config.apps.size() == again.config.apps.size());
    for (qsizetype i = 0; i < read.config.apps.size(); ++i) {
        for (const ConfigKey *key : namedKeys(NamedSection::App)) {
            MUST(key->isSecret()
                 || key->get(*read.config.apps[i]) == key->get(*again.config.apps[i]));
        }
    }
    // Who has a token or a password in the configuration itself is not there any more.
    MUST(again.config.admin.sections.size() <= read.config.admin.sections.size());
    MUST(again.config.access.size() <= read.config.access.size());
    if (again.config.admin.sections.size() == read.config.admin.sections.size()
        && again.config.access.size() == read.config.access.size())
        MUST(withoutSecrets(printConfig(again.config)) == withoutSecrets(printed));

    MUST(printConfig(withOtherSecrets(read.config)) == printed);
    return 0;
}
