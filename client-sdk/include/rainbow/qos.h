// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace Rainbow {

/// How hard a message is delivered, as in MQTT 3.1.1 §4.3. The values are those of the packet.
enum class QoS : quint8 {
    AtMostOnce = 0, ///< sent once, no answer
    AtLeastOnce = 1, ///< repeated until answered
    ExactlyOnce = 2, ///< repeated until answered, and handled once however often it was repeated
};

} // namespace Rainbow
