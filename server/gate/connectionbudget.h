// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

#include <atomic>

namespace Rainbow {

/// How many connections the process may still take: shared by all workers. Thread-safe.
class ConnectionBudget {
public:
    explicit ConnectionBudget(int limit) : m_left(limit) { }

    /// False: there is no room for one more.
    [[nodiscard]] bool take()
    {
        if (m_left.fetch_sub(1, std::memory_order_relaxed) > 0)
            return true;
        give();
        return false;
    }
    void give() { m_left.fetch_add(1, std::memory_order_relaxed); }

private:
    std::atomic<int> m_left;
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
