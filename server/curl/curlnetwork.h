// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QNetworkAccessManager>

#include <memory>
#include <vector>

namespace Rainbow {

class CurlMulti;
class CurlSite;

/// A QNetworkAccessManager whose GET and POST are carried by libcurl, on this thread's event loop:
/// several times as fast as Qt's own HTTP, with as many connections to a host as one likes.
/// HTTP/1.1, or HTTP/2 for who wants it.
///
/// What differs from Qt's: no request is ever repeated, not even where a kept connection turns out
/// to be closed; no redirect is followed, no cookie is kept, nothing is cached, no password asked
/// for, whatever the request says; the body of a POST is read at once; a head of more than
/// CurlExchange::MaxHead bytes is an error; of the proxies, NoProxy, HttpProxy and Socks5Proxy are
/// known, and the environment's are not looked at; of the TLS configuration, whether peers are
/// verified. sslErrors() names one error, and cannot be ignored. Other methods are
/// Qt's.
///
/// Thread: that it was made on. Its replies must be destroyed before it.
class CurlNetwork final : public QNetworkAccessManager {
    Q_OBJECT

public:
    /// So many requests to one server are under way at a time, each on a connection of its own but
    /// for HTTP/2; further ones wait, in their order.
    explicit CurlNetwork(int connectionsPerHost, QObject *parent = nullptr);
    ~CurlNetwork() override;

    /// From now on peers are verified by these certificates (PEM, at least one) instead of the
    /// system's; empty: by the system's again.
    void setAuthorities(const QByteArray &pem) { m_authorities = pem; }

    /// From now on HTTP/2 is spoken with servers that agree to it in the TLS handshake. A server
    /// that has answered as many requests as it wants on a connection (nginx: 1 000) refuses those
    /// that are under way then: with libcurl 7.88 they fail, for it cannot be known whether it has
    /// looked at them. Over HTTP/1.1 an answer says that it is the last one.
    void setHttp2(bool on) { m_http2 = on; }

    /// For who has many requests and does not need what a QNetworkReply brings along: where that
    /// URL, encoded, is asked for through a CurlExchange.
    [[nodiscard]] std::shared_ptr<CurlSite> siteOf(const QByteArray &url, bool verifies = true);

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    static constexpr size_t MaxSites = 16; ///< that it keeps

    int m_connections;
    CurlMulti *m_multi; ///< a child
    std::vector<std::shared_ptr<CurlSite>> m_sites; ///< the latest one last
    QByteArray m_authorities;
    bool m_http2 = false;
};

} // namespace Rainbow
