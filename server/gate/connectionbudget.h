// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/addresskey.h"

#include <atomic>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>

namespace Rainbow {

/// How many connections the process may have, of everybody and of one address: shared by all
/// workers. Thread-safe.
class ConnectionBudget {
public:
    /// perAddress 0: any number.
    explicit ConnectionBudget(int limit, int perAddress = 0)
        : m_limit(limit), m_perAddress(perAddress)
    {
    }
    Q_DISABLE_COPY_MOVE(ConnectionBudget)

    /// False: there is no room for one more.
    [[nodiscard]] bool take()
    {
        if (m_taken.fetch_add(1, std::memory_order_relaxed)
            < m_limit.load(std::memory_order_relaxed)) {
            return true;
        }
        give();
        return false;
    }
    void give() { m_taken.fetch_sub(1, std::memory_order_relaxed); }

    /// Those over a lower limit stay; there is room again when enough of them have gone.
    void setLimit(int limit) { m_limit.store(limit, std::memory_order_relaxed); }
    [[nodiscard]] int limit() const { return m_limit.load(std::memory_order_relaxed); }
    [[nodiscard]] int taken() const { return m_taken.load(std::memory_order_relaxed); }

    /// What came while there was no limit per address is not counted.
    void setLimitPerAddress(int limit) { m_perAddress.store(limit, std::memory_order_relaxed); }
    enum class Taken : quint8 {
        Full, ///< that address has as many as it may
        Counted, ///< to be given back
        Free, ///< there is no limit: nothing to give back
    };
    [[nodiscard]] Taken takeOf(AddressKey address);
    void giveOf(AddressKey address);

    /// How many addresses are being counted.
    [[nodiscard]] size_t addressCount() const;

private:
    std::atomic<int> m_limit;
    std::atomic<int> m_taken = 0;
    std::atomic<int> m_perAddress;
    mutable std::mutex m_mutex;
    std::unordered_map<AddressKey, int> m_addresses; ///< guarded; never with 0
};

/// One place of the budget, given back when it is destroyed, by whichever thread. What has been
/// moved from has none.
class Seat final {
public:
    /// A place that has been taken, see ConnectionBudget::take().
    explicit Seat(ConnectionBudget &budget) : m_budget(&budget) { }
    Seat(Seat &&other) noexcept
        : m_budget(std::exchange(other.m_budget, nullptr)),
          m_address(std::exchange(other.m_address, std::nullopt))
    {
    }
    Seat &operator=(Seat &&) = delete;
    Q_DISABLE_COPY(Seat)
    ~Seat();

    /// Takes a place of that address too. False: it has as many as it may.
    [[nodiscard]] bool takeOf(AddressKey address);

private:
    ConnectionBudget *m_budget;
    std::optional<AddressKey> m_address; ///< whose place is to be given back
};

} // namespace Rainbow
