// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/meshcontroller.h"

#include "api/accessguard.h"
#include "mesh/meshservice.h"

namespace Rainbow {

namespace {

MeshService::AnswerHandler answerTo(const Responder &responder)
{
    return [responder](const QByteArray &json) {
        HttpResponse response;
        response.body = json;
        responder.answer(response);
    };
}

} // namespace

void MeshController::addTo(Router &router, AccessGuard &guard)
{
    router.add("POST", "/v1/mesh/publish",
               guard.protect(AccessGuard::Right::Write,
                             [this](const auto &request, const auto &responder) {
                                 m_service.publish(request.body, answerTo(responder));
                             }));
    router.add("POST", "/v1/mesh/send",
               guard.protect(AccessGuard::Right::Write,
                             [this](const auto &request, const auto &responder) {
                                 m_service.send(request.body, answerTo(responder));
                             }));
}

} // namespace Rainbow
