// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QBasicTimer>
#include <QObject>

#include <curl/curl.h>

#include <chrono>
#include <memory>
#include <unordered_map>
#include <vector>

class QSocketNotifier;

namespace Rainbow {

/// What libcurl carries for somebody. Its functions are called from the event loop, never from
/// within libcurl: in them anything may be done.
class CurlTransfer {
public:
    virtual ~CurlTransfer() = default;
    /// Something has come.
    virtual void onProgress() = 0;
    /// It is over; the handle belongs to the transfer again.
    virtual void onDone(CURLcode result) = 0;
};

/// libcurl's multi interface on the event loop of this thread: transfers that run side by side,
/// over connections that are kept open for the next ones.
///
/// Thread: that it was made on. Transfers must have ended, or been stopped, before it ends.
class CurlMulti final : public QObject {
public:
    /// At most so many connections to one host at a time.
    explicit CurlMulti(int connectionsPerHost, QObject *parent = nullptr);
    ~CurlMulti() override;

    /// Sets what every handle needs that is to be started here.
    void prepare(CURL *handle);

    /// Carries it out, from now on; handle must stay as it is until onDone() or stop(). Not from
    /// within libcurl, nor are stop() and resume().
    void start(CURL *handle, CurlTransfer &transfer);
    /// From here on the transfer is told nothing.
    void stop(CURL *handle);
    /// To be called by the callbacks of a transfer: onProgress() follows.
    void progressed(CURL *handle) { m_progressed.push_back(handle); }
    /// Goes on with a transfer whose write callback has paused it.
    void resume(CURL *handle);

protected:
    void timerEvent(QTimerEvent *event) override;

private:
    using Clock = std::chrono::steady_clock;
    using TimePoint = Clock::time_point;

    /// Watches a socket for libcurl.
    struct Watch {
        std::unique_ptr<QSocketNotifier> reading;
        std::unique_ptr<QSocketNotifier> writing;
        int wanted = CURL_POLL_NONE;
        /// A connection that has been used again: it stays watched while it rests, until something
        /// comes that nobody wants; most often that is the next answer. Only such a one: libcurl
        /// closes a socket that has not become a connection without saying so.
        bool isKept = false;
    };

    static int onSocket(CURL *handle, curl_socket_t socket, int what, void *multi, void *unused);
    static int onTimer(CURLM *handle, long milliseconds, void *multi);
    static curl_socket_t onOpenSocket(void *multi, curlsocktype purpose, curl_sockaddr *address);
    static int onCloseSocket(void *multi, curl_socket_t socket);

    void watch(curl_socket_t socket, int what);
    void unwatch(curl_socket_t socket);
    void onReady(curl_socket_t socket, int event);
    void act(curl_socket_t socket, int event);
    void applyTimer();
    void reportLater();
    void report();
    void end(CURL *handle, CURLcode result);

    CURLM *m_multi;
    std::unordered_map<curl_socket_t, Watch> m_watches;
    std::unordered_map<CURL *, CurlTransfer *> m_transfers; ///< under way
    std::vector<CURL *> m_progressed;
    std::vector<CURL *> m_refused; ///< not taken by libcurl: out of memory
    QBasicTimer m_timer;
    TimePoint m_due = TimePoint::max(); ///< when it rings
    long m_wait = -1; ///< ms, that libcurl wants to be called after; negative: it need not be
    bool m_waitIsNew = false; ///< m_timer does not know of it
    bool m_reportsSoon = false;
};

} // namespace Rainbow
