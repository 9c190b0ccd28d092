// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <memory>
#include <optional>

namespace Rainbow {

class JsonReader;

/// What a value of JSON is; Absent: there is none.
enum class JsonKind : quint8 { Absent, Null, Bool, Number, String, Array, Object };

/// A member of a JsonObject, in which its text is kept.
struct JsonMember {
    JsonKind kind = JsonKind::Absent;
    QByteArrayView text; ///< String: without quotes and escapes, in UTF-8
    std::optional<qint64> integer; ///< Number: if written as an integer, and within the range
    qsizetype position = -1; ///< among the members of its object, from 0; -1: absent
    bool isLast = false; ///< of them

    [[nodiscard]] bool isAbsent() const { return kind == JsonKind::Absent; }
};

/// Strangers' JSON text whose value is an object: the one place where such text is read.
///
/// Strict: all of the text is one value as in RFC 8259, in UTF-8, without a byte order mark,
/// without escapes of lone surrogates, at most MaxJsonDepth deep; all of it is checked, also what
/// nobody asks for. Numbers may be of any size. Of members with the same name the first counts.
///
/// The reader's memory is reused by the thread, up to a size that is usual. Objects may exist at
/// the same time; each is used on the thread that made it.
class JsonObject {
public:
    /// text must stay as it is while the object exists.
    explicit JsonObject(QByteArrayView text);
    ~JsonObject();
    JsonObject(const JsonObject &) = delete;
    JsonObject &operator=(const JsonObject &) = delete;

    /// What is wrong with the text; empty: nothing. Where something is, there are no members.
    [[nodiscard]] const char *error() const { return m_error; }
    [[nodiscard]] bool isValid() const { return *m_error == '\0'; }

    [[nodiscard]] JsonMember find(QByteArrayView name) const;
    [[nodiscard]] bool isRepeated(QByteArrayView name) const;
    /// The value of a member as it was written: the part of the text that it is.
    [[nodiscard]] QByteArrayView raw(const JsonMember &member) const;

private:
    QByteArrayView m_text;
    const char *m_error = "";
    std::unique_ptr<JsonReader> m_reader;
};

/// How many arrays and objects may be within each other.
inline constexpr int MaxJsonDepth = 512;

/// Whether text is one JSON value, strictly, as of JsonObject.
[[nodiscard]] bool isJson(QByteArrayView text);

} // namespace Rainbow
