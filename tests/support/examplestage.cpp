// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "support/examplestage.h"

#include <QHostAddress>
#include <QTcpServer>

namespace Rainbow::Test {

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

} // namespace

ExampleStage::~ExampleStage()
{
    m_relay.reset();
    stopBusiness();
}

bool ExampleStage::start()
{
    m_port = freePort();
    m_businessPort = freePort();
    return startBusiness() && startRelay();
}

bool ExampleStage::startRelay()
{
    const QByteArray url = "http://127.0.0.1:" + QByteArray::number(m_businessPort);
    m_relay = std::make_unique<RelayProcess>();
    return m_relay->start({{"connect_url", url + "/connect/"},
                           {"forward_url", url + "/message/"},
                           {"close_url", url + "/close/"},
                           {"security_token", Token},
                           {"retry_interval", "200 ms"}},
                          1, {u"-p"_qs, QString::number(m_port)});
}

int ExampleStage::stopRelay()
{
    return m_relay->stop();
}

bool ExampleStage::startBusiness()
{
    m_log.clear();
    m_business.setProcessChannelMode(QProcess::MergedChannels);
    m_business.start(QStringLiteral(BUSINESS_SERVER),
                     {u"--port"_qs, QString::number(m_businessPort), u"--token"_qs,
                      QString::fromLatin1(Token), u"--relay"_qs,
                      u"http://127.0.0.1:%1"_qs.arg(m_port)});
    return waitUntil([this] { return businessLog().contains("business server on "); });
}

void ExampleStage::stopBusiness()
{
    if (m_business.state() == QProcess::NotRunning)
        return;
    m_business.terminate();
    if (!m_business.waitForFinished(int(Patience.count())))
        m_business.kill();
    m_business.waitForFinished();
}

QUrl ExampleStage::url() const
{
    return QUrl(u"ws://127.0.0.1:%1/connect/"_qs.arg(m_port));
}

QByteArray ExampleStage::send(const QString &channel, int type, const QByteArray &payload) const
{
    QProcess sender;
    sender.start(QStringLiteral(BUSINESS_SERVER),
                 {u"send"_qs, u"--relay"_qs, u"http://127.0.0.1:%1"_qs.arg(m_port), u"--token"_qs,
                  QString::fromLatin1(Token), u"--type"_qs, QString::number(type), channel,
                  QString::fromUtf8(payload)});
    (void)waitUntil([&sender] { return sender.state() == QProcess::NotRunning; });
    return sender.readAllStandardOutput();
}

QByteArray ExampleStage::businessLog()
{
    m_log += m_business.readAll();
    return m_log;
}

} // namespace Rainbow::Test
