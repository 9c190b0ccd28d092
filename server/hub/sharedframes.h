// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/ports.h"

#include <utility>
#include <vector>

namespace Rainbow {

/// An event as frames: encoded once per dialect, for all the sessions that speak it.
template <typename Event>
class SharedEvent {
public:
    /// encoded: where to count how often it is; nullptr: nowhere. It and the encoders must outlive
    /// this.
    explicit SharedEvent(Event event, quint64 *encoded = nullptr)
        : m_event(std::move(event)), m_encoded(encoded)
    {
    }

    /// Valid until the next call.
    [[nodiscard]] const Frame &of(const Encoder &encoder)
    {
        for (const auto &[known, frame] : m_frames) {
            if (known == &encoder)
                return frame;
        }
        if (m_encoded)
            ++*m_encoded;
        return m_frames.emplace_back(&encoder, encoder.encode(m_event)).second;
    }

private:
    Event m_event;
    quint64 *m_encoded;
    std::vector<std::pair<const Encoder *, Frame>> m_frames;
};

/// A publication as frames.
class SharedFrames : public SharedEvent<MessageEvent> {
public:
    SharedFrames(const Publication &p, bool dup, quint64 *encoded = nullptr)
        : SharedEvent({p.type, p.qos, dup, 0, p.payload, p.channel.bytes(), p.audience,
                       p.from.bytes(), p.isJson, p.stamp},
                      encoded)
    {
    }
};

/// The same words of the relay for many.
using SharedText = SharedEvent<TextEvent>;

} // namespace Rainbow
