// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlreply.h"

#include "curl/curlerror.h"
#include "curl/curlsite.h"

#include <QPointer>

namespace Rainbow {

using namespace Qt::Literals::StringLiterals;

CurlReply::CurlReply(std::shared_ptr<CurlSite> site, QNetworkAccessManager::Operation operation,
                     const QNetworkRequest &request, const QByteArray &url, const QByteArray &body,
                     QObject *parent)
    : QNetworkReply(parent), m_exchange(std::move(site), *this)
{
    setOperation(operation);
    setRequest(request);
    setUrl(request.url());
    open(ReadOnly | Unbuffered);
    m_exchange.tellProgress();
    const QList<QByteArray> names = request.rawHeaderList();
    for (const QByteArray &name : names)
        m_exchange.addHeader(name, request.rawHeader(name));
    if (operation == QNetworkAccessManager::PostOperation)
        m_exchange.post(url, body);
    else
        m_exchange.get(url);
}

void CurlReply::onProgress()
{
    const QPointer<CurlReply> alive(this);
    takeHeaders();
    if (alive && !isFinished() && m_exchange.bodySize() > 0)
        Q_EMIT readyRead();
}

void CurlReply::takeHeaders()
{
    if (m_headIsTold || !m_exchange.headIsWhole())
        return;
    m_headIsTold = true;
    for (const auto &[name, value] : m_exchange.headers())
        setRawHeader(name, value);
    setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_exchange.status());
    setAttribute(QNetworkRequest::HttpReasonPhraseAttribute,
                 QString::fromLatin1(m_exchange.reason()));
    Q_EMIT metaDataChanged();
}

void CurlReply::onEnd(CURLcode result)
{
    const QPointer<CurlReply> alive(this);
    if (result == CURLE_PEER_FAILED_VERIFICATION)
        Q_EMIT sslErrors({m_exchange.sslError()});
    if (alive)
        takeHeaders();
    if (!alive)
        return;
    if (result == CURLE_OK)
        finish(networkErrorOf(m_exchange.status()), QString::fromLatin1(m_exchange.reason()));
    else
        finish(networkErrorOf(result), QString::fromLatin1(curl_easy_strerror(result)));
}

void CurlReply::finish(NetworkError error, const QString &text)
{
    if (isFinished())
        return;
    const QPointer<CurlReply> alive(this);
    setFinished(true);
    if (error != NoError) {
        setError(error, text);
        Q_EMIT errorOccurred(error);
    }
    if (alive && m_exchange.bodySize() > 0)
        Q_EMIT readyRead();
    if (alive)
        Q_EMIT finished();
}

void CurlReply::abort()
{
    if (isFinished())
        return;
    m_exchange.stop();
    finish(OperationCanceledError, u"aborted"_qs);
}

void CurlReply::setReadBufferSize(qint64 size)
{
    QNetworkReply::setReadBufferSize(size);
    m_exchange.setRoom(qsizetype(size));
}

qint64 CurlReply::bytesAvailable() const
{
    return m_exchange.bodySize() + QNetworkReply::bytesAvailable();
}

qint64 CurlReply::readData(char *data, qint64 maxSize)
{
    if (m_exchange.bodySize() == 0)
        return isFinished() ? -1 : 0;
    return m_exchange.takeBody(data, qsizetype(maxSize));
}

} // namespace Rainbow
