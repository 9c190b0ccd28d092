// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "protocol/packet.h"

#include <QList>
#include <QObject>
#include <QPointer>
#include <QWebSocket>
#include <QWebSocketServer>

namespace Rainbow {

/// A relay for one client under test, that does what the test says and no more: it records the
/// packets that come and lets a test send any packet or bytes.
class FakeRelay : public QObject {
    Q_OBJECT

public:
    explicit FakeRelay(QObject *parent = nullptr);
    ~FakeRelay() override;

    [[nodiscard]] QString url() const;
    [[nodiscard]] bool isConnected() const { return !m_client.isNull(); }
    [[nodiscard]] QByteArray header(const QByteArray &name) const;
    [[nodiscard]] QString resource() const { return m_resource; }

    /// What came, in order.
    [[nodiscard]] const QList<Packet> &packets() const { return m_packets; }
    [[nodiscard]] const QStringList &texts() const { return m_texts; }

    /// The code with which the client closed; 0 while it has not.
    [[nodiscard]] int closeCode() const { return m_closeCode; }

    /// Answers SENDs with this payload and RELs with COM, from now on; the first silent SENDs
    /// and the first silent RELs are left unanswered.
    void answerWith(const QByteArray &payload, int silentSends = 0, int silentRels = 0);

    void send(const Packet &packet);
    void sendBytes(const QByteArray &frame);
    void sendText(const QString &text);
    void close(quint16 code, const QString &reason);
    /// Ends the TCP connection without a close frame.
    void drop();

Q_SIGNALS:
    void connected();

private:
    void onConnection();
    void onFrame(const QByteArray &frame);

    QWebSocketServer m_server;
    QPointer<QWebSocket> m_client;
    QNetworkRequest m_request;
    QString m_resource;
    QList<Packet> m_packets;
    QStringList m_texts;
    QByteArray m_answer;
    bool m_answering = false;
    int m_silentSends = 0;
    int m_silentRels = 0;
    int m_closeCode = 0;
};

} // namespace Rainbow
