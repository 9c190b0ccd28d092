// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/apianswer.h"

#include <QJsonDocument>

namespace Rainbow {

HttpResponse jsonAnswer(const QJsonObject &object)
{
    HttpResponse response;
    response.body = QJsonDocument(object).toJson(QJsonDocument::Compact);
    return response;
}

HttpResponse doneAnswer()
{
    HttpResponse response;
    response.body = QByteArrayLiteral("{\"status\":0}");
    return response;
}

HttpResponse refusedAnswer(QByteArrayView msg)
{
    return jsonError(200, msg);
}

HttpResponse okAnswer()
{
    return {200, "text/plain; charset=utf-8", "ok", {}};
}

} // namespace Rainbow
