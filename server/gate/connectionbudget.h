// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <atomic>

namespace Rainbow {

/// How many connections the process may have: shared by all workers. Thread-safe.
class ConnectionBudget {
public:
    explicit ConnectionBudget(int limit) : m_limit(limit) { }

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
    [[nodiscard]] int taken() const { return m_taken.load(std::memory_order_relaxed); }

private:
    std::atomic<int> m_limit;
    std::atomic<int> m_taken = 0;
};

/// One place of the budget, given back when it is destroyed. Made as a child of the connection:
/// its signals may be cut by whoever uses it.
class Seat final : public QObject {
public:
    Seat(ConnectionBudget &budget, QObject *connection) : QObject(connection), m_budget(budget) { }
    ~Seat() override { m_budget.give(); }

private:
    ConnectionBudget &m_budget;
};

} // namespace Rainbow
