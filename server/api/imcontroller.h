// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "api/imsignature.h"
#include "appsettings.h"
#include "http/router.h"
#include "limit.h"

#include <functional>
#include <optional>

namespace Rainbow {

class Hub;

/// `/api/v1/im/…`: what business servers of im do (endpoints.md, "im"). Parameters come as a form
/// or as a JSON object of strings, and are signed with the application's secret. Answers are
/// {"error": 0, "data": {…}, "message": ""}, HTTP 200; errors are 400 (a parameter is missing, or
/// wrong), 1001 (unknown application), 1002 (sign invalid), 1003 (message invalid). Called on its
/// worker's thread.
class ImController {
public:
    struct App {
        const AppSettings &settings;
        Hub &hub;
    };
    /// The application of that key; nothing: there is none.
    using FindApp = std::function<std::optional<App>(const QByteArray &key)>;

    explicit ImController(FindApp findApp) : m_findApp(std::move(findApp)) { }
    /// The controller must outlive the router.
    void addTo(Router &router);

private:
    /// `POST /api/v1/im/push`: app_key, send_to, message, nonce, sign. To every connection of the
    /// account, with event 0.
    void push(const HttpRequest &request, const Responder &responder) const;
    /// `POST /api/v1/im/room`: app_key, room, accounts (separated by commas, at most MaxAccounts),
    /// action (join or leave), nonce, sign. "data" has "connections": how many have come or gone.
    void room(const HttpRequest &request, const Responder &responder) const;

    /// The application of a call with just these parameters, rightly signed; otherwise the refusal
    /// has been sent.
    struct Signed;
    [[nodiscard]] std::optional<Signed> check(const HttpRequest &request,
                                              const QList<QByteArray> &names,
                                              const Responder &responder) const;

    FindApp m_findApp;
    mutable LogThrottle m_lines{MaxLimitLines};
};

} // namespace Rainbow
