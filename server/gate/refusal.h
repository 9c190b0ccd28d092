// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"

namespace Rainbow {

class WireSocket;

/// Answers a request that goes no further, and closes the connection behind the answer. The
/// socket deletes itself in the end.
void refuse(WireSocket *socket, const HttpResponse &response);

} // namespace Rainbow
