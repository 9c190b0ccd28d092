// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "inireader.h"

#include <QUtf8StringView>

namespace Rainbow {

namespace {

constexpr qsizetype maxFileSize = 1024 * 1024;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

qsizetype separatorIn(QByteArrayView line)
{
    for (qsizetype i = 0; i < line.size(); ++i) {
        if (line[i] == '=' || line[i] == ':')
            return i;
    }
    return -1;
}

class Reader {
public:
    void readLine(int number, QByteArrayView line)
    {
        if (!QUtf8StringView(line.data(), line.size()).isValidUtf8())
            return problem(number, u"not valid UTF-8"_qs);
        line = withoutBlanks(line);
        if (line.isEmpty() || line.front() == '#' || line.front() == ';')
            return;
        if (line.front() == '[')
            return readSection(number, line.sliced(1));

        const qsizetype separator = separatorIn(line);
        if (separator < 0)
            return problem(number, u"neither a [section], nor a comment, nor key = value"_qs);
        const QByteArrayView key = withoutBlanks(line.first(separator));
        if (key.isEmpty())
            return problem(number, u"no key before the separator"_qs);
        m_file.lines.append({number, m_section, key.toByteArray().toLower(),
                             withoutBlanks(line.sliced(separator + 1)).toByteArray()});
    }

    void problem(int number, const QString &text) { m_file.problems.append({number, text}); }

    [[nodiscard]] IniFile take() { return std::move(m_file); }

private:
    // A broken header still opens its section, so that one mistake is told once.
    void readSection(int number, QByteArrayView rest)
    {
        const qsizetype end = rest.indexOf(']');
        if (end < 0)
            problem(number, u"a section without its closing ]"_qs);
        else if (end != rest.size() - 1)
            problem(number, u"something follows the section's ]"_qs);
        const QByteArray title = withoutBlanks(end < 0 ? rest : rest.first(end)).toByteArray();
        m_section = title.toLower();
        if (m_section.isEmpty())
            problem(number, u"a section without a name"_qs);
        m_file.lines.append({number, m_section, {}, {}, title});
    }

    IniFile m_file;
    QByteArray m_section;
};

} // namespace

QByteArrayView withoutBlanks(QByteArrayView text)
{
    while (!text.isEmpty() && isBlank(text.front()))
        text = text.sliced(1);
    while (!text.isEmpty() && isBlank(text.back()))
        text.chop(1);
    return text;
}

IniFile readIni(QByteArrayView text)
{
    Reader reader;
    if (text.size() > maxFileSize) {
        reader.problem(0, u"larger than 1 MiB"_qs);
        return reader.take();
    }
    if (text.startsWith("\xef\xbb\xbf"))
        text = text.sliced(3);
    for (int number = 1; !text.isEmpty(); ++number) {
        const qsizetype end = text.indexOf('\n');
        reader.readLine(number, end < 0 ? text : text.first(end));
        text = end < 0 ? QByteArrayView() : text.sliced(end + 1);
    }
    return reader.take();
}

} // namespace Rainbow
