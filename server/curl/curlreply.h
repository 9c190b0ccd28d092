// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "curl/curlmulti.h"

#include <QNetworkAccessManager>
#include <QNetworkProxy>
#include <QNetworkReply>

#include <memory>

namespace Rainbow {

/// The answer to a request that libcurl carries; see CurlNetwork.
class CurlReply final : public QNetworkReply, private CurlTransfer {
    Q_OBJECT

public:
    /// Bytes of an answer's head, all of its lines; more: ProtocolFailure.
    static constexpr qsizetype MaxHead = 64 * 1024;

    /// How a peer is reached, and believed.
    struct Way {
        QNetworkProxy proxy;
        QByteArray authorities; ///< PEM; empty: the system's
    };

    /// multi must outlive it.
    CurlReply(CurlMulti &multi, QNetworkAccessManager::Operation operation,
              const QNetworkRequest &request, const QByteArray &body, const Way &way,
              QObject *parent);
    ~CurlReply() override;

    void abort() override;
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    struct SlistDeleter {
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    static size_t onHeader(char *data, size_t one, size_t size, void *reply);
    static size_t onBody(char *data, size_t one, size_t size, void *reply);
    static int onRequest(void *reply, char *, char *, int, int);

    void prepare(const Way &way);
    void prepareBody(const QByteArray &body);
    void prepareHeaders();
    void prepareTls(const QByteArray &authorities);
    void prepareProxy(const QNetworkProxy &proxy);

    bool takeHeaderLine(QByteArrayView line);
    void takeHeaders();
    void onProgress() override;
    void onDone(CURLcode result) override;
    void finish(NetworkError error, const QString &text);
    void release();

    CurlMulti &m_multi;
    CURL *m_handle; ///< null: the transfer is over
    std::unique_ptr<curl_slist, SlistDeleter> m_requestHeaders;
    QByteArray m_requestBody;
    QList<RawHeaderPair> m_headers; ///< of the last head that has come
    QByteArray m_reason;
    qsizetype m_headSize = 0;
    int m_status = 0;
    bool m_headIsWhole = false;
    bool m_headIsTold = false;
    bool m_sent = false; ///< the request has been; a second time would be a repeat
    bool m_paused = false;
    QByteArray m_body; ///< has come
    qsizetype m_read = 0; ///< of it
};

} // namespace Rainbow
