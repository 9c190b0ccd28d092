// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/relayprocess.h"

#include <QUrl>

#include <memory>

namespace Rainbow::Test {

/// A relay with examples/business-server behind it, both real, for what apps do. The relay keeps
/// its port when it is started again.
class ExampleStage {
public:
    static constexpr char Token[] = "s3cret";

    ~ExampleStage();

    /// Both, with short intervals.
    [[nodiscard]] bool start();
    [[nodiscard]] bool startRelay();
    /// SIGTERM; its exit code.
    [[nodiscard]] int stopRelay();
    [[nodiscard]] bool startBusiness();
    void stopBusiness();

    [[nodiscard]] QUrl url() const;
    /// Has the business server send to a channel: what the relay answered.
    [[nodiscard]] QByteArray send(const QString &channel, int type,
                                  const QByteArray &payload) const;
    /// What the business server has printed so far.
    [[nodiscard]] QByteArray businessLog();

private:
    quint16 m_port = 0;
    quint16 m_businessPort = 0;
    QByteArray m_log;
    QProcess m_business;
    std::unique_ptr<RelayProcess> m_relay;
};

} // namespace Rainbow::Test
