// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/imdialect.h"
#include "dialect/meshdialect.h"
#include "dialect/rainbowdialect.h"
#include "dialect/topicdialect.h"

namespace Rainbow {

/// All that clients may speak: one object of each, for every session, so that a publication is
/// encoded once per dialect.
class Dialects {
public:
    [[nodiscard]] const Dialect &of(SessionProtocol protocol) const
    {
        switch (protocol) {
        case SessionProtocol::Version2:
            return m_rainbow2;
        case SessionProtocol::Im:
            return m_im;
        case SessionProtocol::Topic:
            return m_topic;
        case SessionProtocol::Mesh:
            return m_mesh;
        case SessionProtocol::Original:
            break;
        }
        return m_rainbow;
    }

private:
    RainbowDialect m_rainbow;
    RainbowDialect m_rainbow2{SessionProtocol::Version2};
    ImDialect m_im;
    TopicDialect m_topic;
    MeshDialect m_mesh;
};

} // namespace Rainbow
