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

    /// Calls the handler; answers 404 where there is no such path, 405 with Allow where the
    /// path has no such method.
    void dispatch(const HttpRequest &request, const Responder &responder) const;

private:
    std::unordered_map<QByteArray, QList<std::pair<QByteArray, Handler>>> m_routes;
};

} // namespace Rainbow
