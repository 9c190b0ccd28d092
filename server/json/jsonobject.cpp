// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "json/jsonobject.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>
#include <string_view>

#include <simdjson.h>

namespace Rainbow {

namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;

/// The least that a reader has memory for, and the most that one keeps.
constexpr size_t MinCapacity = 4096;
constexpr size_t MaxKeptCapacity = 256 * 1024;

std::string_view toStd(QByteArrayView view)
{
    return {view.data(), size_t(view.size())};
}

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

/// Whether token is a number as in RFC 8259 §6.
bool isNumber(std::string_view token)
{
    size_t at = 0;
    const auto digits = [&token, &at] {
        const size_t begin = at;
        while (at < token.size() && isDigit(token[at]))
            ++at;
        return at > begin;
    };
    const auto take = [&token, &at](std::string_view any) {
        const bool is = at < token.size() && any.find(token[at]) != std::string_view::npos;
        at += is ? 1 : 0;
        return is;
    };
    take("-");
    if (!take("0") && !digits())
        return false;
    if (take(".") && !digits())
        return false;
    if (take("eE")) {
        take("+-");
        if (!digits())
            return false;
    }
    return at == token.size();
}

template <typename Number>
bool isWithinRange(std::string_view token)
{
    Number number{};
    return std::from_chars(token.data(), token.data() + token.size(), number).ec == std::errc();
}

/// Whether token, a number, is one that simdjson has no type for.
bool isTooBig(std::string_view token)
{
    if (token.find_first_of(".eE") != std::string_view::npos)
        return !isWithinRange<double>(token);
    return !isWithinRange<qint64>(token) && !isWithinRange<quint64>(token);
}

/// Makes another number of each that simdjson has no type for, so that it looks at the rest: JSON
/// sets no limit, and what is sent on is the text. None becomes an integer, nor longer or shorter.
void replaceBigNumbers(char *at, const char *end)
{
    constexpr std::string_view others = "+-.eE";
    bool inString = false;
    while (at < end) {
        if (*at == '"')
            inString = !inString;
        if (inString || !(isDigit(*at) || *at == '-')) {
            at += inString && *at == '\\' ? 2 : 1;
            continue;
        }
        char *const begin = at;
        while (at < end && (isDigit(*at) || others.find(*at) != std::string_view::npos))
            ++at;
        const std::string_view token(begin, size_t(at - begin));
        if (isNumber(token) && isTooBig(token)) {
            std::fill(begin, at, '0');
            begin[1] = '.';
        }
    }
}

const char *errorOf(simdjson::error_code code)
{
    switch (code) {
    case simdjson::SUCCESS:
        return "";
    case simdjson::UTF8_ERROR:
        return "not UTF-8";
    case simdjson::DEPTH_ERROR:
        return "JSON too deep";
    case simdjson::INCORRECT_TYPE:
        return "not a JSON object";
    case simdjson::MEMALLOC:
    case simdjson::CAPACITY:
        return "no memory to read JSON in";
    default:
        return "not JSON";
    }
}

JsonKind kindOf(element_type type)
{
    switch (type) {
    case element_type::ARRAY:
        return JsonKind::Array;
    case element_type::OBJECT:
        return JsonKind::Object;
    case element_type::STRING:
        return JsonKind::String;
    case element_type::INT64:
    case element_type::UINT64:
    case element_type::DOUBLE:
        return JsonKind::Number;
    case element_type::BOOL:
        return JsonKind::Bool;
    case element_type::NULL_VALUE:
        break;
    }
    return JsonKind::Null;
}

// The following go over text that is known to be JSON.

const char *skipBlanks(const char *at)
{
    while (isBlank(*at))
        ++at;
    return at;
}

/// The end of what ends before the blanks before end.
const char *skipBlanksBack(const char *end)
{
    while (isBlank(end[-1]))
        --end;
    return end;
}

const char *skipString(const char *at)
{
    for (++at; *at != '"'; ++at)
        at += *at == '\\' ? 1 : 0;
    return at + 1;
}

/// end: of the whole text.
const char *skipValue(const char *at, const char *end)
{
    if (*at == '"')
        return skipString(at);
    if (*at != '{' && *at != '[')
        return std::find_if(at, end,
                            [](char c) { return isBlank(c) || c == ',' || c == '}' || c == ']'; });
    int depth = 0;
    do {
        if (*at == '"') {
            at = skipString(at);
            continue;
        }
        depth += *at == '{' || *at == '[' ? 1 : *at == '}' || *at == ']' ? -1 : 0;
        ++at;
    } while (depth > 0);
    return at;
}

} // namespace

