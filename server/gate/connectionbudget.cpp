// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/connectionbudget.h"

namespace Rainbow {

ConnectionBudget::Taken ConnectionBudget::takeOf(AddressKey address)
{
    const int limit = m_perAddress.load(std::memory_order_relaxed);
    if (limit == 0)
        return Taken::Free;
    const std::lock_guard lock(m_mutex);
    int &count = m_addresses[address]; // 0 when it is new, which is less than any limit
    if (count >= limit)
        return Taken::Full;
    ++count;
    return Taken::Counted;
}

void ConnectionBudget::giveOf(AddressKey address)
{
    const std::lock_guard lock(m_mutex);
    const auto it = m_addresses.find(address);
    if (--it->second == 0)
        m_addresses.erase(it);
}

size_t ConnectionBudget::addressCount() const
{
    const std::lock_guard lock(m_mutex);
    return m_addresses.size();
}

Seat::~Seat()
{
    if (!m_budget)
        return;
    if (m_address)
        m_budget->giveOf(*m_address);
    m_budget->give();
}

bool Seat::takeOf(AddressKey address)
{
    const ConnectionBudget::Taken taken = m_budget->takeOf(address);
    if (taken == ConnectionBudget::Taken::Counted)
        m_address = address;
    return taken != ConnectionBudget::Taken::Full;
}

} // namespace Rainbow
