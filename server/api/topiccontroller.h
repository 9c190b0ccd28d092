// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/router.h"

namespace Rainbow {

class Hub;
class SignatureGuard;

/// `/topic/…`: what business servers do with topics (endpoints.md, "topic"). A topic is a channel.
/// Called on its worker's thread.
class TopicController {
public:
    /// hub must outlive this.
    explicit TopicController(Hub &hub) : m_hub(hub) { }
    /// The controller and the guard must outlive the router.
    void addTo(Router &router, const SignatureGuard &guard);

private:
    /// `POST /topic/publish?topic=…`, the body is the data: {"status": 0, "connections": n}, how
    /// many it went out to.
    void publish(const HttpRequest &request, const Responder &responder);
    /// `GET /topic/count?topic=…`: {"status": 0, "connections": n}.
    void count(const HttpRequest &request, const Responder &responder);
    /// `GET /topic/list`: {"status": 0, "topics": [["name", n], …]}, by name.
    void list(const HttpRequest &request, const Responder &responder);
    /// `POST /topic/kick` with {"topic", "account"}, {"topic"} or {"account"}:
    /// {"status": 0, "connections": n}, how many have left it or were closed.
    void kick(const HttpRequest &request, const Responder &responder);

    Hub &m_hub;
};

} // namespace Rainbow
