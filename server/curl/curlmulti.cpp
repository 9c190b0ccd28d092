// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlmulti.h"

#include <QSocketNotifier>
#include <QTimerEvent>

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace Rainbow {

namespace {

/// Once per process, and before there are threads that could do it at the same time: libcurl's
/// static locals need no more care than ours.
void initialize()
{
    static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
    Q_UNUSED(result)
}

/// Whether it is a socket of a network; those that libcurl's resolver talks over are not.
bool isOfNetwork(curl_socket_t socket)
{
    int domain = 0;
    socklen_t size = sizeof domain;
    return getsockopt(socket, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0
        && (domain == AF_INET || domain == AF_INET6);
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
    curl_multi_setopt(m_multi, CURLMOPT_MAX_HOST_CONNECTIONS, long(connectionsPerHost));
    // Of all hosts together: one that is busy must not cost another its connections.
    curl_multi_setopt(m_multi, CURLMOPT_MAXCONNECTS, 2 * long(connectionsPerHost));
}

CurlMulti::~CurlMulti()
{
    Q_ASSERT(m_transfers.empty());
    curl_multi_cleanup(m_multi);
}

void CurlMulti::prepare(CURL *handle)
{
    // A connection may outlive the transfer that opened it, and is closed by the function of that.
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &CurlMulti::onOpenSocket);
    curl_easy_setopt(handle, CURLOPT_OPENSOCKETDATA, this);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &CurlMulti::onCloseSocket);
    curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, this);
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    // Names are looked up by threads; a transfer that is stopped must not wait for its own.
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
}

void CurlMulti::start(CURL *handle, CurlTransfer &transfer)
{
    m_transfers.emplace(handle, &transfer);
    if (curl_multi_add_handle(m_multi, handle) != CURLM_OK) {
        m_refused.push_back(handle);
        reportLater();
        return;
    }
    // At once, instead of by a timer that has run out.
    int running = 0;
    curl_multi_socket_action(m_multi, CURL_SOCKET_TIMEOUT, 0, &running);
    applyTimer();
    if (!m_progressed.empty() || size_t(running) != m_transfers.size())
        reportLater();
}

void CurlMulti::stop(CURL *handle)
{
    if (m_transfers.erase(handle) == 0)
        return;
    std::erase(m_refused, handle);
    curl_multi_remove_handle(m_multi, handle);
    applyTimer();
}

void CurlMulti::resume(CURL *handle)
{
    curl_easy_pause(handle, CURLPAUSE_CONT);
    applyTimer();
    // What it had kept has come to the callbacks within that call.
    if (!m_progressed.empty())
        reportLater();
}

// --- libcurl asks

int CurlMulti::onSocket(CURL *, curl_socket_t socket, int what, void *multi, void *)
{
    auto *self = static_cast<CurlMulti *>(multi);
    if (what == CURL_POLL_REMOVE)
        self->unwatch(socket);
    else
        self->watch(socket, what);
    return 0;
}

int CurlMulti::onTimer(CURLM *, long milliseconds, void *multi)
{
    auto *self = static_cast<CurlMulti *>(multi);
    self->m_wait = milliseconds;
    self->m_waitIsNew = true;
    return 0;
}

curl_socket_t CurlMulti::onOpenSocket(void *multi, curlsocktype, curl_sockaddr *address)
{
    const curl_socket_t socket =
        ::socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    auto *self = static_cast<CurlMulti *>(multi);
    const auto found = self->m_watches.find(socket);
    if (found == self->m_watches.end())
        return socket;
    // The number is that of a socket which libcurl has closed silently. It takes the new one for
    // the old one, and asks for nothing that it has asked for already.
    const int wanted = found->second.wanted;
    self->m_watches.erase(found);
    if (wanted != CURL_POLL_NONE)
        self->watch(socket, wanted);
    return socket;
}

int CurlMulti::onCloseSocket(void *multi, curl_socket_t socket)
{
    static_cast<CurlMulti *>(multi)->m_watches.erase(socket);
    return ::close(socket);
}

void CurlMulti::watch(curl_socket_t socket, int what)
{
    const auto [found, isNew] = m_watches.try_emplace(socket);
    Watch &watch = found->second;
    if (!isNew && watch.wanted == CURL_POLL_NONE && !watch.isKept)
        watch.isKept = isOfNetwork(socket);
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

void CurlMulti::unwatch(curl_socket_t socket)
{
    const auto found = m_watches.find(socket);
    if (found == m_watches.end())
        return;
    Watch &watch = found->second;
    watch.wanted = CURL_POLL_NONE;
    watch.writing.reset();
    if (!watch.isKept)
        watch.reading.reset();
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
    // It rings once; libcurl asks for it anew.
    m_timer.stop();
    m_due = TimePoint::max();
    act(CURL_SOCKET_TIMEOUT, 0);
}

void CurlMulti::act(curl_socket_t socket, int event)
{
    int running = 0;
    curl_multi_socket_action(m_multi, socket, event, &running);
    report();
    applyTimer();
}

void CurlMulti::applyTimer()
{
    if (!std::exchange(m_waitIsNew, false) || m_wait < 0)
        return;
    // Each transfer has a time by which something must have happened, and most end long before: a
    // timer that rings too early is no harm, and is not set anew for each.
    const TimePoint due = Clock::now() + std::chrono::milliseconds(m_wait);
    if (due >= m_due)
        return;
    m_due = due;
    const long longest = std::numeric_limits<int>::max();
    m_timer.start(int(std::min(m_wait, longest)), Qt::PreciseTimer, this);
}

void CurlMulti::reportLater()
{
    if (!std::exchange(m_reportsSoon, true))
        QMetaObject::invokeMethod(this, &CurlMulti::report, Qt::QueuedConnection);
}

void CurlMulti::report()
{
    m_reportsSoon = false;
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
        curl_multi_remove_handle(m_multi, handle);
        end(handle, result);
    }
    for (CURL *handle : std::exchange(m_refused, {}))
        end(handle, CURLE_OUT_OF_MEMORY);
    applyTimer();
}

void CurlMulti::end(CURL *handle, CURLcode result)
{
    const auto found = m_transfers.find(handle);
    if (found == m_transfers.end())
        return;
    CurlTransfer &transfer = *found->second;
    m_transfers.erase(found);
    transfer.onDone(result);
}

} // namespace Rainbow
