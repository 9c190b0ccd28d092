// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/signaturescheme.h"

#include <QByteArray>

#include <chrono>

namespace Rainbow {

/// What the HTTP API goes by.
struct ApiSettings {
    QByteArray token; ///< shared secret; empty: every call is refused
    SignatureScheme signature = SignatureScheme::Sha1;
    std::chrono::seconds signatureWindow{10}; ///< a timestamp may be off by so much
    std::chrono::milliseconds maxSendTimeout{120'000};
    bool openWithoutToken = false; ///< --dev: without a token nothing is checked
};

} // namespace Rainbow
