// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"

namespace Rainbow {

/// The protocol of the original relay: one packet per binary message (rainbow.md §4).
class RainbowDialect final : public Dialect {
public:
    [[nodiscard]] Decoded decodeBinary(const QByteArray &message) const override;
    [[nodiscard]] Decoded decodeText(const QByteArray &message) const override;
    [[nodiscard]] qsizetype maxMessage(qsizetype maxPayload) const override;
    [[nodiscard]] Frame encode(const MessageEvent &event) const override;
    [[nodiscard]] Frame encode(const AnswerEvent &event) const override;
};

} // namespace Rainbow
