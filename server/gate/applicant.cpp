// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/applicant.h"

#include "gate/jsonwebtoken.h"
#include "gate/upgrade.h"
#include "json/jsonstring.h"

namespace Rainbow {

namespace {

using namespace std::chrono_literals;

/// How long after its token's time a connection may go on.
constexpr auto TokenGrace = 25s;
/// Beyond it a token's time is none: a timer cannot count so far.
constexpr auto LongestToken = std::chrono::hours(24 * 366);

TimePoint endOf(qint64 expiresAt, const ApplicantRules &rules)
{
    const std::chrono::seconds left(expiresAt - rules.nowSeconds);
    return left > LongestToken ? TimePoint::max() : rules.now + left + TokenGrace;
}

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

ApplicantProblem imProblem(int code, const QByteArray &message)
{
    return {imError(code, message), message};
}

std::variant<Applicant, ApplicantProblem> imApplicant(const RequestHead &head,
                                                      const ApplicantRules &rules)
{
    const QByteArray app = head.queryValue("app_id").value_or(QByteArray());
    if (app.isEmpty())
        return imProblem(ImMissingParameter, "app_id missing");
    const QByteArray token = head.queryValue("token").value_or(QByteArray());
    if (token.isEmpty())
        return imProblem(ImMissingParameter, "token missing");
    if (app != rules.app.key)
        return imProblem(ImUnknownApp, "app_id unknown");
    const TokenVerdict verdict =
        checkToken(token, rules.app.secretsAt(rules.nowSeconds), rules.nowSeconds);
    if (!verdict.isAccepted())
        return ApplicantProblem{imError(ImBadToken, "token invalid"),
                                QByteArray("token invalid: ") + verdict.why};
    Applicant applicant;
    applicant.info.protocol = SessionProtocol::Im;
    applicant.info.account = verdict.account;
    applicant.info.expiresAt = endOf(verdict.expiresAt, rules);
    applicant.isKnown = true;
    return applicant;
}

std::variant<Applicant, ApplicantProblem> topicApplicant(const ApplicantRules &rules)
{
    Applicant applicant;
    applicant.info.protocol = SessionProtocol::Topic;
    applicant.isKnown = rules.app.anonymous;
    applicant.info.hasDialectRights =
        !rules.isDefaultEndpoint || rules.app.anonymous || rules.admitAll;
    if (!applicant.isKnown && !rules.hasConnectUrl && !rules.admitAll)
        return ApplicantProblem{unauthorized(), "no connect_url, and anonymous = deny"};
    return applicant;
}

Applicant meshApplicant()
{
    Applicant applicant;
    applicant.info.protocol = SessionProtocol::Mesh;
    applicant.isKnown = true;
    return applicant;
}

} // namespace

HttpResponse imError(int code, QByteArrayView message)
{
    HttpResponse response;
    response.body = "{\"error\":" + QByteArray::number(code) + ",\"message\":";
    appendJsonString(response.body, message);
    response.body += '}';
    return response;
}

std::variant<Applicant, ApplicantProblem> applicantOf(const RequestHead &head,
                                                      EndpointDialect dialect,
                                                      const ApplicantRules &rules)
{
    switch (dialect) {
    case EndpointDialect::Rainbow:
        break;
    case EndpointDialect::Im:
        return imApplicant(head, rules);
    case EndpointDialect::Topic:
        return topicApplicant(rules);
    case EndpointDialect::Mesh:
        return meshApplicant();
    }
    return rainbowApplicant(head);
}

HttpResponse refusalOf(EndpointDialect dialect, Verdict::Kind kind)
{
    if (dialect == EndpointDialect::Im && kind == Verdict::Kind::No)
        return imError(ImBadToken, "refused by the business server");
    return kind == Verdict::Kind::No ? unauthorized() : unavailable();
}

} // namespace Rainbow
