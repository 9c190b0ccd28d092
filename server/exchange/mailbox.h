// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "exchange/exchange.h"

#include <mutex>
#include <variant>
#include <vector>

namespace Rainbow {

/// What waits to be taken by one hub: filled from any thread, emptied on the hub's.
class Mailbox {
public:
    using Item = std::variant<Publication, Order, Receipt>;

    Mailbox();
    ~Mailbox();
    Q_DISABLE_COPY_MOVE(Mailbox)

    /// Puts an item in; thread-safe. While the mailbox is not open items are thrown away.
    void post(const Item &item);

    /// From now on items go to member, from the calling thread's event loop.
    void open(ExchangeMember &member);
    /// On the thread that opened it.
    void shut();

private:
    class Doorbell;

    [[nodiscard]] std::vector<Item> takeItems();

    std::mutex m_mutex;
    std::vector<Item> m_items; ///< guarded by m_mutex
    Doorbell *m_doorbell = nullptr; ///< guarded by m_mutex; lives on the hub's thread
};

} // namespace Rainbow
