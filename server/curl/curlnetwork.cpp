// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlnetwork.h"

#include "curl/curlmulti.h"
#include "curl/curlreply.h"
#include "curl/curlsite.h"

#include <QSslConfiguration>

#include <algorithm>

namespace Rainbow {

namespace {

/// Scheme and authority of a URL.
QByteArray originOf(const QByteArray &url)
{
    const auto begin = url.cbegin() + std::min(url.indexOf("://") + 3, url.size());
    const auto end = std::find_if(begin, url.cend(), [](char c) { return c == '/' || c == '?'; });
    return url.first(end - url.cbegin());
}

bool wantsVerifying(const QNetworkRequest &request)
{
    const QSslSocket::PeerVerifyMode mode = request.sslConfiguration().peerVerifyMode();
    return mode != QSslSocket::VerifyNone && mode != QSslSocket::QueryPeer;
}

} // namespace

CurlNetwork::CurlNetwork(int connectionsPerHost, QObject *parent)
    : QNetworkAccessManager(parent), m_connections(connectionsPerHost),
      m_multi(new CurlMulti(connectionsPerHost, this))
{
}

CurlNetwork::~CurlNetwork()
{
    // Replies that nobody has deleted still need it.
    qDeleteAll(findChildren<CurlReply *>(Qt::FindDirectChildrenOnly));
}

std::shared_ptr<CurlSite> CurlNetwork::siteOf(const QByteArray &url, bool verifies)
{
    CurlSite::Way way{originOf(url), proxy(), m_authorities, verifies, m_http2};
    const auto found =
        std::find_if(m_sites.rbegin(), m_sites.rend(),
                     [&way](const std::shared_ptr<CurlSite> &site) { return site->way() == way; });
    if (found == m_sites.rend()) {
        if (m_sites.size() == MaxSites)
            m_sites.erase(m_sites.begin());
        m_sites.push_back(std::make_shared<CurlSite>(*m_multi, m_connections, std::move(way)));
    } else if (found != m_sites.rbegin()) {
        std::rotate(found.base() - 1, found.base(), m_sites.end());
    }
    return m_sites.back();
}

QNetworkReply *CurlNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                          QIODevice *body)
{
    if (operation != GetOperation && operation != PostOperation)
        return QNetworkAccessManager::createRequest(operation, request, body);
    const QByteArray bytes = body ? body->readAll() : QByteArray();
    const QByteArray url = request.url().toEncoded(QUrl::RemoveFragment);
    const bool verifies = !url.startsWith("https:") || wantsVerifying(request);
    return new CurlReply(siteOf(url, verifies), operation, request, url, bytes, this);
}

} // namespace Rainbow
