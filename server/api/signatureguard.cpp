// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/signatureguard.h"

#include "api/apianswer.h"
#include "business/noncememory.h"
#include "business/signature.h"
#include "logging.h"

#include <QDateTime>

#include <algorithm>

namespace Rainbow {

namespace {

constexpr qsizetype MaxNonce = 64;

/// Whether a parameter stands there twice. Their order is not signed: which of the two counts
/// would be for whoever is in between to choose.
bool hasRepeated(const RequestHead &head)
{
    QList<QByteArray> names;
    names.reserve(head.query.size());
    for (const auto &parameter : head.query)
        names.append(parameter.first);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

} // namespace

const char *SignatureGuard::problemOf(const HttpRequest &request) const
{
    if (m_settings.token.isEmpty())
        return m_settings.openWithoutToken ? nullptr : "there is no security_token";
    const RequestHead &head = request.head;
    const auto timestamp = head.queryValue("timestamp");
    const auto nonce = head.queryValue("nonce");
    const auto signature = head.queryValue("signature");
    if (!timestamp || !nonce || !signature)
        return "timestamp, nonce or signature missing";
    if (m_settings.signature == SignatureScheme::Hmac)
        return hmacProblem(request, *timestamp, *nonce, *signature);
    const bool matches =
        signatureMatches(m_settings.token, *timestamp, *nonce, *signature,
                         QDateTime::currentSecsSinceEpoch(), m_settings.signatureWindow.count());
    return matches ? nullptr : "wrong, or not of this time";
}

const char *SignatureGuard::hmacProblem(const HttpRequest &request, const QByteArray &timestamp,
                                        const QByteArray &nonce, const QByteArray &signature) const
{
    const RequestHead &head = request.head;
    if (nonce.size() > MaxNonce || !isDecimalInteger(nonce))
        return "the nonce is not a number of at most 64 digits";
    const qint64 now = QDateTime::currentSecsSinceEpoch();
    const qint64 window = m_settings.signatureWindow.count();
    const auto time = freshTime(timestamp, now, window);
    if (!time)
        return "the timestamp is not of this time";
    if (!hmacMatches(m_settings.token, head.method, head.target, request.body, signature))
        return "wrong";
    if (hasRepeated(head))
        return "a parameter comes twice";
    switch (m_nonces.take(nonce, *time, now, window, NonceMemory::Clock::now())) {
    case NonceMemory::Verdict::New:
        return nullptr;
    case NonceMemory::Verdict::Seen:
        return "the nonce was used before";
    case NonceMemory::Verdict::Full:
        break;
    }
    return "too many nonces to remember";
}

Router::Handler SignatureGuard::protect(Router::Handler handler) const
{
    return [this, handler = std::move(handler)](const HttpRequest &request,
                                                const Responder &responder) {
        const char *problem = problemOf(request);
        if (!problem) {
            handler(request, responder);
            return;
        }
        qCInfo(lcApi, "call refused: signature error: %s, path=%s address=%s", problem,
               request.head.path.left(64).constData(), qPrintable(request.peerAddress.toString()));
        responder.answer(refusedAnswer("signature error"));
    };
}

} // namespace Rainbow
