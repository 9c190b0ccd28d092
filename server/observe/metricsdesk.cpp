// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/metricsdesk.h"

#include "logging.h"

#include <optional>
#include <utility>

namespace Rainbow {

namespace {

std::optional<HttpResponse> refusalOf(AdminAccess *access, const HttpRequest &request)
{
    if (!access)
        return jsonError(404, "not found");
    AdminUser user;
    return accessProblem(*access, request.head, request.peerAddress, user);
}

} // namespace

bool hasMetrics(const AdminSettings &settings, const QHostAddress &caller, bool atAdminPort)
{
    if (!settings.isOn())
        return false;
    if (settings.listen.has_value() || atAdminPort)
        return atAdminPort;
    return settings.metricsPublic || caller.isLoopback();
}

MetricsDesk::MetricsDesk(Observatory &observatory, std::function<AdminAccess *()> access,
                         QObject *parent)
    : QObject(parent), m_observatory(observatory), m_access(std::move(access))
{
    connect(&observatory, &Observatory::sampled, this, &MetricsDesk::onSampled);
}

void MetricsDesk::setSettings(const AdminSettings &settings)
{
    m_settings = settings;
    if (m_settings.isOn())
        return;
    m_texts.clear();
    for (const auto &[format, answer] : std::exchange(m_waiting, {}))
        answer(jsonError(404, "not found"));
}

void MetricsDesk::ask(const HttpRequest &request, bool atAdminPort, Answer answer)
{
    // The settings may have changed while the question was on its way.
    if (!hasMetrics(m_settings, request.peerAddress, atAdminPort)) {
        answer(jsonError(404, "not found"));
        return;
    }
    if (!m_settings.metricsPublic) {
        if (const auto refusal = refusalOf(m_access(), request)) {
            qCWarning(lcAudit, "metrics refused: %d, address=%s", refusal->status,
                      qPrintable(request.peerAddress.toString()));
            answer(*refusal);
            return;
        }
    }
    const ExpositionFormat format =
        expositionFormatOf(request.head.header("Accept").value_or(QByteArray()));
    if (m_observatory.latest())
        answer(metrics(format));
    else if (m_waiting.size() < MaxWaiting)
        m_waiting.emplace_back(format, std::move(answer));
    else
        answer(jsonError(503, "there are no figures yet"));
}

HttpResponse MetricsDesk::metrics(ExpositionFormat format)
{
    QByteArray &text = m_texts[format];
    if (text.isEmpty())
        text = metricsText(m_observatory.facts(), *m_observatory.latest(), format);
    return {200, contentTypeOf(format), text, {}};
}

void MetricsDesk::onSampled()
{
    m_texts.clear();
    for (const auto &[format, answer] : std::exchange(m_waiting, {}))
        answer(metrics(format));
}

} // namespace Rainbow
