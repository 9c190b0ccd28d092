// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/rainbowdialect.h"

namespace Rainbow {

/// All that clients may speak: one object of each, for every session, so that a publication is
/// encoded once per dialect.
class Dialects {
public:
    [[nodiscard]] const Dialect &of(SessionProtocol protocol) const
    {
        return protocol == SessionProtocol::Version2 ? m_rainbow2 : m_rainbow;
    }

private:
    RainbowDialect m_rainbow;
    RainbowDialect m_rainbow2{SessionProtocol::Version2};
};

} // namespace Rainbow
