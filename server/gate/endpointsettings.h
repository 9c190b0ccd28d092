// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

namespace Rainbow {

/// What is spoken at a path.
enum class EndpointDialect : quint8 { Rainbow, Im, Topic, Mesh };

/// A path at which clients become WebSockets: [endpoint:/path].
struct EndpointSettings {
    QByteArray path; ///< as in a request, from its "/" on
    EndpointDialect dialect = EndpointDialect::Rainbow;
    QByteArray app; ///< the application's name
    /// Whence a browser may come, lower case, "*" any; empty: only from the host it asks for.
    QList<QByteArray> origins = {};
    bool isDefault = false; ///< no section says so

    /// Whoever said so.
    friend bool operator==(const EndpointSettings &a, const EndpointSettings &b)
    {
        return a.path == b.path && a.dialect == b.dialect && a.app == b.app
            && a.origins == b.origins;
    }
};

} // namespace Rainbow
