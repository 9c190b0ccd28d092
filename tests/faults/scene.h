// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api.h"
#include "fleet.h"
#include "measures.h"
#include "mix.h"

#include "bench/server.h"

namespace Rainbow::Faults {

/// A relay with its business server, good clients and an API, all on one loop.
class Scene {
public:
    /// settings: see Bench::Server; in them %1 stands for the port of the business server.
    explicit Scene(std::string settings) : business(loop, "all")
    {
        serveFleet(business);
        if (const size_t at = settings.find("%1"); at != std::string::npos)
            settings.replace(at, 2, std::to_string(business.port()));
        relay = std::make_unique<Bench::Server>(loop, RAINBOW_SERVER_PATH, business.port(), -1,
                                                false, settings);
        fleet = std::make_unique<Fleet>(loop, relay->port());
        api = std::make_unique<Api>(loop, relay->port());
    }

    Loop loop;
    Bench::Business business;
    std::unique_ptr<Bench::Server> relay;
    std::unique_ptr<Fleet> fleet;
    std::unique_ptr<Api> api;
};

} // namespace Rainbow::Faults
