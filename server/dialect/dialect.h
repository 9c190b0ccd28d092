// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/command.h"
#include "hub/ports.h"

#include <optional>

namespace Rainbow {

/// What a client protocol is to the relay: bytes ↔ command and event. Stateless and without
/// I/O; one object serves all sessions of all threads.
class Dialect : public Encoder {
public:
    /// What a frame of a client says. Nothing: it is to be ignored, and why says why.
    struct Decoded {
        std::optional<Command> command;
        const char *why = "";
    };

    /// A whole binary message.
    [[nodiscard]] virtual Decoded decodeBinary(const QByteArray &message) const = 0;
    /// A whole text message, in UTF-8, which was checked.
    [[nodiscard]] virtual Decoded decodeText(const QByteArray &message) const = 0;
    /// The most bytes a client's message may have when its payload has maxPayload.
    [[nodiscard]] virtual qsizetype maxMessage(qsizetype maxPayload) const = 0;
    /// Spoken by business servers, to which limits for clients do not apply.
    [[nodiscard]] virtual bool isOfServers() const { return false; }
};

} // namespace Rainbow
