// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"
#include "hub/session.h"

namespace Rainbow {

/// One packet per binary message: the protocol of the original relay (rainbow.md §4), or what
/// session.md adds to it.
class RainbowDialect final : public Dialect {
public:
    explicit RainbowDialect(SessionProtocol protocol = SessionProtocol::Original)
        : m_protocol(protocol)
    {
    }

    [[nodiscard]] Decoded decodeBinary(const QByteArray &message) const override;
    [[nodiscard]] Decoded decodeText(const QByteArray &message) const override;
    [[nodiscard]] qsizetype maxMessage(qsizetype maxPayload) const override;
    [[nodiscard]] Frame encode(const MessageEvent &event) const override;
    [[nodiscard]] Frame encode(const AnswerEvent &event) const override;
    [[nodiscard]] Frame encode(const HelloEvent &event) const override;
    [[nodiscard]] Frame encode(const NakEvent &event) const override;
    [[nodiscard]] Frame encode(const TextEvent &event) const override;

private:
    [[nodiscard]] bool isRainbow2() const { return m_protocol == SessionProtocol::Version2; }

    SessionProtocol m_protocol;
};

} // namespace Rainbow
