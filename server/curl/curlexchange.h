// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "curl/curlmulti.h"

#include <QByteArray>
#include <QList>
#include <QSslError>

#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace Rainbow {

class CurlSite;

/// One request that libcurl carries, and its answer. It is sent once, whatever becomes of it: not
/// again where a kept connection turns out to be closed, and to no other place.
///
/// Thread: that of its site.
class CurlExchange final : private CurlTransfer {
public:
    /// Bytes of an answer's head, all of its lines; more: CURLE_WRITE_ERROR.
    static constexpr qsizetype MaxHead = 64 * 1024;

    using Header = std::pair<QByteArray, QByteArray>;

    /// Who asks. Called from the event loop, never from within start(); anything may be done.
    class Listener {
    public:
        virtual ~Listener() = default;
        /// The head is whole, or more of the body has come; to whom tellProgress() is for.
        virtual void onProgress() { }
        /// It is over, and nothing comes any more. CURLE_OK: the answer is whole.
        virtual void onEnd(CURLcode result) = 0;
    };

    /// The listener must outlive it.
    CurlExchange(std::shared_ptr<CurlSite> site, Listener &listener);
    ~CurlExchange() override;
    CurlExchange(const CurlExchange &) = delete;
    CurlExchange &operator=(const CurlExchange &) = delete;

    // Before it starts.
    void tellProgress() { m_tellsProgress = true; }
    /// A larger body ends it, see isTooLarge().
    void setMaxBody(qsizetype bytes) { m_maxBody = bytes; }
    /// Content-Length is left out. Without a Content-Type, Accept or User-Agent none is sent;
    /// without an Accept-Encoding what libcurl can decode, and it does.
    void addHeader(QByteArrayView name, QByteArrayView value);

    /// url: as it is sent, without a fragment; it begins with the site's origin.
    void get(QByteArrayView url);
    void post(QByteArrayView url, const QByteArray &body);
    /// Nothing is told any more.
    void stop();

    /// So many bytes of the body are gathered, or a little more, until takeBody(); 0: all.
    void setRoom(qsizetype bytes) { m_room = bytes; }
    /// Up to so many bytes of what has come.
    [[nodiscard]] qsizetype takeBody(char *to, qsizetype size);
    [[nodiscard]] qsizetype bodySize() const { return m_body.size() - m_read; }
    /// All that has come; takeBody() must not have been called.
    [[nodiscard]] const QByteArray &body() const { return m_body; }

    [[nodiscard]] bool headIsWhole() const { return m_headIsWhole; }
    [[nodiscard]] int status() const { return m_status; }
    [[nodiscard]] const QByteArray &reason() const { return m_reason; }
    /// A field that comes twice is a list (RFC 9110 §5.3).
    [[nodiscard]] const QList<Header> &headers() const { return m_headers; }
    [[nodiscard]] bool isTooLarge() const { return m_isTooLarge; }
    /// Behind CURLE_PEER_FAILED_VERIFICATION: what is wrong with the peer's certificate.
    [[nodiscard]] const QSslError &sslError() const { return *m_sslError; }

private:
    static size_t onHeader(char *data, size_t one, size_t size, void *exchange);
    static size_t onBody(char *data, size_t one, size_t size, void *exchange);
    static int onRequest(void *exchange, char *, char *, int, int);

    void addLine(QByteArrayView first, QByteArrayView second = {}, QByteArrayView third = {});
    void finishHeaders();
    void start(QByteArrayView url);
    void release();

    [[nodiscard]] bool takeHeaderLine(QByteArrayView line);
    void takeStatusLine(QByteArrayView line);
    void takeHeader(QByteArrayView name, QByteArrayView value);
    [[nodiscard]] size_t takePiece(const char *data, size_t size);
    void onProgress() override { m_listener.onProgress(); }
    void onDone(CURLcode result) override;

    std::shared_ptr<CurlSite> m_site;
    Listener &m_listener;
    CURL *m_handle; ///< of the site; null: it is over

    QByteArray m_requestLines; ///< of its head, each with a 0 behind it
    size_t m_lineCount = 0;
    std::vector<curl_slist> m_requestList; ///< of them
    QByteArray m_requestBody;
    bool m_hasType = false;
    bool m_hasCoding = false;
    bool m_hasAccept = false;
    bool m_sent = false; ///< the request has been; a second time would be a repeat

    QList<Header> m_headers; ///< of the last head that has come
    QByteArray m_reason;
    std::optional<QSslError> m_sslError;
    qsizetype m_headSize = 0;
    int m_status = 0;
    bool m_headIsWhole = false;

    QByteArray m_body; ///< has come
    qsizetype m_read = 0; ///< of it
    qsizetype m_room = 0;
    qsizetype m_maxBody = 0; ///< 0: any
    bool m_tellsProgress = false;
    bool m_isPaused = false;
    bool m_isTooLarge = false;
};

} // namespace Rainbow
