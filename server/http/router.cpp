// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "http/router.h"

namespace Rainbow {

void Router::add(const QByteArray &method, const QByteArray &path, Handler handler)
{
    m_routes[path].emplaceBack(method, std::move(handler));
}

void Router::dispatch(const HttpRequest &request, const Responder &responder) const
{
    const auto found = m_routes.find(request.head.path);
    if (found == m_routes.end()) {
        if (m_fallback)
            m_fallback(request, responder);
        else
            responder.answer(jsonError(404, "not found"));
        return;
    }
    const auto &handlers = found->second;
    const auto handlerOf = [&handlers](QByteArrayView method) -> const Handler * {
        for (const auto &[name, handler] : handlers) {
            if (name == method)
                return &handler;
        }
        return nullptr;
    };

    const QByteArray &method = request.head.method;
    const Handler *handler = handlerOf(method);
    if (!handler && method == "HEAD")
        handler = handlerOf("GET");
    if (handler) {
        (*handler)(request, responder);
        return;
    }

    QByteArrayList allowed;
    for (const auto &[name, unused] : handlers)
        allowed.append(name);
    if (handlerOf("GET") && !handlerOf("HEAD"))
        allowed.append("HEAD");
    responder.answer(methodNotAllowed(allowed));
}

HttpResponse methodNotAllowed(const QByteArrayList &allowed)
{
    HttpResponse response = jsonError(405, "method not allowed");
    response.headers.append({"Allow", allowed.join(", ")});
    return response;
}

} // namespace Rainbow
