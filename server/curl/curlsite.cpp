// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlsite.h"

#include "curl/curlmulti.h"

#include <QUrl>

#include <algorithm>
#include <utility>

namespace Rainbow {

namespace {

/// Handles that are kept for later; one takes some KiB.
constexpr size_t MaxIdleHandles = 256;

} // namespace

CurlSite::CurlSite(CurlMulti &multi, int connections, Way way)
    : m_multi(multi), m_connections(connections), m_way(std::move(way)), m_url(curl_url())
{
    Q_CHECK_PTR(m_url);
    // What is no URL fails with the request.
    curl_url_set(m_url, CURLUPART_URL, m_way.origin.constData(), 0);
}

CurlSite::~CurlSite()
{
    for (CURL *handle : m_idle)
        curl_easy_cleanup(handle);
    curl_url_cleanup(m_url);
}

QByteArray CurlSite::targetOf(QByteArrayView url) const
{
    const QByteArrayView path = url.sliced(m_way.origin.size());
    QByteArray target;
    target.reserve(url.size() + 1);
    // A proxy is told of the whole URL.
    if (m_way.proxy.type() == QNetworkProxy::HttpProxy && !isSecure())
        target = QUrl::fromEncoded(m_way.origin).toEncoded(QUrl::RemoveUserInfo);
    if (!path.startsWith('/'))
        target.append('/');
    return target.append(path);
}

CURL *CurlSite::take()
{
    if (m_idle.empty())
        return make();
    CURL *const handle = m_idle.back();
    m_idle.pop_back();
    return handle;
}

void CurlSite::start(CURL *handle, CurlTransfer &transfer)
{
    if (m_running == m_connections || !m_waiting.empty()) {
        m_waiting.push_back({handle, &transfer});
        return;
    }
    ++m_running;
    m_multi.start(handle, transfer);
}

void CurlSite::startWaitingSoon()
{
    if (std::exchange(m_startsSoon, true))
        return;
    QMetaObject::invokeMethod(
        &m_multi,
        [weak = weak_from_this()] {
            if (const auto site = weak.lock())
                site->startWaiting();
        },
        Qt::QueuedConnection);
}

void CurlSite::startWaiting()
{
    m_startsSoon = false;
    while (m_running < m_connections && !m_waiting.empty()) {
        const Waiting next = m_waiting.front();
        m_waiting.pop_front();
        ++m_running;
        m_multi.start(next.handle, *next.transfer);
    }
}

void CurlSite::giveBack(CURL *handle)
{
    const auto waiting =
        std::find_if(m_waiting.begin(), m_waiting.end(),
                     [handle](const Waiting &one) { return one.handle == handle; });
    if (waiting != m_waiting.end()) {
        m_waiting.erase(waiting);
    } else {
        m_multi.stop(handle);
        --m_running;
        if (!m_waiting.empty())
            startWaitingSoon();
    }
    if (m_idle.size() < MaxIdleHandles)
        m_idle.push_back(handle);
    else
        curl_easy_cleanup(handle);
}

CURL *CurlSite::make()
{
    CURL *const handle = curl_easy_init();
    Q_CHECK_PTR(handle);
    m_multi.prepare(handle);
    curl_easy_setopt(handle, CURLOPT_CURLU, m_url);
    curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(handle, CURLOPT_HTTP_VERSION,
                     long(m_way.http2 ? CURL_HTTP_VERSION_2TLS : CURL_HTTP_VERSION_1_1));
    // Rather one connection for all requests than a handshake for each.
    curl_easy_setopt(handle, CURLOPT_PIPEWAIT, long(m_way.http2));
    curl_easy_setopt(handle, CURLOPT_TCP_NODELAY, 1L);
    curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    prepareTls(handle);
    prepareProxy(handle);
    return handle;
}

void CurlSite::prepareTls(CURL *handle) const
{
    if (!isSecure())
        return;
    curl_easy_setopt(handle, CURLOPT_SSLVERSION, long(CURL_SSLVERSION_TLSv1_2));
    if (!m_way.authorities.isEmpty()) {
        curl_blob blob{const_cast<char *>(m_way.authorities.constData()),
                       size_t(m_way.authorities.size()), CURL_BLOB_NOCOPY};
        curl_easy_setopt(handle, CURLOPT_CAINFO_BLOB, &blob);
        curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    }
    if (!m_way.verifies) {
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYPEER, 0L);
        curl_easy_setopt(handle, CURLOPT_SSL_VERIFYHOST, 0L);
    }
}

void CurlSite::prepareProxy(CURL *handle) const
{
    const QNetworkProxy &proxy = m_way.proxy;
    const bool isSocks = proxy.type() == QNetworkProxy::Socks5Proxy;
    if (!isSocks && proxy.type() != QNetworkProxy::HttpProxy) {
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        curl_easy_setopt(handle, CURLOPT_NOPROXY, "*"); // or it asks the environment each time
        return;
    }
    curl_easy_setopt(handle, CURLOPT_NOPROXY, "");
    curl_easy_setopt(handle, CURLOPT_PROXYTYPE,
                     long(isSocks ? CURLPROXY_SOCKS5_HOSTNAME : CURLPROXY_HTTP));
    curl_easy_setopt(handle, CURLOPT_PROXY, proxy.hostName().toUtf8().constData());
    curl_easy_setopt(handle, CURLOPT_PROXYPORT, long(proxy.port()));
    if (!proxy.user().isEmpty()) {
        curl_easy_setopt(handle, CURLOPT_PROXYUSERNAME, proxy.user().toUtf8().constData());
        curl_easy_setopt(handle, CURLOPT_PROXYPASSWORD, proxy.password().toUtf8().constData());
    }
}

} // namespace Rainbow
