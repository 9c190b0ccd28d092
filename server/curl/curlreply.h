// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "curl/curlexchange.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace Rainbow {

/// The answer to a request that libcurl carries; see CurlNetwork.
class CurlReply final : public QNetworkReply, private CurlExchange::Listener {
    Q_OBJECT

public:
    /// url: that of the request, as it is sent.
    CurlReply(std::shared_ptr<CurlSite> site, QNetworkAccessManager::Operation operation,
              const QNetworkRequest &request, const QByteArray &url, const QByteArray &body,
              QObject *parent);

    void abort() override;
    [[nodiscard]] bool isSequential() const override { return true; }
    [[nodiscard]] qint64 bytesAvailable() const override;
    void setReadBufferSize(qint64 size) override;

protected:
    qint64 readData(char *data, qint64 maxSize) override;

private:
    void takeHeaders();
    void onProgress() override;
    void onEnd(CURLcode result) override;
    void finish(NetworkError error, const QString &text);

    CurlExchange m_exchange;
    bool m_headIsTold = false;
};

} // namespace Rainbow
