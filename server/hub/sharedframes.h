// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"

#include <utility>
#include <vector>

namespace Rainbow {

/// A publication as frames: encoded once per dialect, for all the sessions that speak it.
class SharedFrames {
public:
    SharedFrames(const Publication &p, bool dup)
        : m_event{p.type,     p.qos,          dup,      0,      p.payload, p.channel.bytes(),
                  p.audience, p.from.bytes(), p.isJson, p.stamp}
    {
    }

    /// Valid until the next call.
    [[nodiscard]] const Frame &of(const Encoder &encoder)
    {
        for (const auto &[known, frame] : m_frames) {
            if (known == &encoder)
                return frame;
        }
        return m_frames.emplace_back(&encoder, encoder.encode(m_event)).second;
    }

private:
    MessageEvent m_event;
    std::vector<std::pair<const Encoder *, Frame>> m_frames;
};

} // namespace Rainbow
