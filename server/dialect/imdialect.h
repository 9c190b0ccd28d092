// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"

namespace Rainbow {

/// Person to person (endpoints.md), as clients of xlvein speak it. A client's message is for an
/// account (event 0, 1) or a room, which is a channel (event 2); without `event` it is 0. Binary
/// messages are ignored, and so is text that is not as it must be: nobody is told.
/// Messages leave without QoS, in text frames; answers, refusals and HELLO have no word.
class ImDialect final : public Dialect {
public:
    [[nodiscard]] Decoded decodeBinary(const QByteArray &message) const override;
    [[nodiscard]] Decoded decodeText(const QByteArray &message) const override;
    [[nodiscard]] qsizetype maxMessage(qsizetype maxPayload) const override;
    [[nodiscard]] Frame encode(const MessageEvent &event) const override;
    [[nodiscard]] Frame encode(const AnswerEvent &event) const override;
    [[nodiscard]] Frame encode(const HelloEvent &event) const override;
    [[nodiscard]] Frame encode(const NakEvent &event) const override;
    [[nodiscard]] Frame encode(const TextEvent &event) const override;
};

} // namespace Rainbow
