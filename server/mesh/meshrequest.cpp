// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "mesh/meshrequest.h"

#include <simdjson.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <string_view>

namespace Rainbow {

namespace {

using Kind = MeshValue::Kind;
namespace ondemand = simdjson::ondemand;

bool isBlank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What simdjson calls a token reaches up to the next one.
std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

QByteArrayView viewOf(std::string_view text)
{
    return {text.data(), qsizetype(text.size())};
}

/// Integer or Number, as RFC 8259 has it and of any size; Missing: neither.
Kind numberKind(std::string_view text)
{
    const char *at = text.data();
    const char *const end = at + text.size();
    const auto digits = [&at, end] {
        const char *const first = at;
        while (at != end && *at >= '0' && *at <= '9')
            ++at;
        return at - first;
    };
    if (at != end && *at == '-')
        ++at;
    const bool leadsWithZero = at != end && *at == '0';
    const auto count = digits();
    if (count == 0 || (leadsWithZero && count > 1))
        return Kind::Missing;
    Kind kind = Kind::Integer;
    if (at != end && *at == '.') {
        kind = Kind::Number;
        ++at;
        if (digits() == 0)
            return Kind::Missing;
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        kind = Kind::Number;
        ++at;
        if (at != end && (*at == '+' || *at == '-'))
            ++at;
        if (digits() == 0)
            return Kind::Missing;
    }
    return at == end ? kind : Kind::Missing;
}

} // namespace

bool isMeshName(const MeshValue &value)
{
    return value.isString() && !value.text.trimmed().isEmpty();
}

std::optional<QByteArray> decodeMeshBase64(QByteArrayView text)
{
    auto result = QByteArray::fromBase64Encoding(QByteArray::fromRawData(text.data(), text.size()),
                                                 QByteArray::AbortOnBase64DecodingErrors);
    if (!result)
        return std::nullopt;
    return std::move(result.decoded);
}

void MeshRequest::clear()
{
    id = method = parameters = c = d = f = t.value = a.value = {};
    t.elements.clear();
    a.elements.clear();
    t.tooMany = a.tooMany = false;
}

/// simdjson's On-Demand front end checks only what is looked at, so everything is looked at: a walk
/// through all of it, which notes what is wanted on its way.
struct MeshReader::Parser {
    ondemand::parser parser;
    std::string padded;
    MeshRequest request;

    /// Each returns false when that is no JSON.
    bool read(ondemand::document &document, What what);
    bool readTop(ondemand::object object);
    bool readParameters(ondemand::object object, int depth);
    bool readMember(ondemand::value value, MeshValue &to, int depth);
    bool readList(ondemand::value value, MeshRequest::List &to, int depth);
    bool readValue(ondemand::value value, MeshValue &to, int depth);
    bool readScalar(ondemand::value &value, MeshValue &to);
    bool pass(ondemand::value value, int depth);

