// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/applicant.h"

#include "gate/upgrade.h"

namespace Rainbow {

namespace {

HttpResponse textResponse(int status, const QByteArray &body)
{
    return {status, "text/plain; charset=utf-8", body, {}};
}

HttpResponse unauthorized()
{
    return textResponse(401, "Not authenticated");
}

HttpResponse unavailable()
{
    HttpResponse response = textResponse(503, "Try again later");
    response.headers = {{"Retry-After", "1"}};
    return response;
}

std::variant<Applicant, ApplicantProblem> rainbowApplicant(const RequestHead &head)
{
    const std::optional<ClientName> name = clientName(head);
    if (!name)
        return ApplicantProblem{unauthorized(), "X-DEVICEID or X-CLIENT-OS missing"};
    Applicant applicant;
    applicant.info.platform = name->platform;
    applicant.info.device = name->device;
    applicant.info.protocol = protocolOf(head);
    applicant.token = sessionToken(head);
    return applicant;
}

} // namespace

std::variant<Applicant, ApplicantProblem> applicantOf(const RequestHead &head,
                                                      EndpointDialect dialect,
                                                      const ApplicantRules &)
{
    switch (dialect) {
    case EndpointDialect::Rainbow:
    case EndpointDialect::Im:
    case EndpointDialect::Topic:
    case EndpointDialect::Mesh:
        break;
    }
    return rainbowApplicant(head);
}

HttpResponse refusalOf(EndpointDialect, Verdict::Kind kind)
{
    return kind == Verdict::Kind::No ? unauthorized() : unavailable();
}

} // namespace Rainbow
