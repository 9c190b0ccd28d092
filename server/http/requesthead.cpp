// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/requesthead.h"

#include "http/octets.h"

#include <QVarLengthArray>

#include <limits>

namespace Rainbow {

namespace {

struct RawField {
    QByteArrayView name;
    QByteArrayView value;
};

/// The lines of a head, as views of the bytes given: nothing is allocated until it is complete,
/// so that a head that trickles in costs no more than its scan.
struct RawHead {
    QByteArrayView method;
    QByteArrayView target;
    char major = 0;
    char minor = 0;
    QVarLengthArray<RawField, 32> fields;
};

enum class Step : quint8 { Done, More, Bad };

class Scanner {
public:
    explicit Scanner(QByteArrayView bytes)
        : m_begin(bytes.begin()), m_at(m_begin), m_end(bytes.end())
    {
    }

    Step scan(RawHead &head)
    {
        if (m_at != m_end && *m_at == '\r') {
            if (const Step step = lineEnd(); step != Step::Done)
                return step;
        }
        if (const Step step = requestLine(head); step != Step::Done)
            return step;
        for (;;) {
            if (m_at == m_end)
                return Step::More;
            if (*m_at == '\r')
                return lineEnd();
            if (const Step step = field(head); step != Step::Done)
                return step;
        }
    }

    [[nodiscard]] qsizetype size() const { return m_at - m_begin; }
    [[nodiscard]] int code() const { return m_code; }
    [[nodiscard]] const char *reason() const { return m_reason; }

private:
    Step bad(const char *reason, int code = 400)
    {
        m_reason = reason;
        m_code = code;
        return Step::Bad;
    }

    QByteArrayView run(quint8 octetClass)
    {
        const char *start = m_at;
        while (m_at != m_end && isOctet(*m_at, octetClass))
            ++m_at;
        return {start, m_at};
    }

    Step lineEnd()
    {
        if (*m_at != '\r')
            return bad("malformed line");
        if (m_at + 1 == m_end)
            return Step::More;
        if (m_at[1] != '\n')
            return bad("malformed line end");
        m_at += 2;
        return Step::Done;
    }

    /// A run of octets that ends in separator, which is passed over.
    Step word(QByteArrayView &word, quint8 octetClass, char separator, const char *reason)
    {
        word = run(octetClass);
        if (m_at == m_end)
            return Step::More;
        if (word.isEmpty() || *m_at != separator)
            return bad(reason);
        ++m_at;
        return Step::Done;
    }

    Step requestLine(RawHead &head)
    {
        Step step = word(head.method, Octet::Token, ' ', "malformed method");
        if (step == Step::Done)
            step = word(head.target, Octet::Target, ' ', "malformed target");
        if (step != Step::Done)
            return step;
        for (const char expected : QByteArrayView("HTTP/M.m\r\n")) {
            if (m_at == m_end)
                return Step::More;
            const char found = *m_at++;
            if (expected == 'M' || expected == 'm') {
                if (!isDigit(found))
                    return bad("malformed version");
                (expected == 'M' ? head.major : head.minor) = found;
            } else if (found != expected) {
                return bad("malformed version");
            }
        }
        if (head.major != '1')
            return bad("HTTP version not supported", 505);
        return Step::Done;
    }

    Step field(RawHead &head)
    {
        RawField field;
        const Step step = word(field.name, Octet::Token, ':', "malformed header name");
        if (step != Step::Done)
            return step;
        field.value = run(Octet::Text);
        if (m_at == m_end)
            return Step::More;
        if (*m_at != '\r')
            return bad("control byte in a header");
        field.value = trimmedBlanks(field.value);
        head.fields.append(field);
        return lineEnd();
    }

