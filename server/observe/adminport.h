// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "gate/gate.h"
#include "gate/processlimits.h"
#include "gate/wirecontext.h"
#include "http/httpsettings.h"
#include "http/router.h"

#include <QObject>

#include <functional>
#include <memory>

namespace Rainbow {

class Feed;
class TlsContext;

/// A port for people alone, `[admin] listen`: the feed, and what is added to its router, for
/// whoever may come. Its connections stand beside max_connections, so that a full relay can be
/// looked at. Thread: the node's.
class AdminPort final : public QObject {
    Q_OBJECT

public:
    static constexpr int MaxConnections = 500;

    /// Takes over the listening descriptor. feed: nullptr while there is none; it must be gone
    /// before this is.
    AdminPort(int descriptor, std::function<Feed *()> feed, QObject *parent = nullptr);
    ~AdminPort() override;

    /// From now on, for those that come. With tls they have to speak it.
    void setSettings(const GateSettings &gate, const HttpSettings &http,
                     std::shared_ptr<const TlsContext> tls);
    /// What it serves besides the feed.
    [[nodiscard]] Router &router() { return m_router; }

    /// Nobody comes any more; those that are there get their answers.
    void stop();

private:
    void onUpgrade(WireSocket *socket, const RequestHead &head, qsizetype headSize);

    std::function<Feed *()> m_feed;
    HttpSettings m_httpSettings;
    ProcessLimits m_limits{MaxConnections, 0, 0};
    WireContext m_wire; ///< before all that has sockets
    Router m_router;
    Gate m_gate;
};

} // namespace Rainbow
