// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/noncememory.h"
#include "exchange/localexchange.h"
#include "gate/connectionbudget.h"

#include <limits>
#include <map>
#include <memory>
#include <mutex>

namespace Rainbow {

/// What an application has in common at all workers of a node. Thread-safe.
struct AppCommons {
    explicit AppCommons(int workers) : exchange(workers) { }

    LocalExchange exchange; ///< between its hubs, and no others
    ConnectionBudget connections{std::numeric_limits<int>::max()}; ///< its clients
    NonceMemory nonces; ///< of signed calls
};

/// Those of all applications, by name: made for the first worker that asks. Thread-safe.
class AllCommons {
public:
    explicit AllCommons(int workers) : m_workers(workers) { }

    [[nodiscard]] AppCommons &of(const QByteArray &app)
    {
        const std::lock_guard lock(m_mutex);
        auto &commons = m_commons[app];
        if (!commons)
            commons = std::make_unique<AppCommons>(m_workers);
        return *commons;
    }

private:
    const int m_workers;
    std::mutex m_mutex;
    std::map<QByteArray, std::unique_ptr<AppCommons>> m_commons; ///< guarded; none ever goes
};

} // namespace Rainbow
