// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "curl/curlmulti.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <memory>
#include <vector>

namespace Rainbow {

class CurlSite;

/// The answer to a request that libcurl carries; see CurlNetwork.
class CurlReply final : public QNetworkReply, private CurlTransfer {
    Q_OBJECT

public:
    /// Bytes of an answer's head, all of its lines; more: ProtocolFailure.
    static constexpr qsizetype MaxHead = 64 * 1024;

    /// url: that of the request, as it is sent; it begins with the site's origin. multi must
    /// outlive it.
    CurlReply(CurlMulti &multi, std::shared_ptr<CurlSite> site,
              QNetworkAccessManager::Operation operation, const QNetworkRequest &request,
              const QByteArray &url, const QByteArray &body, QObject *parent);
    ~CurlReply() override;

    void abort() override;
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    static size_t onHeader(char *data, size_t one, size_t size, void *reply);
    static size_t onBody(char *data, size_t one, size_t size, void *reply);
    static int onRequest(void *reply, char *, char *, int, int);

    void prepare(const QByteArray &url);
    void prepareHeaders();
    void prepareBody();

    bool takeHeaderLine(QByteArrayView line);
    void takeHeaders();
    void onProgress() override;
    void onDone(CURLcode result) override;
    void finish(NetworkError error, const QString &text);
    void release();

    CurlMulti &m_multi;
    std::shared_ptr<CurlSite> m_site;
    CURL *m_handle; ///< of the site; null: the transfer is over
    QByteArray m_requestLines; ///< of its head, each with a 0 behind it
    std::vector<curl_slist> m_requestList; ///< of them
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
