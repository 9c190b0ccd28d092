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
    qint64 nowSeconds = 0; ///< since 1970
    TimePoint now;
};

/// Why it cannot come in.
struct ApplicantProblem {
    HttpResponse response;
    QByteArray reason; ///< for the log
};

/// Reads such a request, which is an upgrade without a problem.
[[nodiscard]] std::variant<Applicant, ApplicantProblem> applicantOf(const RequestHead &head,
                                                                    EndpointDialect dialect,
                                                                    const ApplicantRules &rules);

/// What an applicant is told whom the business server has refused (No), or about whom it has said
/// nothing (NoVerdict).
[[nodiscard]] HttpResponse refusalOf(EndpointDialect dialect, Verdict::Kind kind);

} // namespace Rainbow
