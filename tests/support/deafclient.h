// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "support/stage.h"

#include <QTcpSocket>

namespace Rainbow::Test {

/// A client that is let in and then reads nothing any more: a bare socket that nobody reads from,
/// with a small buffer. Thread: the test's.
class DeafClient {
public:
    [[nodiscard]] bool open(const Stage &stage, const Fields &headers)
    {
        m_socket.setReadBufferSize(1);
        m_socket.connectToHost(QStringLiteral("127.0.0.1"), stage.relay.port());
        if (!m_socket.waitForConnected())
            return false;
        m_socket.setSocketOption(QAbstractSocket::ReceiveBufferSizeSocketOption, 4096);
        m_socket.write(RawClient::upgradeRequest("/connect/", headers));
        return m_socket.waitForBytesWritten() || m_socket.bytesToWrite() == 0;
    }

    void abort() { m_socket.abort(); }

private:
    QTcpSocket m_socket;
};

} // namespace Rainbow::Test
