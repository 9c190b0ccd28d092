// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QJsonDocument>
#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QProcess>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrlQuery>

inline constexpr int Wait = 15'000; // ms
inline const QByteArray Token = QByteArrayLiteral("s3cret%;=");

// The rule of the contract, written down once more so that two readings of it are compared.
QByteArray signatureOf(const QByteArray &token, const QByteArray &timestamp,
                       const QByteArray &nonce);

// The query of a call that was signed so many seconds ago.
QByteArray query(const QByteArray &token, qint64 age = 0, const QByteArray &nonce = "4711");

struct Response {
    int status = 0;
    QMap<QByteArray, QByteArray> headers; // lower-case names
    QByteArray body;

    [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(body).object(); }
};

// A test of the example business server, which runs during each of its functions, with a relay that
// records what it is sent.
class BusinessTest : public QObject {
protected:
    struct Post {
        QByteArray path;
        QUrlQuery query;
        QJsonObject content;

        [[nodiscard]] QString value(const QString &key) const
        {
            return query.queryItemValue(key, QUrl::FullyDecoded);
        }
    };

    // On that port, or any; it says that three clients got what it was sent.
    bool startRelay(quint16 port = 0);
    bool startBusiness();
    void stopBusiness();

    // Sends on the test's one connection, which must survive, and gives the response.
    Response call(const QByteArray &method, const QByteArray &target,
                  const QList<QByteArray> &headers = {}, const QByteArray &body = {});

    QTcpServer m_relay;
    QList<Post> m_posts;
    QProcess m_process;
    QTcpSocket m_socket;
    QByteArray m_log;
    QByteArray m_received;

private:
    void onRelayCalled();
};
