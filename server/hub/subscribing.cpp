// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "hub/subscribing.h"

#include <utility>

namespace Rainbow {

void subscribe(Hub &hub, const Order &order, Hub::ReceiptHandler handler)
{
    if (!order.occupy) {
        hub.order(order, Clock::now(), std::move(handler));
        return;
    }
    Order locate = order;
    locate.kind = Order::Kind::Locate;
    hub.order(locate, Clock::now(),
              [&hub, order, handler = std::move(handler)](const Receipt &receipt) {
                  if (receipt.matched > 0 && receipt.refusal.isEmpty())
                      hub.order(order, Clock::now(), handler);
                  else
                      handler(receipt);
              });
}

} // namespace Rainbow
