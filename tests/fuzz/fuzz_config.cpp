// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "config.h"
#include "configkeys.h"
#include "fuzz/fuzz.h"

using namespace Rainbow;

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
    // Who has a token in the configuration itself is not there any more.
    MUST(again.config.admin.sections.size() <= read.config.admin.sections.size());
    if (again.config.admin.sections.size() == read.config.admin.sections.size()) {
        MUST(printConfig(again.config).replace("token =\n", "token = ***\n")
             == QByteArray(printed).replace("token =\n", "token = ***\n"));
    }

    Config other = read.config;
    if (!other.business.token.isEmpty())
        other.business.token = "another";
    MUST(printConfig(other) == printed);
    return 0;
}
