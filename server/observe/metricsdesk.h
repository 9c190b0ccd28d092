// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http/httpmessage.h"
#include "observe/adminaccess.h"
#include "observe/metrics.h"
#include "observe/observatory.h"

#include <functional>
#include <map>
#include <vector>

namespace Rainbow {

/// Where it is.
inline constexpr char MetricsPath[] = "/metrics";

/// Whether /metrics is there for that caller; where not, it is as any other path that is not.
/// atAdminPort: it came over `[admin] listen`.
[[nodiscard]] bool hasMetrics(const AdminSettings &settings, const QHostAddress &caller,
                              bool atAdminPort);

/// Answers /metrics, for those who may ask, from the latest sample; asked before there is one, it
/// answers once there is. Thread: the node's.
class MetricsDesk final : public QObject {
    Q_OBJECT

public:
    static constexpr size_t MaxWaiting = 100; ///< for the first sample; others get 503

    using Answer = std::function<void(const HttpResponse &)>;

    /// observatory must outlive it. access: that of the feed, there whenever there are users: who
    /// fails there may not try here.
    MetricsDesk(Observatory &observatory, std::function<AdminAccess *()> access,
                QObject *parent = nullptr);

    void setSettings(const AdminSettings &settings);

    /// From a caller for whom hasMetrics() is true. Answers once, possibly later.
    void ask(const HttpRequest &request, bool atAdminPort, Answer answer);

private:
    [[nodiscard]] HttpResponse metrics(ExpositionFormat format);
    void onSampled();

    Observatory &m_observatory;
    std::function<AdminAccess *()> m_access;
    AdminSettings m_settings;
    std::map<ExpositionFormat, QByteArray> m_texts; ///< of the latest sample
    std::vector<std::pair<ExpositionFormat, Answer>> m_waiting;
};

} // namespace Rainbow
