// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"

namespace Rainbow {

/// The link of sessions that have none: nothing gets out, nothing is heard.
class LostLink final : public Link {
public:
    SendResult send(const Frame &, MessageId, bool) override { return SendResult::Closed; }
    void ping() override { }
    void close(quint16, const QByteArray &) override { }
    void abort() override { }
    void takenOver() override { }
    void setReading(bool) override { }
    [[nodiscard]] bool isBlocked() const override { return false; }
    [[nodiscard]] qsizetype heldBytes() const override { return 0; }
    [[nodiscard]] TimePoint lastHeard() const override { return TimePoint::min(); }
};

} // namespace Rainbow