    const char *m_begin;
    const char *m_at;
    const char *m_end;
    int m_code = 0;
    const char *m_reason = "";
};

/// There is nothing to be decoded.
bool isPlain(QByteArrayView text, bool plusIsBlank)
{
    return std::none_of(text.begin(), text.end(),
                        [plusIsBlank](char c) { return c == '%' || (c == '+' && plusIsBlank); });
}

/// Undoes percent-encoding. Nothing: it is malformed, or hides a NUL, CR or LF.
std::optional<QByteArray> percentDecoded(QByteArrayView text, bool plusIsBlank)
{
    if (isPlain(text, plusIsBlank))
        return text.toByteArray();
    QByteArray decoded;
    decoded.reserve(text.size());
    for (qsizetype i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c == '%') {
            if (i + 2 >= text.size())
                return {};
            const int high = hexValue(text[i + 1]);
            const int low = hexValue(text[i + 2]);
            if (high < 0 || low < 0)
                return {};
            c = char(high * 16 + low);
            if (c == '\0' || c == '\r' || c == '\n')
                return {};
            i += 2;
        } else if (c == '+' && plusIsBlank) {
            c = ' ';
        }
        decoded.append(c);
    }
    return decoded;
}

/// A name; those that are in most requests are there already, and not copied.
QByteArray nameOf(QByteArrayView name)
{
    static const QByteArray usual[] = {
        QByteArrayLiteral("channel"),        QByteArrayLiteral("qos"),
        QByteArrayLiteral("timestamp"),      QByteArrayLiteral("nonce"),
        QByteArrayLiteral("signature"),      QByteArrayLiteral("msgtype"),
        QByteArrayLiteral("timeout"),        QByteArrayLiteral("Host"),
        QByteArrayLiteral("Content-Length"), QByteArrayLiteral("Content-Type"),
        QByteArrayLiteral("Connection"),     QByteArrayLiteral("Accept"),
        QByteArrayLiteral("User-Agent"),
    };
    const auto known = std::find(std::begin(usual), std::end(usual), name);
    return known == std::end(usual) ? name.toByteArray() : *known;
}

/// What is wrong with the part of a head that it is called for; nullptr: nothing.
using Wrong = const char *;

Wrong readQuery(QByteArrayView query, RequestHead &head)
{
    constexpr qsizetype UsualParameters = 8;
    head.query.reserve(UsualParameters);
    while (!query.isEmpty()) {
        const qsizetype end = query.indexOf('&');
        const QByteArrayView pair = end < 0 ? query : query.first(end);
        query = end < 0 ? QByteArrayView() : query.sliced(end + 1);
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        const QByteArrayView rawName = equals < 0 ? pair : pair.first(equals);
        auto name = isPlain(rawName, true) ? nameOf(rawName) : percentDecoded(rawName, true);
        auto value = percentDecoded(equals < 0 ? QByteArrayView() : pair.sliced(equals + 1), true);
        if (!name || !value)
            return "malformed query";
        head.query.emplaceBack(std::move(*name), std::move(*value));
    }
    return nullptr;
}

Wrong readTarget(QByteArrayView target, RequestHead &head)
{
    head.target = target.toByteArray();
    if (target[0] != '/') {
        qsizetype schemeSize = 0;
        for (const QByteArrayView scheme :
             {QByteArrayView("http://"), QByteArrayView("https://")}) {
            if (equalsIgnoringCase(target.first(qMin(scheme.size(), target.size())), scheme))
                schemeSize = scheme.size();
        }
        if (schemeSize == 0)
            return "target not supported";
        target = target.sliced(schemeSize);
        qsizetype hostSize = 0;
        while (hostSize < target.size() && isOctet(target[hostSize], Octet::Host))
            ++hostSize;
        target = target.sliced(hostSize);
        if (hostSize == 0 || (!target.isEmpty() && target[0] != '/' && target[0] != '?'))
            return "malformed target";
    }
    const qsizetype mark = target.indexOf('?');
    auto path = percentDecoded(mark < 0 ? target : target.first(mark), false);
    if (!path)
        return "malformed path";
    head.path = path->isEmpty() ? QByteArrayLiteral("/") : std::move(*path);
    return mark < 0 ? nullptr : readQuery(target.sliced(mark + 1), head);
}

Wrong readLength(QByteArrayView value, RequestHead &head)
{
    if (head.contentLength)
        return "more than one Content-Length";
    if (value.isEmpty())
        return "malformed Content-Length";
    qint64 length = 0;
    for (const char c : value) {
        if (!isDigit(c) || length > (std::numeric_limits<qint64>::max() - (c - '0')) / 10)
            return "malformed Content-Length";
        length = length * 10 + (c - '0');
    }
    head.contentLength = length;
    return nullptr;
}

/// Codings of a message, over all lines of Transfer-Encoding.
struct Codings {
    int count = 0;
    int chunked = 0;
    bool chunkedIsLast = false;
    bool chunkedOnly = false; ///< one line, which says just that
    int lines = 0;

