// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/router.h"

namespace Rainbow {

class AccessGuard;
class MeshService;

/// `/v1/mesh/publish` and `/v1/mesh/send` (endpoints.md, "mesh"): HTTP 200 with what meshanswer.h
/// says, once the guard has let the call through. Called on its worker's thread.
class MeshController {
public:
    /// service must outlive this.
    explicit MeshController(MeshService &service) : m_service(service) { }
    /// The controller and the guard must outlive the router.
    void addTo(Router &router, AccessGuard &guard);

private:
    MeshService &m_service;
};

} // namespace Rainbow
