// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/websocketframe.h"
#include "hub/event.h"
#include "json/jsonstring.h"

#include <charconv>

namespace Rainbow {

// For dialects that speak JSON.

namespace Detail {

/// Counts what JsonAppender would append.
class JsonCounter {
public:
    JsonCounter &raw(QByteArrayView text)
    {
        m_size += text.size();
        return *this;
    }
    JsonCounter &string(QByteArrayView text)
    {
        m_size += jsonStringSize(text);
        return *this;
    }
    [[nodiscard]] qsizetype size() const { return m_size; }

private:
    qsizetype m_size = 0;
};

class JsonAppender {
public:
    explicit JsonAppender(QByteArray &out) : m_out(out) { }

    JsonAppender &raw(QByteArrayView text)
    {
        m_out.append(text);
        return *this;
    }
    JsonAppender &string(QByteArrayView text)
    {
        appendJsonString(m_out, text);
        return *this;
    }

private:
    QByteArray &m_out;
};

} // namespace Detail

/// A text frame of what write(out) says with out.raw(text), which is JSON already, and
/// out.string(text), which becomes a JSON string. It is called twice, the first time to count, so
/// that there is one allocation.
template <typename Write>
[[nodiscard]] Frame jsonFrame(const Write &write)
{
    Detail::JsonCounter counter;
    write(counter);
    Frame frame;
    frame.bytes.reserve(frameHeaderSize(counter.size()) + counter.size());
    appendFrameHeader(frame.bytes, Opcode::Text, counter.size());
    Detail::JsonAppender appender(frame.bytes);
    write(appender);
    return frame;
}

/// A number in digits, without an allocation.
class Digits {
public:
    template <typename Number>
    explicit Digits(Number number, int base = 10)
        : m_size(std::to_chars(m_digits, m_digits + sizeof m_digits, number, base).ptr - m_digits)
    {
    }
    [[nodiscard]] QByteArrayView view() const { return {m_digits, m_size}; }

private:
    char m_digits[24];
    qsizetype m_size;
};

/// A message's payload as a JSON value: as it is when it is one, else a string of it when it is
/// UTF-8, else a string of its Base64. The event must outlive it.
class JsonData {
public:
    explicit JsonData(const MessageEvent &event);

    template <typename Out>
    void write(Out &out) const
    {
        if (m_isRaw)
            out.raw(m_payload);
        else
            out.string(m_payload);
    }

private:
    QByteArray m_payload;
    bool m_isRaw;
};

/// Whether the names in an event can be said in a text frame, which is UTF-8.
[[nodiscard]] bool hasTextNames(const MessageEvent &event);

/// What is text already.
[[nodiscard]] Frame textFrame(const TextEvent &event);

/// The longest name of a channel or account that clients may use, in bytes: as in rainbow.2.
inline constexpr qsizetype MaxJsonName = 255;

/// How much longer than its payload a message may be: members, names with escapes, blanks.
inline constexpr qsizetype MaxJsonEnvelope = 4096;

} // namespace Rainbow