    void add(QByteArrayView value)
    {
        chunkedOnly = ++lines == 1 && equalsIgnoringCase(value, "chunked");
        forEachToken(value, [this](QByteArrayView coding) {
            chunkedIsLast = equalsIgnoringCase(coding, "chunked");
            chunked += chunkedIsLast ? 1 : 0;
            ++count;
        });
    }
};

RequestHeadResult badHead(int code, const char *reason)
{
    RequestHeadResult result;
    result.status = RequestHeadResult::Status::Bad;
    result.code = code;
    result.reason = reason;
    return result;
}

bool isHost(QByteArrayView value)
{
    return std::all_of(value.begin(), value.end(), [](char c) { return isOctet(c, Octet::Host); });
}

QByteArray methodName(QByteArrayView method)
{
    if (method == "GET")
        return QByteArrayLiteral("GET");
    if (method == "POST")
        return QByteArrayLiteral("POST");
    return method.toByteArray();
}

RequestHeadResult build(const RawHead &raw)
{
    RequestHeadResult result;
    RequestHead &head = result.head;
    head.minorVersion = raw.minor == '0' ? 0 : 1;
    head.method = methodName(raw.method);
    if (const Wrong wrong = readTarget(raw.target, head))
        return badHead(400, wrong);

    int hosts = 0;
    Codings codings;
    head.headers.reserve(raw.fields.size());
    for (const RawField &field : raw.fields) {
        if (equalsIgnoringCase(field.name, "Host")) {
            ++hosts;
            if (!isHost(field.value))
                return badHead(400, "malformed Host");
        } else if (equalsIgnoringCase(field.name, "Content-Length")) {
            if (const Wrong wrong = readLength(field.value, head))
                return badHead(400, wrong);
        } else if (equalsIgnoringCase(field.name, "Transfer-Encoding")) {
            codings.add(field.value);
        }
        head.headers.append({nameOf(field.name), field.value.toByteArray()});
    }
    if (hosts > 1 || (hosts == 0 && head.minorVersion == 1))
        return badHead(400, "exactly one Host is needed");
    if (codings.lines > 0) {
        if (head.contentLength)
            return badHead(400, "Transfer-Encoding with Content-Length");
        if (head.minorVersion == 0)
            return badHead(400, "Transfer-Encoding in HTTP/1.0");
        if (!codings.chunkedIsLast || codings.chunked != 1)
            return badHead(400, "malformed Transfer-Encoding");
        if (codings.count > 1)
            return badHead(501, "transfer coding not supported");
        if (!codings.chunkedOnly)
            return badHead(400, "malformed Transfer-Encoding");
        head.chunked = true;
    }
    result.status = RequestHeadResult::Status::Ok;
    return result;
}

} // namespace

std::optional<QByteArray> RequestHead::header(QByteArrayView name) const
{
    for (const HeaderField &field : headers) {
        if (equalsIgnoringCase(field.name, name))
            return field.value;
    }
    return {};
}

int RequestHead::headerCount(QByteArrayView name) const
{
    return int(std::count_if(headers.begin(), headers.end(), [name](const HeaderField &field) {
        return equalsIgnoringCase(field.name, name);
    }));
}

bool RequestHead::headerHasToken(QByteArrayView name, QByteArrayView token) const
{
    bool found = false;
    for (const HeaderField &field : headers) {
        if (!equalsIgnoringCase(field.name, name))
            continue;
        forEachToken(field.value, [&found, token](QByteArrayView one) {
            found = found || equalsIgnoringCase(one, token);
        });
    }
    return found;
}

std::optional<QByteArray> RequestHead::queryValue(QByteArrayView name) const
{
    for (const auto &[key, value] : query) {
        if (key == name)
            return value;
    }
    return {};
}

RequestHeadResult parseRequestHead(QByteArrayView bytes, qsizetype maxHead)
{
    RawHead raw;
    Scanner scanner(bytes.first(qMin(bytes.size(), maxHead)));
    switch (scanner.scan(raw)) {
    case Step::Bad:
        return badHead(scanner.code(), scanner.reason());
    case Step::More:
        return bytes.size() > maxHead ? badHead(431, "request head too large (max_head)")
                                      : RequestHeadResult();
    case Step::Done:
        break;
    }
    RequestHeadResult result = build(raw);
    if (result.status == RequestHeadResult::Status::Ok)
        result.size = scanner.size();
    return result;
}

} // namespace Rainbow