/// simdjson and its memory: what it reads has to be followed by bytes that may be read.
class JsonReader {
public:
    /// Reads text; members are in object then, if it is one.
    [[nodiscard]] simdjson::error_code read(QByteArrayView text)
    {
        const auto size = size_t(text.size());
        if (simdjson::error_code error = reserve(size); error != simdjson::SUCCESS)
            return error;
        if (size > 0)
            std::memcpy(padded.get(), text.data(), size);
        simdjson::error_code error = parser.parse(padded.get(), size, false).get(root);
        if (error == simdjson::NUMBER_ERROR) {
            replaceBigNumbers(padded.get(), padded.get() + size);
            error = parser.parse(padded.get(), size, false).get(root);
        }
        return error;
    }

    simdjson::dom::parser parser;
    std::unique_ptr<char[]> padded;
    size_t capacity = 0;
    element root;
    simdjson::dom::object object;

private:
    /// In steps, so that longer texts do not come with an allocation each.
    [[nodiscard]] simdjson::error_code reserve(size_t size)
    {
        if (size <= capacity && padded)
            return simdjson::SUCCESS;
        const size_t larger = std::bit_ceil(std::max(size, MinCapacity));
        if (simdjson::error_code error = parser.allocate(larger, MaxJsonDepth))
            return error;
        if (simdjson::error_code error = parser.doc.allocate(larger))
            return error;
        padded = std::make_unique<char[]>(larger + simdjson::SIMDJSON_PADDING);
        capacity = larger;
        return simdjson::SUCCESS;
    }
};

namespace {

thread_local std::unique_ptr<JsonReader> spareReader;

std::unique_ptr<JsonReader> takeReader()
{
    std::unique_ptr<JsonReader> reader = std::move(spareReader);
    return reader ? std::move(reader) : std::make_unique<JsonReader>();
}

void giveBack(std::unique_ptr<JsonReader> reader)
{
    if (reader->capacity <= MaxKeptCapacity)
        spareReader = std::move(reader);
}

} // namespace

JsonObject::JsonObject(QByteArrayView text) : m_text(text), m_reader(takeReader())
{
    simdjson::error_code error = m_reader->read(text);
    if (error == simdjson::SUCCESS)
        error = m_reader->root.get(m_reader->object);
    m_error = errorOf(error);
}

JsonObject::~JsonObject()
{
    giveBack(std::move(m_reader));
}

JsonMember JsonObject::find(QByteArrayView name) const
{
    if (!isValid())
        return {};
    const simdjson::dom::object &object = m_reader->object;
    JsonMember member;
    for (auto at = object.begin(); at != object.end(); ++at) {
        ++member.position;
        if (at.key() != toStd(name))
            continue;
        const element value = at.value();
        member.kind = kindOf(value.type());
        std::string_view text;
        int64_t integer = 0;
        if (value.get(text) == simdjson::SUCCESS)
            member.text = QByteArrayView(text.data(), qsizetype(text.size()));
        else if (value.get(integer) == simdjson::SUCCESS)
            member.integer = integer;
        member.isLast = ++at == object.end();
        return member;
    }
    return {};
}

bool JsonObject::isRepeated(QByteArrayView name) const
{
    if (!isValid())
        return false;
    const simdjson::dom::object &object = m_reader->object;
    return std::count_if(object.begin(), object.end(),
                         [&name](const auto &field) { return field.key == toStd(name); })
        > 1;
}

QByteArrayView JsonObject::raw(const JsonMember &member) const
{
    if (!isValid() || member.isAbsent())
        return {};
    const char *at = skipBlanks(m_text.begin()) + 1;
    for (qsizetype position = 0;; ++position) {
        at = skipBlanks(skipString(skipBlanks(at))) + 1; // the name and the colon
        at = skipBlanks(at);
        if (position == member.position)
            break;
        at = skipBlanks(skipValue(at, m_text.end())) + 1; // the comma
    }
    if (!member.isLast)
        return {at, skipValue(at, m_text.end())};
    const char *end = skipBlanksBack(m_text.end()) - 1; // at the brace
    return {at, skipBlanksBack(end)};
}

bool isJson(QByteArrayView text)
{
    std::unique_ptr<JsonReader> reader = takeReader();
    const bool is = reader->read(text) == simdjson::SUCCESS;
    giveBack(std::move(reader));
    return is;
}

} // namespace Rainbow
