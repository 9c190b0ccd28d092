// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QByteArrayView>

#include <concepts>

namespace Rainbow {

/// Bytes as they may stand in JSON: what is not UTF-8 becomes U+FFFD.
[[nodiscard]] QByteArray asUtf8(QByteArrayView bytes);

/// The text of a JSON object, member by member. Names are plain ASCII.
class JsonText {
public:
    /// Any bytes, see asUtf8().
    JsonText &text(const char *name, QByteArrayView bytes);
    /// Fractions are given to a thousandth.
    JsonText &number(const char *name, double value);
    template <std::integral Number>
    JsonText &number(const char *name, Number value)
    {
        return raw(name, QByteArray::number(value));
    }
    JsonText &flag(const char *name, bool value) { return raw(name, value ? "true" : "false"); }
    JsonText &null(const char *name) { return raw(name, "null"); }
    /// A value that is JSON.
    JsonText &raw(const char *name, QByteArrayView json);

    [[nodiscard]] QByteArray end() const { return m_text.isEmpty() ? "{}" : m_text + '}'; }

private:
    void begin(const char *name);

    QByteArray m_text;
};

/// The text of a JSON list.
class JsonList {
public:
    JsonList &raw(QByteArrayView json);
    JsonList &text(QByteArrayView bytes);
    [[nodiscard]] QByteArray end() const { return m_text.isEmpty() ? "[]" : m_text + ']'; }

private:
    QByteArray m_text;
};

} // namespace Rainbow
