// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "api/signatureguard.h"

#include "api/apianswer.h"
#include "business/signature.h"
#include "logging.h"

#include <QDateTime>

namespace Rainbow {

bool SignatureGuard::isSigned(const RequestHead &head) const
{
    if (m_settings.token.isEmpty())
        return m_settings.openWithoutToken;
    const auto timestamp = head.queryValue("timestamp");
    const auto nonce = head.queryValue("nonce");
    const auto signature = head.queryValue("signature");
    return timestamp && nonce && signature
        && signatureMatches(m_settings.token, *timestamp, *nonce, *signature,
                            QDateTime::currentSecsSinceEpoch(), m_settings.signatureWindow.count());
}

Router::Handler SignatureGuard::protect(Router::Handler handler) const
{
    return [this, handler = std::move(handler)](const HttpRequest &request,
                                                const Responder &responder) {
        if (isSigned(request.head)) {
            handler(request, responder);
            return;
        }
        qCInfo(lcApi, "call refused: signature error, path=%s address=%s",
               request.head.path.left(64).constData(), qPrintable(request.peerAddress.toString()));
        responder.answer(refusedAnswer("signature error"));
    };
}

} // namespace Rainbow
