// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "configwarnings.h"

#include "namedsections.h"

#include <algorithm>

namespace Rainbow {

namespace {

/// Who comes to an application, as far as the file has said so.
struct Callers {
    bool rainbow = false;
    bool im = false;
    bool topic = false;
    bool any = false;
};

Callers callersOf(const QByteArray &app, const QList<EndpointSettings> &endpoints)
{
    Callers callers;
    for (const EndpointSettings &endpoint : endpoints) {
        if (endpoint.app != app)
            continue;
        callers.any = true;
        callers.rainbow |= endpoint.dialect == EndpointDialect::Rainbow;
        callers.im |= endpoint.dialect == EndpointDialect::Im;
        callers.topic |= endpoint.dialect == EndpointDialect::Topic;
    }
    return callers;
}

/// Those that are there without being asked for are no reason to warn of what they lack, except
/// /connect/.
Callers callersOf(const Config &app, const Config &all)
{
    QList<EndpointSettings> defaults = Config::defaultEndpoints();
    defaults.first().origins = all.endpoints.value(0).origins;
    return callersOf(app.app.name, all.endpoints == defaults ? defaults.first(1) : all.endpoints);
}

QStringList warningsOf(const Config &app, const Callers &callers)
{
    const BusinessSettings &business = app.business;
    QStringList warnings;
    if (callers.rainbow || callers.topic) {
        if (business.token.isEmpty() && app.tokenFile.isEmpty())
            warnings += u"no security_token: every call of the HTTP API is refused"_qs;
        if (business.connectUrl.isEmpty() && callers.rainbow)
            warnings += u"no connect_url: connections are refused with 503, but for --dev"_qs;
        else if (business.connectUrl.isEmpty() && !app.app.anonymous)
            warnings += u"no connect_url, and anonymous = deny: clients of topic are refused"_qs;
    }
    if (callers.rainbow && business.forwardUrl.isEmpty() && app.app.queue.isEmpty())
        warnings += u"no forward_url: messages of clients go nowhere"_qs;
    if (callers.im && app.app.secret.isEmpty() && app.app.secretFile.isEmpty())
        warnings += u"no app_secret: clients of im are refused"_qs;
    return warnings;
}

bool dropsLargest(const Config &config)
{
    return config.hub.maxBacklog < config.gate.maxPayload;
}

} // namespace

QStringList warningsOf(const Config &config)
{
    const QString tooLarge =
        u"max_backlog is below max_payload: a message that large is dropped"_qs;
    QStringList warnings = warningsOf(config, callersOf(config, config));
    if (dropsLargest(config))
        warnings += tooLarge;
    for (const auto &app : config.apps) {
        const Callers callers = callersOf(*app, config);
        QStringList own = warningsOf(*app, callers);
        if (!callers.any)
            own += u"no endpoint leads to it: it has no clients"_qs;
        if (dropsLargest(*app) && !dropsLargest(config))
            own += tooLarge;
        const QString title = QString::fromUtf8(titleOf(NamedSection::App, app->app.name));
        for (const QString &warning : std::as_const(own))
            warnings += title + u": "_qs + warning;
    }
    return warnings;
}

} // namespace Rainbow
