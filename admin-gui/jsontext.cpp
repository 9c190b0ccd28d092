// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: GPL-3.0-only
#include "jsontext.h"

namespace Rainbow::Admin {

namespace {

constexpr int MaxDepth = 500;

bool isBlank(QChar c)
{
    return c == u' ' || c == u'\t' || c == u'\n' || c == u'\r';
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

bool isHexDigit(QChar c)
{
    return isDigit(c) || (c.toLower() >= u'a' && c.toLower() <= u'f');
}

/// Goes through a text once, and stops where it is no JSON.
class Checker {
public:
    explicit Checker(QStringView text) : m_text(text) { }

    bool run()
    {
        skipBlanks();
        if (atEnd())
            return fail(JsonText::tr("There is no value."));
        if (!value(0))
            return false;
        skipBlanks();
        return atEnd() || fail(JsonText::tr("Nothing may follow the value."));
    }

    [[nodiscard]] qsizetype position() const { return m_at; }
    [[nodiscard]] QString problem() const { return m_problem; }

private:
    [[nodiscard]] bool atEnd() const { return m_at >= m_text.size(); }
    [[nodiscard]] QChar now() const { return atEnd() ? QChar() : m_text.at(m_at); }
    bool fail(const QString &problem)
    {
        m_problem = problem;
        return false;
    }
    bool take(QChar c)
    {
        if (now() != c || atEnd())
            return false;
        ++m_at;
        return true;
    }
    void skipBlanks()
    {
        while (!atEnd() && isBlank(now()))
            ++m_at;
    }

    bool value(int depth)
    {
        if (depth > MaxDepth)
            return fail(JsonText::tr("This is nested too deep."));
        if (now() == u'{')
            return object(depth);
        if (now() == u'[')
            return list(depth);
        if (now() == u'"')
            return string();
        if (now() == u'-' || isDigit(now()))
            return number();
        for (const QStringView word : {u"true", u"false", u"null"}) {
            if (m_text.mid(m_at).startsWith(word)) {
                m_at += word.size();
                return true;
            }
        }
        if (atEnd())
            return fail(JsonText::tr("A value is missing at the end."));
        return fail(JsonText::tr("A value is expected here: an object, a list, a text in quotes, a "
                                 "number, true, false or null."));
    }

    bool object(int depth)
    {
        take(u'{');
        skipBlanks();
        if (take(u'}'))
            return true;
        do {
            skipBlanks();
            if (now() != u'"')
                return fail(JsonText::tr("The name of a member is expected here, in quotes."));
            if (!string())
                return false;
            skipBlanks();
            if (!take(u':'))
                return fail(JsonText::tr("A colon is expected here."));
            skipBlanks();
            if (!value(depth + 1))
                return false;
            skipBlanks();
        } while (take(u','));
        return take(u'}') || fail(JsonText::tr("A comma or } is expected here."));
    }

    bool list(int depth)
    {
        take(u'[');
        skipBlanks();
        if (take(u']'))
            return true;
        do {
            skipBlanks();
            if (!value(depth + 1))
                return false;
            skipBlanks();
        } while (take(u','));
        return take(u']') || fail(JsonText::tr("A comma or ] is expected here."));
    }

    bool string()
    {
        take(u'"');
        while (!atEnd()) {
            if (take(u'"'))
                return true;
            if (now() < u' ')
                return fail(
                    JsonText::tr("A text must not have line ends or tabs: write \\n or \\t."));
            if (!take(u'\\'))
                ++m_at;
            else if (!escape())
                return false;
        }
        return fail(JsonText::tr("A text does not end: its closing quote is missing."));
    }

    bool escape()
    {
        if (take(u'u')) {
            for (int i = 0; i < 4; ++i, ++m_at) {
                if (!isHexDigit(now()))
                    return fail(JsonText::tr("\\u needs four hexadecimal digits."));
            }
            return true;
        }
        if (atEnd() || !u"\"\\/bfnrt"_qs.contains(now()))
            return fail(JsonText::tr("There is no such escape; a backslash is written \\\\."));
        ++m_at;
        return true;
    }

    bool digits()
    {
        const qsizetype start = m_at;
        while (isDigit(now()))
            ++m_at;
        return m_at > start || fail(JsonText::tr("A digit is expected here."));
    }

    bool number()
    {
        take(u'-');
        if (take(u'0')) {
            if (isDigit(now()))
                return fail(JsonText::tr("A number must not begin with 0."));
        } else if (!digits()) {
            return false;
        }
        if (take(u'.') && !digits())
            return false;
        if (take(u'e') || take(u'E')) {
            if (!take(u'+'))
                take(u'-');
            return digits();
        }
        return true;
    }

    QStringView m_text;
    qsizetype m_at = 0;
    QString m_problem;
};

/// Sets JSON, which it must be, anew.
class Writer {
public:
    explicit Writer(QStringView text) : m_text(text) { }

    QString run()
    {
        for (m_at = 0; m_at < m_text.size(); ++m_at) {
            const QChar c = m_text.at(m_at);
            if (c == u'"')
                copyString();
            else if (c == u'{' || c == u'[')
                open(c);
            else if (c == u'}' || c == u']')
                close(c);
            else if (c == u',')
                newLine(c, 0);
            else if (c == u':')
                m_result += u": ";
            else if (!isBlank(c))
                m_result += c;
        }
        return m_result;
    }

private:
    void copyString()
    {
        const qsizetype start = m_at++;
        while (m_text.at(m_at) != u'"')
            m_at += m_text.at(m_at) == u'\\' ? 2 : 1;
        m_result += m_text.mid(start, m_at - start + 1);
    }
    void open(QChar bracket)
    {
        qsizetype next = m_at + 1;
        while (isBlank(m_text.at(next)))
            ++next;
        if (m_text.at(next) == u'}' || m_text.at(next) == u']') {
            m_result += bracket;
            m_result += m_text.at(next);
            m_at = next;
            return;
        }
        newLine(bracket, 1);
    }
    void close(QChar bracket)
    {
        newLine({}, -1);
        m_result += bracket;
    }
    void newLine(QChar before, int deeper)
    {
        if (!before.isNull())
            m_result += before;
        m_depth += deeper;
        m_result += u'\n' + QString(2 * m_depth, u' ');
    }

    QStringView m_text;
    QString m_result;
    qsizetype m_at = 0;
    int m_depth = 0;
};

} // namespace

std::optional<JsonText::Problem> JsonText::check(const QString &text)
{
    Checker checker(text);
    if (checker.run())
        return std::nullopt;
    const QStringView before = QStringView(text).left(checker.position());
    const qsizetype lineStart = before.lastIndexOf(u'\n') + 1;
    return Problem{checker.position(), int(before.count(u'\n')) + 1,
                   int(before.size() - lineStart) + 1, checker.problem()};
}

QString JsonText::format(const QString &text)
{
    return check(text) ? text : Writer(text).run();
}

} // namespace Rainbow::Admin
