// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#pragma once

#include "business/businessclient.h"
#include "business/signature.h"
#include "curl/curlnetwork.h"
#include "scriptedserver.h"

#include <QDateTime>
#include <QNetworkAccessManager>
#include <QStringList>

#include <memory>

namespace Rainbow {

/// A business client, a server to talk to, and what came of it.
struct ClientFixture {
    explicit ClientFixture(ScriptedServer::Script script = {}) : server(std::move(script))
    {
        settings.connectUrl = QUrl::fromEncoded(server.address() + "/connect/?a=b");
        settings.forwardUrl = server.address() + "/message/";
        settings.closeUrl = QUrl::fromEncoded(server.address() + "/close/");
        settings.token = "t0p-secret";
        restart();
    }

    void restart() { client = std::make_unique<BusinessClient>(network, settings); }

    void ask(const RequestHead &head = {})
    {
        client->askConnect(head, Identity("id-1"), {},
                           [this](const Verdict &verdict) { verdicts.append(verdict); });
    }

    void forward(quint64 number = 1, const QByteArray &payload = "payload",
                 const QByteArray &cookie = {})
    {
        ForwardCall call;
        call.identity = Identity("id-1");
        call.cookie = cookie;
        call.number = number;
        call.messageId = "m-" + QByteArray::number(number);
        call.type = 7;
        call.payload = payload;
        client->forward(call, [this, number](const BusinessAnswer &answer) {
            answers.append({number, answer});
        });
    }

    [[nodiscard]] BusinessAnswer lastAnswer() const
    {
        return answers.isEmpty() ? BusinessAnswer() : answers.last().second;
    }

    /// Each test goes over both transports: RAINBOW_TEST_TRANSPORT says which.
    static bool isOverCurl()
    {
        return qEnvironmentVariable("RAINBOW_TEST_TRANSPORT") == QStringLiteral("curl");
    }
    static std::unique_ptr<QNetworkAccessManager> makeNetwork()
    {
        if (isOverCurl())
            return std::make_unique<CurlNetwork>(6); // as many connections as Qt's
        return std::make_unique<QNetworkAccessManager>();
    }

    std::unique_ptr<QNetworkAccessManager> networkOwner = makeNetwork();
    QNetworkAccessManager &network = *networkOwner;
    ScriptedServer server;
    BusinessSettings settings;
    std::unique_ptr<BusinessClient> client;
    QList<Verdict> verdicts;
    QList<std::pair<quint64, BusinessAnswer>> answers;
};

/// Whether the request carries a fresh signature made with token.
inline bool isSigned(const SeenRequest &request, const QByteArray &token)
{
    return signatureMatches(token, request.query(QStringLiteral("timestamp")).toLatin1(),
                            request.query(QStringLiteral("nonce")).toLatin1(),
                            request.query(QStringLiteral("signature")).toLatin1(),
                            QDateTime::currentSecsSinceEpoch(), 10);
}

/// While it lives, log lines are gathered.
class LogCatcher {
public:
    LogCatcher()
    {
        lines().clear();
        m_previous = qInstallMessageHandler(
            [](QtMsgType type, const QMessageLogContext &, const QString &message) {
                lines().append((type == QtWarningMsg ? QStringLiteral("W ") : QStringLiteral("I "))
                               + message);
            });
    }
    ~LogCatcher() { qInstallMessageHandler(m_previous); }
    Q_DISABLE_COPY_MOVE(LogCatcher)

    static QStringList &lines()
    {
        static QStringList all;
        return all;
    }

private:
    QtMessageHandler m_previous = nullptr;
};

} // namespace Rainbow
