// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace Rainbow {

/// Whether bytes that come in pieces are UTF-8 (RFC 3629 §4), told at the first that is not. Pure.
class Utf8Check {
public:
    /// Looks at the next piece. False: this and what came before cannot be the start of any
    /// UTF-8 text. After that it must not be called again before reset().
    [[nodiscard]] bool take(QByteArrayView piece);
    /// Whether the text may end here, and not within a character.
    [[nodiscard]] bool isComplete() const { return m_missing == 0; }
    void reset() { *this = {}; }

private:
    [[nodiscard]] bool begin(quint8 lead);

    quint8 m_missing = 0; ///< bytes of the character that are still to come
    quint8 m_lowest = 0x80; ///< of the next of them
    quint8 m_highest = 0xbf;
};

} // namespace Rainbow
