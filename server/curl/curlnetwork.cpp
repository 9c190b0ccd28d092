// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "curl/curlnetwork.h"

#include "curl/curlmulti.h"
#include "curl/curlreply.h"

#include <QNetworkProxy>

namespace Rainbow {

CurlNetwork::CurlNetwork(int connectionsPerHost, QObject *parent)
    : QNetworkAccessManager(parent), m_multi(new CurlMulti(connectionsPerHost, this))
{
}

CurlNetwork::~CurlNetwork()
{
    // Replies that nobody has deleted still need it.
    qDeleteAll(findChildren<CurlReply *>(Qt::FindDirectChildrenOnly));
}

QNetworkReply *CurlNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                          QIODevice *body)
{
    if (operation != GetOperation && operation != PostOperation)
        return QNetworkAccessManager::createRequest(operation, request, body);
    const QByteArray bytes = body ? body->readAll() : QByteArray();
    return new CurlReply(*m_multi, operation, request, bytes, {proxy(), m_authorities}, this);
}

} // namespace Rainbow
