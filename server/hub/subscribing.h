// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hub/hub.h"

namespace Rainbow {

/// Has an order to subscribe carried out on all hubs, as Hub::order() does. Where it is to occupy
/// the channel, all hubs are asked first whether the session is there and could come in: nobody is
/// to leave for the sake of one that does not, or cannot.
void subscribe(Hub &hub, const Order &order, Hub::ReceiptHandler handler);

} // namespace Rainbow
