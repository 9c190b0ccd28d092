// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlmulti.h"

#include <QSocketNotifier>
#include <QTimerEvent>

#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace Rainbow {

namespace {

/// Handles that are kept for later; making one costs more than a request.
constexpr size_t MaxIdleHandles = 256;

/// Once per process, and before there are threads that could do it at the same time: libcurl's
/// static locals need no more care than ours.
void initialize()
{
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_UNUSED(result)
}

} // namespace

CurlMulti::CurlMulti(int connectionsPerHost, QObject *parent)
    : QObject(parent), m_multi((initialize(), curl_multi_init()))
{
    Q_CHECK_PTR(m_multi);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETFUNCTION, &CurlMulti::onSocket);
    curl_multi_setopt(m_multi, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERFUNCTION, &CurlMulti::onTimer);
    curl_multi_setopt(m_multi, CURLMOPT_TIMERDATA, this);
    curl_multi_setopt(m_multi, CURLMOPT_PIPELINING, long(CURLPIPE_MULTIPLEX));
    curl_multi_setopt(m_multi, CURLMOPT_MAX_HOST_CONNECTIONS, long(connectionsPerHost));
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, long(connectionsPerHost));
}

CurlMulti::~CurlMulti()
{
    Q_ASSERT(m_transfers.empty());
    for (CURL *handle : m_idle)
        curl_easy_cleanup(handle);
    curl_multi_cleanup(m_multi);
}

CURL *CurlMulti::take()
{
    CURL *handle = nullptr;
    if (m_idle.empty()) {
        handle = curl_easy_init();
        Q_CHECK_PTR(handle);
    } else {
        handle = m_idle.back();
        m_idle.pop_back();
        curl_easy_reset(handle);
    }
    // The connection may outlive the transfer that opened it, and is closed by this function.
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::onCloseSocket);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    return handle;
}

void CurlMulti::giveBack(CURL *handle)
{
    if (m_idle.size() < MaxIdleHandles)
        m_idle.push_back(handle);
    else
        curl_easy_cleanup(handle);
}

bool CurlMulti::start(CURL *handle, CurlTransfer &transfer)
{
    if (curl_multi_add_handle(m_multi, handle) != CURLM_OK)
        return false;
    m_transfers.emplace(handle, &transfer);
    return true;
}

void CurlMulti::stop(CURL *handle)
{
    if (m_transfers.erase(handle) > 0)
        curl_multi_remove_handle(m_multi, handle);
}

void CurlMulti::resume(CURL *handle)
{
    curl_easy_pause(handle, CURLPAUSE_CONT);
    // What it had kept has come to the callbacks within that call.
    if (!m_progressed.empty())
        QMetaObject::invokeMethod(this, &CurlMulti::report, Qt::QueuedConnection);
}

// --- libcurl asks

int CurlMulti::onSocket(CURL *, curl_socket_t socket, int what, void *multi, void *)
{
    static_cast<CurlMulti *>(multi)->watch(socket, what);
    return 0;
}

int CurlMulti::onTimer(CURLM *, long milliseconds, void *multi)
{
    auto *self = static_cast<CurlMulti *>(multi);
    if (milliseconds < 0) {
        self->m_timer.stop();
        return 0;
    }
    const long longest = std::numeric_limits<int>::max();
    self->m_timer.start(int(std::min(milliseconds, longest)), Qt::PreciseTimer, self);
    return 0;
}

int CurlMulti::onCloseSocket(void *multi, curl_socket_t socket)
{
    static_cast<CurlMulti *>(multi)->m_watches.erase(socket);
    return ::close(socket);
}

void CurlMulti::watch(curl_socket_t socket, int what)
{
    if (what == CURL_POLL_REMOVE) {
        if (const auto found = m_watches.find(socket); found != m_watches.end()) {
            found->second.wanted = CURL_POLL_NONE;
            if (found->second.writing)
                found->second.writing->setEnabled(false);
        }
        return;
    }
    Watch &watch = m_watches[socket];
    watch.wanted = what;
    const bool writes = (what & CURL_POLL_OUT) != 0;
    if (!watch.reading) {
        watch.reading = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Read);
        connect(watch.reading.get(), &QSocketNotifier::activated, this,
                [this, socket] { onReady(socket, CURL_CSELECT_IN); });
    }
    if (writes && !watch.writing) {
        watch.writing = std::make_unique<QSocketNotifier>(socket, QSocketNotifier::Write);
        connect(watch.writing.get(), &QSocketNotifier::activated, this,
                [this, socket] { onReady(socket, CURL_CSELECT_OUT); });
    }
    watch.reading->setEnabled((what & CURL_POLL_IN) != 0);
    if (watch.writing)
        watch.writing->setEnabled(writes);
}

// --- the event loop tells

void CurlMulti::onReady(curl_socket_t socket, int event)
{
    const auto found = m_watches.find(socket);
    if (found == m_watches.end())
        return;
    if (found->second.wanted == CURL_POLL_NONE) {
        // A resting connection: libcurl sees what is wrong with it when it wants to use it.
        found->second.reading->setEnabled(false);
        return;
    }
    act(socket, event);
}

void CurlMulti::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer.timerId())
        return;
    // It rings once; libcurl sets it anew.
    m_timer.stop();
    act(CURL_SOCKET_TIMEOUT, 0);
}

void CurlMulti::act(curl_socket_t socket, int event)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, event, &running);
    report();
}

void CurlMulti::report()
{
    // Whoever is told may start and stop transfers, its own and others.
    for (CURL *handle : std::exchange(m_progressed, {})) {
        if (const auto found = m_transfers.find(handle); found != m_transfers.end())
            found->second->onProgress();
    }
    int left = 0;
    while (const CURLMsg *message = curl_multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE)
            continue;
        CURL *const handle = message->easy_handle;
        const CURLcode result = message->data.result;
        const auto found = m_transfers.find(handle);
        if (found == m_transfers.end())
            continue;
        CurlTransfer &transfer = *found->second;
        m_transfers.erase(found);
        curl_multi_remove_handle(m_multi, handle);
        transfer.onDone(result);
    }
}

} // namespace Rainbow