    /// The text of an array or object that begins at start and has just been walked through.
    QByteArrayView textFrom(const char *start)
    {
        const char *end = padded.data() + padded.size() - simdjson::SIMDJSON_PADDING;
        const char *next = nullptr;
        if (document->current_location().get(next) == simdjson::SUCCESS)
            end = std::min(end, next);
        return viewOf(trimmed({start, size_t(end - start)}));
    }
    ondemand::document *document = nullptr;
};

bool MeshReader::Parser::read(ondemand::document &root, What what)
{
    document = &root;
    ondemand::object object;
    if (root.get_object().get(object) != simdjson::SUCCESS)
        return false;
    const bool ok = what == What::Call ? readTop(object) : readParameters(object, 1);
    // Nothing may follow.
    return ok && root.current_location().error() == simdjson::OUT_OF_BOUNDS;
}

bool MeshReader::Parser::readTop(ondemand::object object)
{
    for (auto result : object) {
        ondemand::field field;
        std::string_view key;
        if (std::move(result).get(field) != simdjson::SUCCESS
            || field.unescaped_key().get(key) != simdjson::SUCCESS)
            return false;
        bool ok = true;
        if (key == "m") {
            ok = readMember(field.value(), request.method, 2);
        } else if (key == "i" && request.id.kind == Kind::Missing) {
            const std::string_view raw = trimmed(field.value().raw_json_token());
            ok = readValue(field.value(), request.id, 2);
            if (request.id.isString())
                request.id.text = viewOf(raw);
        } else if (key == "p" && request.parameters.kind == Kind::Missing) {
            ondemand::json_type type{};
            if (field.value().type().get(type) != simdjson::SUCCESS)
                return false;
            if (type == ondemand::json_type::object) {
                ondemand::object parameters;
                if (field.value().get_object().get(parameters) != simdjson::SUCCESS)
                    return false;
                request.parameters.kind = Kind::Object;
                ok = readParameters(parameters, 2);
            } else {
                ok = readValue(field.value(), request.parameters, 2);
            }
        } else {
            ok = pass(field.value(), 2);
        }
        if (!ok)
            return false;
    }
    return true;
}

bool MeshReader::Parser::readParameters(ondemand::object object, int depth)
{
    for (auto result : object) {
        ondemand::field field;
        std::string_view key;
        if (std::move(result).get(field) != simdjson::SUCCESS
            || field.unescaped_key().get(key) != simdjson::SUCCESS)
            return false;
        bool ok = true;
        if (key == "c")
            ok = readMember(field.value(), request.c, depth + 1);
        else if (key == "d")
            ok = readMember(field.value(), request.d, depth + 1);
        else if (key == "f")
            ok = readMember(field.value(), request.f, depth + 1);
        else if (key == "t" && request.t.value.kind == Kind::Missing)
            ok = readList(field.value(), request.t, depth + 1);
        else if (key == "a" && request.a.value.kind == Kind::Missing)
            ok = readList(field.value(), request.a, depth + 1);
        else
            ok = pass(field.value(), depth + 1);
        if (!ok)
            return false;
    }
    return true;
}

bool MeshReader::Parser::readMember(ondemand::value value, MeshValue &to, int depth)
{
    return to.kind == Kind::Missing ? readValue(value, to, depth) : pass(value, depth);
}

bool MeshReader::Parser::readList(ondemand::value value, MeshRequest::List &to, int depth)
{
    ondemand::json_type type{};
    if (depth > MaxDepth || value.type().get(type) != simdjson::SUCCESS)
        return false;
    if (type != ondemand::json_type::array)
        return readValue(value, to.value, depth);
    ondemand::array array;
    if (value.get_array().get(array) != simdjson::SUCCESS)
        return false;
    to.value.kind = Kind::Array;
    for (auto result : array) {
        if (result.error() != simdjson::SUCCESS)
            return false;
        ondemand::value element = result.value_unsafe();
        MeshValue one;
        if (!readValue(element, one, depth + 1))
            return false;
        if (to.elements.size() < MeshRequest::MaxElements)
            to.elements.push_back(one);
        else
            to.tooMany = true;
    }
    return true;
}

bool MeshReader::Parser::readValue(ondemand::value value, MeshValue &to, int depth)
{
    ondemand::json_type type{};
    if (depth > MaxDepth || value.type().get(type) != simdjson::SUCCESS)
        return false;
    const char *const start = value.raw_json_token().data();
    if (type == ondemand::json_type::array) {
        ondemand::array array;
        if (value.get_array().get(array) != simdjson::SUCCESS)
            return false;
        for (auto result : array) {
            if (result.error() != simdjson::SUCCESS)
                return false;
            ondemand::value element = result.value_unsafe();
            if (!pass(element, depth + 1))
                return false;
        }
        to = {Kind::Array, textFrom(start)};
        return true;
    }
    if (type == ondemand::json_type::object) {
        ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS)
            return false;
        for (auto result : object) {
            ondemand::field field;
            std::string_view key;
            if (std::move(result).get(field) != simdjson::SUCCESS
                || field.unescaped_key().get(key) != simdjson::SUCCESS
                || !pass(field.value(), depth + 1))
                return false;
        }
        to = {Kind::Object, textFrom(start)};
        return true;
    }
    return readScalar(value, to);
}

bool MeshReader::Parser::readScalar(ondemand::value &value, MeshValue &to)
{
    const std::string_view token = trimmed(value.raw_json_token());
    if (token.empty())
        return false;
    switch (token.front()) {
    case '"': {
        std::string_view text;
        if (value.get_string().get(text) != simdjson::SUCCESS)
            return false;
        to = {Kind::String, viewOf(text)};
        // Half of a surrogate pair comes through as what UTF-8 does not have.
        return token.find('\\') == std::string_view::npos || to.text.isValidUtf8();
    }
    case 'n':
        to.kind = Kind::Null;
        break;
    case 't':
    case 'f':
        to.kind = Kind::Bool;
        break;
    default:
        to.kind = numberKind(token);
        to.text = viewOf(token);
        return to.kind != Kind::Missing;
    }
    to.text = viewOf(token);
    return token == "null" || token == "true" || token == "false";
}

bool MeshReader::Parser::pass(ondemand::value value, int depth)
{
    MeshValue unused;
    return readValue(value, unused, depth);
}

MeshReader::MeshReader() : m_parser(std::make_unique<Parser>())
{
}
MeshReader::~MeshReader() = default;

const MeshRequest *MeshReader::read(QByteArrayView json, What what)
{
    Parser &parser = *m_parser;
    parser.request.clear();
    // A big request is not remembered for ever.
    constexpr size_t Kept = 1024 * 1024;
    if (parser.padded.capacity() > Kept && size_t(json.size()) <= Kept / 2)
        parser.padded = std::string();
    parser.padded.assign(json.data(), size_t(json.size()));
    parser.padded.append(simdjson::SIMDJSON_PADDING, '\0');
    ondemand::document document;
    const simdjson::padded_string_view view(parser.padded.data(), size_t(json.size()),
                                            parser.padded.size());
    if (parser.parser.iterate(view).get(document) != simdjson::SUCCESS)
        return nullptr;
    return parser.read(document, what) ? &parser.request : nullptr;
}

} // namespace Rainbow
