// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"

#include <unordered_map>

namespace Rainbow {

/// Finds the handler of a request by path and method.
class Router {
public:
    using Handler = std::function<void(const HttpRequest &request, const Responder &responder)>;

    /// Adds a handler. A route for GET serves HEAD too.
    void add(const QByteArray &method, const QByteArray &path, Handler handler);

    /// Who answers for all other paths; at first they are answered with 404.
    void setFallback(Handler handler) { m_fallback = std::move(handler); }

    /// Calls the handler; where there is no such path the fallback, and answers 405 with Allow
    /// where the path has no such method.
    void dispatch(const HttpRequest &request, const Responder &responder) const;

private:
    std::unordered_map<QByteArray, QList<std::pair<QByteArray, Handler>>> m_routes;
    Handler m_fallback;
};

/// 405 with the methods that there are at the path.
[[nodiscard]] HttpResponse methodNotAllowed(const QByteArrayList &allowed);

} // namespace Rainbow
