// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QNetworkProxy>

#include <curl/curl.h>

#include <deque>
#include <memory>
#include <vector>

namespace Rainbow {

class CurlMulti;
class CurlTransfer;

/// One server and the way to it, with handles on which all is set that requests there have in
/// common: setting it for each would cost as much as the request. So many requests are under way
/// at a time as there may be connections; the others wait in a queue, which libcurl's own is not.
class CurlSite : public std::enable_shared_from_this<CurlSite> {
public:
    /// How a server is reached, and believed.
    struct Way {
        QByteArray origin; ///< scheme and authority of its URLs
        QNetworkProxy proxy; ///< NoProxy, HttpProxy or Socks5Proxy; others: none
        QByteArray authorities; ///< PEM; empty: the system's
        bool verifies = true; ///< whether its certificate is looked at
        bool http2 = false; ///< where it agrees to that in the TLS handshake

        friend bool operator==(const Way &, const Way &) = default;
    };

    /// multi must outlive it.
    CurlSite(CurlMulti &multi, int connections, Way way);
    ~CurlSite();
    CurlSite(const CurlSite &) = delete;
    CurlSite &operator=(const CurlSite &) = delete;

    [[nodiscard]] const Way &way() const { return m_way; }
    [[nodiscard]] CurlMulti &multi() const { return m_multi; }
    /// What a request for that URL of the site names in its first line.
    [[nodiscard]] QByteArray targetOf(QByteArrayView url) const;

    /// A handle, to be given back. What a request sets on it must be set by each.
    [[nodiscard]] CURL *take();
    /// Carries out what is set on the handle, as CurlMulti does, as soon as its turn has come.
    void start(CURL *handle, CurlTransfer &transfer);
    /// Stops what it carries, if it is not over.
    void giveBack(CURL *handle);

private:
    [[nodiscard]] bool isSecure() const { return m_way.origin.startsWith("https:"); }
    struct Waiting {
        CURL *handle;
        CurlTransfer *transfer;
    };

    [[nodiscard]] CURL *make();
    /// Waits for the event loop: of calls that end together none is to begin.
    void startWaitingSoon();
    void startWaiting();
    void prepareTls(CURL *handle) const;
    void prepareProxy(CURL *handle) const;

    CurlMulti &m_multi;
    int m_connections;
    Way m_way;
    CURLU *m_url; ///< taken apart once for all handles
    std::vector<CURL *> m_idle;
    std::deque<Waiting> m_waiting;
    int m_running = 0;
    bool m_startsSoon = false;
};

} // namespace Rainbow
