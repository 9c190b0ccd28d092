// SPDX-FileCopyrightText: 2026 The Rainbow authors
// SPDX-License-Identifier: MIT
#include "observe/adminport.h"

#include "gate/refusal.h"
#include "gate/upgrade.h"
#include "gate/wiresocket.h"
#include "http/httpconnection.h"
#include "observe/feed.h"

#include <QAbstractEventDispatcher>

namespace Rainbow {

AdminPort::AdminPort(int descriptor, std::function<Feed *()> feed, QObject *parent)
    : QObject(parent), m_feed(std::move(feed)), m_wire({Dashboard::MaxWaiting / 2}),
      m_gate(
          {}, m_wire, m_limits, [](auto *, const auto &, auto) {},
          [this](WireSocket *socket, Gate::Role) {
              new HttpConnection(socket, m_router, m_httpSettings, this);
          })
{
    m_gate.setFeed(FeedPath, [this](auto *socket, const auto &head, auto headSize) {
        onUpgrade(socket, head, headSize);
    });
    m_router.add("GET", FeedPath, [this](const auto &, const auto &responder) {
        responder.answer(answerAtFeed(m_feed() != nullptr));
    });
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this,
            [this] { m_wire.flush(); });
    m_gate.listen(descriptor, Gate::Role::Http);
}

AdminPort::~AdminPort()
{
    m_gate.stop();
    qDeleteAll(findChildren<QObject *>(Qt::FindDirectChildrenOnly));
}

void AdminPort::setSettings(const GateSettings &gate, const HttpSettings &http,
                            std::shared_ptr<const TlsContext> tls)
{
    m_httpSettings = http;
    m_gate.setSettings(gate);
    m_gate.setTls(std::move(tls));
}

void AdminPort::stop()
{
    m_gate.stop();
    const auto connections = findChildren<HttpConnection *>(Qt::FindDirectChildrenOnly);
    for (HttpConnection *connection : connections)
        connection->drain();
}

void AdminPort::onUpgrade(WireSocket *socket, const RequestHead &head, qsizetype headSize)
{
    if (Feed *feed = m_feed())
        feed->arrive(socket, head, headSize);
    else
        refuse(socket, answerAtFeed(false));
}

} // namespace Rainbow
