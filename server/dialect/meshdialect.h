// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "dialect/dialect.h"

namespace Rainbow {

/// A business server that calls the relay (endpoints.md): its requests are passed on as they are.
/// Messages come as a connection's own channels bring them.
/// Messages leave without QoS, in text frames; answers, refusals and HELLO have no word.
class MeshDialect final : public Dialect {
public:
    [[nodiscard]] Decoded decodeBinary(const QByteArray &message) const override;
    [[nodiscard]] Decoded decodeText(const QByteArray &message) const override;
    [[nodiscard]] qsizetype maxMessage(qsizetype maxPayload) const override;
    [[nodiscard]] bool isOfServers() const override { return true; }
    [[nodiscard]] Frame encode(const MessageEvent &event) const override;
    [[nodiscard]] Frame encode(const AnswerEvent &event) const override;
    [[nodiscard]] Frame encode(const HelloEvent &event) const override;
    [[nodiscard]] Frame encode(const NakEvent &event) const override;
    [[nodiscard]] Frame encode(const TextEvent &event) const override;
};

} // namespace Rainbow
