// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "gate/refusal.h"

#include "gate/wiresocket.h"
#include "http/responsewriter.h"

namespace Rainbow {

void refuse(WireSocket *socket, const HttpResponse &response)
{
    QObject::connect(socket, &WireSocket::disconnected, socket, &WireSocket::deleteLater);
    QByteArray bytes;
    appendResponse(bytes, response, {.keepAlive = false});
    socket->write(bytes);
    socket->close();
}

} // namespace Rainbow
