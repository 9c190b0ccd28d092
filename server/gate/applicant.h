// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "appsettings.h"
#include "business/callback.h"
#include "gate/endpointsettings.h"
#include "http/httpmessage.h"
#include "hub/session.h"

#include <optional>
#include <variant>

namespace Rainbow {

// The pure half of admission: who asks to come in, and what it is told when it may not. Each
// dialect has ways of its own (rainbow.md §3, endpoints.md).

/// Who asks to come in, as its request says.
struct Applicant {
    SessionInfo info; ///< without identity and address
    std::optional<SessionToken> token; ///< of the session it takes up
    bool isKnown = false; ///< it has shown who it is: nobody need be asked where nobody can be
};

/// By what the request is judged.
struct ApplicantRules {
    AppSettings app;
    bool hasConnectUrl = false; ///< the business server will be asked
    bool admitAll = false; ///< --dev: everybody may come in
    bool isDefaultEndpoint = false; ///< see EndpointSettings
    qint64 nowSeconds = 0; ///< since 1970
    TimePoint now; ///< the same
};

/// Why it cannot come in.
struct ApplicantProblem {
    HttpResponse response;
    QByteArray reason; ///< for the log
};

/// Reads such a request, which is an upgrade without a problem.
///
/// * Rainbow: X-DEVICEID and X-CLIENT-OS say who it is; the business server is to be asked.
/// * Im: the parameters app_id, the key of the application, and token, which says who it is.
/// * Topic: anybody; where no business server can be asked, only as AppSettings::anonymous says.
/// * Mesh: whoever has been let in to the HTTP API; that is the caller's to check.
[[nodiscard]] std::variant<Applicant, ApplicantProblem> applicantOf(const RequestHead &head,
                                                                    EndpointDialect dialect,
                                                                    const ApplicantRules &rules);

/// The error of im before the upgrade: {"error": code, "message": message}, HTTP 200.
[[nodiscard]] HttpResponse imError(int code, QByteArrayView message);
inline constexpr int ImMissingParameter = 400;
inline constexpr int ImBadToken = 1000;
inline constexpr int ImUnknownApp = 1001;

/// What an applicant is told whom the business server has refused (No), or about whom it has said
/// nothing (NoVerdict).
[[nodiscard]] HttpResponse refusalOf(EndpointDialect dialect, Verdict::Kind kind);

} // namespace Rainbow
